package balance

import "math"

// Level counts the replicas of a priority level.
type Level struct{ Healthy, Total int }

// Split is how calls are divided over priority levels.
type Split struct {
	// Traffic of each level in per cent. It sums to 100.
	Traffic []int
	// Panic tells of each level whether it uses all its replicas, healthy or not.
	Panic []bool
	// Health is that of all levels together in per cent, at most 100.
	Health int

	health []int // of each level
}

// SplitLevels divides calls over priority levels as Envoy does. The health of a level is
//
//	min(100, 100 * overprovisioning * healthy / total)
//
// rounded down. Each level takes its health out of what is left of 100, after all healths
// have been scaled to sum to 100 when they sum to less. In that case, a level whose share
// of healthy replicas is below the threshold is in panic. When all are, calls are divided
// as the numbers of replicas, healthy or not.
//
// What rounding leaves goes to the last healthy level, which gives the tables of Envoy's
// documentation (priority.rst, panic_threshold.rst: 36/36/28 for 25/25/20 % healthy). Its
// code gives it to the first (37/35/28).
func SplitLevels(levels []Level, overprovisioning, threshold float64) Split {
	var s Split
	s.set(levels, overprovisioning, threshold)
	return s
}

func (s *Split) set(levels []Level, overprovisioning, threshold float64) {
	s.Traffic, s.Panic, s.health = s.Traffic[:0], s.Panic[:0], s.health[:0]
	s.Health = 0
	replicas := 0
	for _, l := range levels {
		h := 0
		if l.Total > 0 {
			h = int(min(100, math.Floor(float64(100*overprovisioning*float64(l.Healthy)/float64(l.Total))+1e-9)))
		}
		s.health = append(s.health, h)
		s.Health = min(100, s.Health+h)
		replicas += l.Total
	}
	calm := false
	for _, l := range levels {
		scarce := l.Total == 0 && threshold > 0 || float64(l.Healthy) < float64(threshold*float64(l.Total))
		s.Panic = append(s.Panic, s.Health < 100 && scarce)
		calm = calm || !s.Panic[len(s.Panic)-1]
	}
	if !calm {
		s.byNumbers(levels, replicas)
		return
	}
	left, last := 100, 0
	for i, h := range s.health {
		part := 0
		if s.Health > 0 {
			part = min(left, (200*h+s.Health)/(2*s.Health)) // rounded
		}
		if part > 0 {
			last = i
		}
		s.Traffic = append(s.Traffic, part)
		left -= part
	}
	s.Traffic[last] += left
}

// byNumbers divides calls as the numbers of replicas; the first level that has any takes
// what rounding leaves.
func (s *Split) byNumbers(levels []Level, replicas int) {
	left, first := 100, -1
	for i, l := range levels {
		if first < 0 && l.Total > 0 {
			first = i
		}
		part := 100 * l.Total / max(1, replicas)
		s.Traffic = append(s.Traffic, part)
		left -= part
	}
	s.Traffic[max(0, first)] += left
}
