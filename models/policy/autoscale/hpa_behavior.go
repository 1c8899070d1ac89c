package autoscale

import (
	"math"
	"time"

	"headroom/sim"
)

// HPAState is one Horizontal Pod Autoscaler at work, as described by an [HPA]: what it
// remembers of its recommendations and of its changes. Make one with [NewHPAState].
type HPAState struct {
	spec     HPA
	up, down scaling

	recommended []change // unbounded recommendations, oldest first
	added       []change // replicas added, oldest first
	removed     []change // replicas removed, oldest first
}

// scaling is one direction of the behavior, with the defaults in place.
type scaling struct {
	stabilization time.Duration
	policies      []Policy
	choice        string
	longest       time.Duration // of the policies' periods
}

// change is a number of replicas with its instant.
type change struct {
	at       sim.Time
	replicas int
}

// NewHPAState returns an autoscaler without a past. It panics when there is none to make.
func NewHPAState(h HPA) *HPAState {
	if !h.Enabled() {
		panic("autoscale: no autoscaler to make")
	}
	s := &HPAState{
		spec: h,
		up:   newScaling(h.ScaleUp.Stabilization.Std(), h.ScaleUp.Policies, h.ScaleUp.Select, upPolicies[:]),
		down: newScaling(h.ScaleDown.Stabilization.Std(), h.ScaleDown.Policies, h.ScaleDown.Select, downPolicies[:]),
	}
	sync := max(h.Sync.Std(), time.Second)
	s.recommended = make([]change, 0, 2+max(s.up.stabilization, s.down.stabilization)/sync)
	s.added = make([]change, 0, 2+s.up.longest/sync)
	s.removed = make([]change, 0, 2+s.down.longest/sync)
	return s
}

// The policies of Kubernetes where none are given (autoscaling/v2 defaults.go).
var (
	upPolicies   = [...]Policy{{PodsPolicy, 4, usualPeriod}, {PercentPolicy, 100, usualPeriod}}
	downPolicies = [...]Policy{{PercentPolicy, 100, usualPeriod}}
)

const usualPeriod = 15e9 // 15 s

func newScaling(stabilization time.Duration, policies []Policy, choice string, fallback []Policy) scaling {
	if len(policies) == 0 {
		policies = fallback
	}
	c := scaling{stabilization: stabilization, policies: policies, choice: choice}
	for _, p := range policies {
		c.longest = max(c.longest, p.Period.Std())
	}
	return c
}

// Desired returns the number of replicas that the component should have from now on, as
// one evaluation of the autoscaler decides it; it is to be asked once in every Sync.
// Current is the number of replicas that it should have had so far, those that still
// start included. The steps are those of horizontal.go in Kubernetes (1.20 and later):
//
//  1. with 0 replicas the autoscaler is off; a number outside [Min, Max] goes there;
//  2. the proposal of [HPA.Proposal]; if there is none, nothing changes;
//  3. stabilization: no higher than the lowest recommendation of the last ScaleUp
//     window when adding, no lower than the highest of the ScaleDown window when removing;
//  4. the speed limits of the policies, then Min and Max.
func (s *HPAState) Desired(now sim.Time, current int, m Metrics) int {
	var desired int
	switch {
	case current == 0:
		return 0
	case current > s.spec.Max:
		desired = s.spec.Max
	case current < s.spec.Min:
		desired = s.spec.Min
	default:
		proposal, ok := s.spec.Proposal(current, m)
		if !ok {
			return current
		}
		desired = s.limit(now, current, s.stabilize(now, current, proposal))
	}
	s.remember(now, desired-current)
	return desired
}

// stabilize remembers a recommendation and returns what the recent ones allow.
func (s *HPAState) stabilize(now sim.Time, current, desired int) int {
	s.recommended = forget(s.recommended, now, max(s.up.stabilization, s.down.stabilization))
	lowest, highest := desired, desired
	for _, r := range s.recommended {
		if now.Sub(r.at) < s.up.stabilization {
			lowest = min(lowest, r.replicas)
		}
		if now.Sub(r.at) < s.down.stabilization {
			highest = max(highest, r.replicas)
		}
	}
	s.recommended = append(s.recommended, change{now, desired})
	switch {
	case current < lowest:
		return lowest
	case current > highest:
		return highest
	}
	return current
}

// limit returns the number of replicas that the speed limits and the bounds allow.
func (s *HPAState) limit(now sim.Time, current, desired int) int {
	switch {
	case desired > current:
		allowed := max(s.upLimit(now, current), current)
		return min(desired, allowed, s.spec.Max)
	case desired < current:
		allowed := min(s.downLimit(now, current), current)
		return max(desired, allowed, s.spec.Min)
	}
	return desired
}

// upLimit returns the largest number of replicas that the policies allow now. A policy
// counts from the number at the start of its period.
func (s *HPAState) upLimit(now sim.Time, current int) int {
	if s.up.choice == SelectDisabled {
		return current
	}
	least, most := math.MaxInt, math.MinInt
	for _, p := range s.up.policies {
		start := s.start(now, current, p.Period.Std())
		allowed := start + p.Value
		if p.Kind == PercentPolicy {
			allowed = int(math.Ceil(float64(start) * (1 + float64(p.Value)/100)))
		}
		least, most = min(least, allowed), max(most, allowed)
	}
	if s.up.choice == SelectMin {
		return least
	}
	return most
}

// downLimit returns the smallest number of replicas that the policies allow now.
func (s *HPAState) downLimit(now sim.Time, current int) int {
	if s.down.choice == SelectDisabled {
		return current
	}
	least, most := math.MaxInt, math.MinInt
	for _, p := range s.down.policies {
		start := s.start(now, current, p.Period.Std())
		allowed := start - p.Value
		if p.Kind == PercentPolicy {
			allowed = int(math.Floor(float64(start) * (1 - float64(p.Value)/100)))
		}
		least, most = min(least, allowed), max(most, allowed)
	}
	if s.down.choice == SelectMin {
		return most
	}
	return least
}

// start returns the number of replicas at the start of a period that ends now.
func (s *HPAState) start(now sim.Time, current int, period time.Duration) int {
	return current - changed(s.added, now, period) + changed(s.removed, now, period)
}

// changed sums the changes younger than a period.
func changed(changes []change, now sim.Time, period time.Duration) int {
	sum := 0
	for _, c := range changes {
		if now.Sub(c.at) < period {
			sum += c.replicas
		}
	}
	return sum
}

// remember keeps a change for as long as any policy looks at it.
func (s *HPAState) remember(now sim.Time, by int) {
	longest := max(s.up.longest, s.down.longest)
	switch {
	case by > 0:
		s.added = append(forget(s.added, now, longest), change{now, by})
	case by < 0:
		s.removed = append(forget(s.removed, now, longest), change{now, -by})
	}
}

// forget drops what is not younger than keep, in place.
func forget(changes []change, now sim.Time, keep time.Duration) []change {
	old := 0
	for old < len(changes) && now.Sub(changes[old].at) >= keep {
		old++
	}
	return changes[:copy(changes, changes[old:])]
}
