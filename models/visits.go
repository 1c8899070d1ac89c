package models

import "headroom/sim"

// visits returns the rate at which every operation, as "component.operation", is called
// at an instant, when every cache misses and nothing fails or is retried.
func (s *System) visits(at sim.Time) map[string]float64 {
	rates := map[string]float64{}
	index := s.newIndex()
	var visit func(target, operation string, rate float64)
	var program func(steps []Step, operation string, rate float64)
	visit = func(target, operation string, rate float64) {
		op := resolve(target, operation)
		rates[op] += rate
		comp := index.components[first(op)]
		name := op[len(comp.Name)+1:]
		switch spec := comp.Spec.(type) {
		case *CDN:
			visit(spec.Origin, name, rate)
		case *Gateway:
			if r, ok := spec.Routes.Find(name); ok {
				visit(r.To, name, rate)
			}
		case *Service:
			steps, _ := spec.Operations.Find(name)
			program(steps, name, rate)
		case *Queue:
			for i := range s.Components {
				if consumer, ok := s.Components[i].Spec.(*Service); ok {
					steps, _ := consumer.Consumes.Find(comp.Name)
					program(steps, comp.Name, rate)
				}
			}
		}
	}
	program = func(steps []Step, operation string, rate float64) {
		for i := range steps {
			st := &steps[i]
			r := rate * float64(st.Chance)
			if st.Each.Set() {
				r *= st.Each.Mean()
			}
			if st.Call != "" {
				visit(st.Call, operation, r)
			}
			if st.Publish != "" {
				visit(st.Publish, "publish", r)
			}
			program(st.OnMiss, operation, r)
			program(st.Parallel, operation, r)
			for k := range st.Choose {
				program(st.Choose[k].Steps, operation, r*float64(st.Choose[k].Share))
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
			visit(t.To, m.Name, rate*float64(m.Value))
		}
	}
	return rates
}
