package models

import "headroom/sim"

// visits returns the rate at which every operation, as "component.operation", is called
// at an instant, when every cache misses and nothing fails or is retried. What is called
// at no rate is left out.
func (s *System) visits(at sim.Time) map[string]float64 {
	rates := map[string]float64{}
	index := s.newIndex()
	var visit func(onward)
	visit = func(o onward) {
		if o.rate == 0 {
			return
		}
		rates[o.to] += o.rate
		comp := index.components[first(o.to)]
		switch spec := comp.Spec.(type) {
		case dependent:
			spec.calls(o.to[len(comp.Name)+1:], o.rate, visit)
		case *Queue:
			for i := range s.Components {
				if consumer, ok := s.Components[i].Spec.(*Service); ok {
					steps, _ := consumer.Consumes.Find(comp.Name)
					programCalls(steps, comp.Name, o.rate, "", visit)
				}
			}
		}
	}
	for i := range s.Components {
		t, ok := s.Components[i].Spec.(*Traffic)
		if !ok {
			continue
		}
		rate := t.law().Rate(at)
		for _, m := range t.operations() {
			if to := t.asks(m.Name); to != "" {
				visit(onward{to: to, rate: rate * float64(m.Value)})
			}
		}
	}
	return rates
}
