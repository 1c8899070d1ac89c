package models

import (
	"headroom/models/policy/autoscale"
	"headroom/sim/dist"
)

// programs calls do for every program of the service that is called, with its steps.
func (s *Service) programs(f *flows, name string, do func(p *callee, steps []Step)) {
	for _, o := range s.Operations {
		if p := f.byName[name+"."+o.Name]; p != nil {
			do(p, o.Value)
		}
	}
	for _, o := range s.Consumes {
		if p := f.byName[name+"."+consumption(o.Name)]; p != nil {
			do(p, o.Value)
		}
	}
}

// program returns the steps of an operation, or of a consumption.
func (s *Service) program(operation string) []Step {
	if steps, ok := s.Operations.Find(operation); ok {
		return steps
	}
	for _, o := range s.Consumes {
		if consumption(o.Name) == operation {
			return o.Value
		}
	}
	return nil
}

func (s *Service) forward(f *flows, p *callee, calls stream) {
	w := walk{f: f, p: p, send: true}
	w.steps(s.program(p.operation), calls)
}

func (s *Service) banks(f *flows, name string) []bank {
	st := newBank("cores", f.t.instancesOf(f.t.index.components[name]), s.cores())
	arrivals := 0.0
	s.programs(f, name, func(p *callee, steps []Step) {
		arrivals += st.calls(f, p.name)
		w := walk{f: f, p: p, work: func(calls stream, time dist.Duration) { st.job(calls.rate, time) }}
		w.steps(steps, p.in)
		st.atOnce = st.atOnce && len(steps) > 0 && steps[0].CPU.Set()
	})
	if arrivals > 0 {
		st.visits = st.work.Weight() / arrivals
	}
	st.lifo = s.Discipline == "lifo"
	if s.Model != "threads" || s.Concurrency == 0 {
		st.bound = s.Queue
	}
	st.guarded = s.Shed.Enabled() || s.ConcurrencyLimit.Enabled() || s.DropAfter > 0
	if s.Autoscale.Enabled() {
		st.most = s.Autoscale.Max
	}
	return []bank{st}
}

// settled returns the replicas that a service has in the long run when its work keeps so
// many cores busy: with an autoscaler of the cpu those that hold its target, otherwise
// those of the start.
func (s *Service) settled(busy float64) int {
	a := &s.Autoscale
	if !a.Enabled() || a.Metric != autoscale.CPU || a.Target.Value() <= 0 {
		return s.initial()
	}
	need := int(busy/(float64(s.cores())*a.Target.Value()) + 1 - 1e-9)
	return min(a.Max, max(a.Min, need))
}
