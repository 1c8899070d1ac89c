package models

import (
	"headroom/models/policy/limit"
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// External is a dependency run by somebody else: it answers after a time, fails now and
// then, and refuses what exceeds its limit. It has no queue that we could see.
type External struct {
	// Operations and the time that each takes.
	Operations stats.Ordered[dist.Duration] `yaml:"operations"`
	// Errors is the share of calls that fail, after their time.
	Errors unit.Ratio `yaml:"errors" default:"0%"`
	// Limit rejects calls above this rate at once (token bucket, one second of burst).
	// 0 means no limit.
	Limit unit.Rate `yaml:"limit"`
	// Price of the component.
	Price PriceRef `yaml:"price"`
}

// external is an External in an engine: servers without bound.
type external struct {
	component
	spec  *External
	times []dist.Sampler
	limit limit.Limiter
}

func (x *External) build(b *builder, name string) node {
	n := &external{spec: x}
	for _, o := range x.Operations {
		n.times = append(n.times, dist.Compile(o.Value.Dist))
	}
	if x.Limit > 0 {
		n.limit = limit.TokenBucket{Rate: x.Limit, Burst: unit.Count(max(1, x.Limit))}.New()
	}
	n.init(b, n, name, "external")
	n.addInstances(1, unlimited)
	return n
}

// boundless says that nobody sees its servers.
func (*External) boundless() bool { return true }

func (n *external) wire() {}

func (n *external) operation(name string) (int32, bool) {
	for i, o := range n.spec.Operations {
		if o.Name == name {
			return int32(i), true
		}
	}
	return 0, false
}

// Arrive answers after the drawn time, or refuses what exceeds the limit.
func (n *external) Arrive(r flow.Ref, f *flow.Frame) {
	in, ok := n.enter(r, f)
	if !ok {
		return
	}
	if n.limit != nil {
		if _, ok := n.limit.Take(n.engine.now(), 0); !ok {
			n.refuse(r, f, overRate)
			return
		}
	}
	s := sim.NewStream(sim.Mix(f.Key, forService))
	f.Work = int64(n.times[f.Op].Duration(&s))
	n.seize(r, f, in)
}

// Handle ends the time of a call.
func (n *external) Handle(ev sim.Event) {
	r := flow.Ref(ev.Arg)
	f := n.engine.flow.Inside(r)
	if f == nil {
		return
	}
	n.release(f, n.insts[f.Place])
	o := flow.OK
	if n.spec.Errors > 0 {
		s := sim.NewStream(sim.Mix(f.Key, forFailure))
		if s.Float64() < float64(n.spec.Errors) {
			o = flow.Error
		}
	}
	n.leave(r, f, o)
}

// Return is never called: an external calls nobody.
func (n *external) Return(flow.Ref, *flow.Frame, *flow.Frame) { panic("models: answer to " + n.name) }

// Validate checks the share of errors.
func (x *External) Validate(c *Check) {
	if len(x.Operations) == 0 {
		c.Errorf("operations", "an external needs operations; write for example operations: {charge: lognormal(mean=180ms p99=900ms)}")
	}
	if x.Errors < 0 || x.Errors > 1 {
		c.Errorf("errors", "%v is not between 0%% and 100%%", x.Errors)
	}
	c.price(x.Price)
}
