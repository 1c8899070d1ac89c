package autoscale

import (
	"time"

	"headroom/sim"
)

// Past is a number of replicas some time ago.
type Past struct {
	Replicas int
	Ago      time.Duration
}

// Remember gives an autoscaler a past: recommendations, additions and removals, each
// with the oldest first.
func (s *HPAState) Remember(now sim.Time, recommended, added, removed []Past) {
	for i, list := range [][]Past{recommended, added, removed} {
		to := [...]*[]change{&s.recommended, &s.added, &s.removed}[i]
		for _, p := range list {
			*to = append(*to, change{now.Add(-p.Ago), p.Replicas})
		}
	}
}

func (s *HPAState) Stabilize(now sim.Time, current, desired int) int {
	return s.stabilize(now, current, desired)
}

func (s *HPAState) Limit(now sim.Time, current, desired int) int {
	return s.limit(now, current, desired)
}

func (s *HPAState) UpLimit(now sim.Time, current int) int   { return s.upLimit(now, current) }
func (s *HPAState) DownLimit(now sim.Time, current int) int { return s.downLimit(now, current) }
