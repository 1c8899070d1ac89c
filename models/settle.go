package models

import (
	"math"
	"time"

	"headroom/sim/stats"
)

// looked is the number of replications whose series decide the warm-up. It is fixed, so
// that the answer does not depend on how many are played in all, or in which portions.
const looked = 5

// The test whether a series settles late. The probability of a false alarm is shared by
// all series of a run; a later end that would move the mean of what is measured by less
// than leastBias of it is not worth playing everything again.
const (
	falseAlarm = 0.001
	leastBias  = 0.005
)

// settled says when a system in a steady state has reached it.
type settled struct {
	after     time.Duration // the warm-up
	series    string        // the one that settled last; "" when the system's own was enough
	unsettled []string      // those that never came to rest
}

// settles finds the end of the warm-up of steady replications: for each series MSER-5 over
// its mean of the first replications names a cut; when it lies beyond the warm-up of the
// system, a tenth for auto, and what is in between differs from the rest by more than
// chance would have it, the warm-up must be as long. It is a multiple of the windows and at most half of the run. A
// series for which MSER-5 names none within that, and whose last quarter differs from the
// one before, has not settled.
func (s *System) settles(done []*measures) settled {
	done = done[:min(looked, len(done))]
	best := settled{after: s.warmUp()}
	all := seriesOf(done)
	longest := s.longestWarmUp()
	w := window(&s.Run)
	from := int((best.after + w - 1) / w) // windows of the warm-up
	for _, l := range all {
		n := len(l.runs[0])
		mean := stats.MeanSeries(l.runs...)
		cut, rests := stats.MSER5(mean)
		if from >= n/2 || n < 50 {
			continue
		}
		alarm := falseAlarm / float64(len(all))
		if !rests && worthwhile(mean, n/2, n*3/4) && stats.LaterReplicated(l.runs, n/2, n*3/4, alarm) {
			best.unsettled = append(best.unsettled, l.name)
			continue
		}
		after := time.Duration(cut) * w
		if cut <= from || after <= best.after || !worthwhile(mean, from, cut) {
			continue
		}
		if l.later(mean, from, cut, alarm) {
			best.after, best.series = min(after, longest), l.name
		}
	}
	return best
}

// longestWarmUp is half of the run, or less where windows of an objective would no longer
// fit behind it.
func (s *System) longestWarmUp() time.Duration {
	duration, w := s.Run.Duration.Std(), window(&s.Run)
	longest := duration / 2
	for _, o := range s.Objectives {
		if g, err := parseGoal(o.Value.Objective); err == nil && g.over > 0 && g.after == 0 {
			longest = min(longest, duration-g.over)
		}
	}
	return max(longest/w*w, (WarmUp{Auto: true}).Of(duration))
}

// worthwhile tells whether leaving out the windows before the cut moves the mean of a
// series by an amount that matters.
func worthwhile(series []float64, from, cut int) bool {
	all, rest := meanOf(series[from:]), meanOf(series[cut:])
	return math.Abs(all-rest) > float64(leastBias*math.Abs(rest))
}

// meanOf returns the mean of the values that there are.
func meanOf(values []float64) float64 {
	sum, n := 0.0, 0
	for _, v := range values {
		if v == v {
			sum += v
			n++
		}
	}
	return ratio(sum, float64(n))
}

// lineRuns is one series of every replication.
type lineRuns struct {
	name string
	runs [][]float64
}

// settling are the lines of a component that tell whether it has settled.
var settling = []int{lineUtilization, lineQueue, lineInSystem, lineHitRatio, lineConnections}

// leastWindow is how many requests a window needs for its latency to be a series.
const leastWindow = 5

// seriesOf lists the series of some replications: the mean latency of the operations, and
// the load, the queue, the work inside, the hit ratio and the connections of the
// components. The windows at the end of the run whose requests are under way, and which
// know the fast ones only, are left out of the latency.
func seriesOf(done []*measures) []lineRuns {
	var list []lineRuns
	for i, o := range done[0].ops {
		n := o.windows.Len() - o.windows.Len()/20
		enough := true
		l := lineRuns{name: "latency of " + o.name}
		for _, m := range done {
			w := m.ops[i].windows
			line := make([]float64, n)
			var answered uint64
			for k := range line {
				line[k] = nothing
				if at := w.At(k); at.OK > 0 {
					line[k] = at.Latency.Mean()
					answered += at.OK
				}
			}
			enough = enough && answered >= uint64(leastWindow*n)
			l.runs = append(l.runs, line)
		}
		if enough && n > 0 {
			list = append(list, l)
		}
	}
	for i, p := range done[0].parts {
		if p.component.kind.Name == "traffic" {
			continue
		}
		for _, line := range settling {
			l := lineRuns{name: settlingNames[line] + " of " + p.component.name}
			moves := false
			for _, m := range done {
				values := m.parts[i].lines[line]
				moves = moves || varies(values)
				l.runs = append(l.runs, values)
			}
			if moves {
				list = append(list, l)
			}
		}
	}
	return list
}

// agreeing is the number of replications that can be held against each other.
const agreeing = 3

// later tells whether a series is still on its way between two of its windows. A single
// long busy period moves the mean of all replications, too, so what the batches tell must
// at least be plausible by how the replications differ.
func (l *lineRuns) later(mean []float64, from, cut int, falseAlarm float64) bool {
	const plausible = 0.01
	if stats.Later(mean, from, cut, falseAlarm) && (len(l.runs) < agreeing || stats.LaterReplicated(l.runs, from, cut, plausible)) {
		return true
	}
	return stats.LaterReplicated(l.runs, from, cut, falseAlarm)
}

var settlingNames = map[int]string{
	lineUtilization: "utilisation", lineQueue: "queue", lineInSystem: "work inside", lineHitRatio: "hit ratio", lineConnections: "connections",
}

// varies tells whether there are two different values.
func varies(values []float64) bool {
	first := nothing
	for _, v := range values {
		switch {
		case v != v:
		case first != first:
			first = v
		case v != first:
			return true
		}
	}
	return false
}
