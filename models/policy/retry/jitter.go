package retry

import (
	"time"

	"headroom/sim"
)

// EqualJitter waits expo(n)/2 + U(0, expo(n)/2), with expo(n) of its [Growth] and U
// uniform on an interval.
type EqualJitter struct {
	Growth `yaml:",inline"`
}

// Delay draws from the upper half of expo(n).
func (j *EqualJitter) Delay(n int, _ time.Duration, _ Result, s *sim.Stream) time.Duration {
	half := j.expo(n) / 2
	return half + uniform(half, s)
}

// FullJitter waits U(0, expo(n)), with expo(n) of its [Growth] and U uniform on an
// interval.
type FullJitter struct {
	Growth `yaml:",inline"`
}

// Delay draws from all of expo(n).
func (j *FullJitter) Delay(n int, _ time.Duration, _ Result, s *sim.Stream) time.Duration {
	return uniform(j.expo(n), s)
}
