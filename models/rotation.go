package models

import (
	"headroom/models/policy"
	"headroom/models/policy/health"
	"headroom/sim"
	"headroom/sim/flow"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// rotation is what one instance of a caller thinks of the instances of its callee: which
// of them it calls, and with which weights.
type rotation struct {
	link    *link
	from    int32
	ejector health.Ejector // nil without
	checks  *checks        // nil without
	panic   health.Panic
	start   health.SlowStart

	members    []int32 // all instances that the caller knows of
	candidates []int32 // those that it takes for healthy
	others     []int32 // those that it does not
	joined     []sim.Time
	inside     []bool // by instance: whether it was a candidate
	weights    []float64
	slowUntil  sim.Time
	version    uint64 // of the candidates

	sawInstances, sawEjector, sawChecks uint64
	scratch                             []int32
}

// watches tells whether callers have a rotation of their own.
func watches(p *policy.Call) bool {
	return p.Eject.Enabled() || p.HealthCheck.Enabled() || p.SlowStart.Enabled()
}

// newRotation begins to watch the callee of a link for one instance of the caller.
func newRotation(l *link, from int32, s *sim.Stream) *rotation {
	r := &rotation{link: l, from: from, panic: l.spec.Panic, start: l.spec.SlowStart}
	switch {
	case r.panic.Enabled():
	case l.spec.HealthCheck.Enabled():
		r.panic = l.spec.HealthCheck.Rule.Panic()
	case l.spec.Eject.Enabled():
		r.panic = l.spec.Eject.Rule.Panic()
	default:
		r.panic.Rule = &health.FailClosed{}
	}
	if l.spec.Eject.Enabled() {
		r.ejector = l.spec.Eject.Rule.New(s)
	}
	if l.spec.HealthCheck.Enabled() {
		r.checks = newChecks(r, s)
	}
	r.refresh()
	for _, i := range r.members {
		r.joined[i] = -1 << 62 // was there before
	}
	return r
}

// refresh makes the lists anew when anything has changed.
func (r *rotation) refresh() {
	c := r.link.to.base()
	now := c.engine.now()
	ejector, checks := uint64(0), uint64(0)
	if r.sawInstances != c.generation || r.version == 0 {
		r.members = append(r.members[:0], c.ready...)
		for len(r.joined) < len(c.insts) {
			r.joined, r.inside, r.weights = append(r.joined, now), append(r.inside, false), append(r.weights, 1)
		}
		if r.ejector != nil {
			r.ejector.Replicas(now, r.members)
		}
		if r.checks != nil {
			r.checks.replicas(r.members)
		}
	}
	if r.ejector != nil {
		ejector = r.ejector.Advance(now)
		r.tell()
	}
	if r.checks != nil {
		checks = r.checks.generation
	}
	if r.version > 0 && r.sawInstances == c.generation && r.sawEjector == ejector && r.sawChecks == checks {
		return
	}
	r.sawInstances, r.sawEjector, r.sawChecks = c.generation, ejector, checks
	r.version++
	r.candidates, r.others = r.candidates[:0], r.others[:0]
	was := r.inside
	for _, i := range r.members {
		if !r.usable(i) {
			r.others = append(r.others, i)
			was[i] = false
			continue
		}
		r.candidates = append(r.candidates, i)
		if !was[i] {
			was[i], r.joined[i] = true, now
			if r.start.Enabled() {
				r.slowUntil = now.Add(r.start.Rule.Lasts())
			}
		}
	}
}

func (r *rotation) usable(i int32) bool {
	return (r.ejector == nil || r.ejector.Usable(i)) && (r.checks == nil || r.checks.usable(i))
}

// tell puts what the ejector has changed into the time line.
func (r *rotation) tell() {
	for _, c := range r.ejector.Changes() {
		what := "back"
		if c.Ejected {
			what = "ejected"
		}
		to := r.link.to.base()
		to.engine.happenedAt(c.At, r.link.who(r.from), what, to.instanceName(to.insts[c.Replica])+": "+c.Why.String())
	}
}

// choose returns the candidates of a call, of those that it may go to: nil when it may go
// to none.
func (r *rotation) choose(set []int32, sharded bool, f *flow.Frame) []int32 {
	r.refresh()
	healthy, all, unhealthy := r.candidates, r.members, r.others
	if sharded {
		r.scratch = r.scratch[:0]
		for _, i := range set {
			if r.inside[i] {
				r.scratch = append(r.scratch, i)
			}
		}
		healthy, all = r.scratch, set
		if len(healthy) == len(all) {
			return all
		}
		unhealthy = all // a shard has few copies: whoever calls the others calls all
	}
	e := r.link.engine
	e.draw = sim.NewStream(sim.Mix(f.Key, forPanic))
	switch r.panic.Rule.Choose(len(healthy), len(all), &e.draw) {
	case health.Healthy:
		return healthy
	case health.Everyone:
		return all
	case health.Unhealthy:
		return unhealthy
	}
	return nil
}

// weigh returns the weights by instance while any of them starts slowly, else nil.
func (r *rotation) weigh(now sim.Time) []float64 {
	if now >= r.slowUntil {
		return nil
	}
	for _, i := range r.candidates {
		r.weights[i] = r.start.Rule.Weight(now.Sub(r.joined[i]))
	}
	return r.weights
}

// sent and ended tell the ejector about an attempt.
func (r *rotation) sent(i int32) {
	if r.ejector != nil {
		r.ejector.Sent(r.link.engine.now(), i)
	}
}

func (r *rotation) ended(i int32, o flow.Outcome) {
	if r.ejector == nil {
		return
	}
	now := r.link.engine.now()
	switch o {
	case flow.OK, flow.Miss:
		r.ejector.Record(now, i, health.Success)
	case flow.Rejected:
		r.ejector.Record(now, i, health.Rejection)
	case flow.Timeout:
		r.ejector.Record(now, i, health.Timeout)
	case flow.Cancelled:
		r.ejector.Ignore(now, i)
	case flow.Unreachable:
		r.ejector.Record(now, i, health.Unreached)
	default:
		r.ejector.Record(now, i, health.Failure)
	}
	r.tell()
}

// out returns how many instances the caller does not call for their health.
func (r *rotation) out() int {
	r.refresh()
	return len(r.others)
}
