package models

import "fmt"

// dependent is a spec whose operations call others.
type dependent interface {
	// calls tells every call that an operation makes: its target as
	// "component.operation"; how often per second, when the operation itself runs at rate,
	// every cache misses and nothing fails; and where it is written in the spec.
	calls(operation string, rate float64, tell func(to string, rate float64, path string))
}

func (g *Gateway) calls(operation string, rate float64, tell func(to string, rate float64, path string)) {
	if r, ok := g.Routes.Find(operation); ok {
		tell(resolve(r.To, operation), rate, "routes."+operation)
	}
	if a := g.Authentication.Rule; a != nil && a.asks() != nil {
		tell(resolve(a.asks().To, "check"), rate, "authentication.to")
	}
	if g.Log.To != "" {
		tell(resolve(g.Log.To, "publish"), rate, "log.to")
	}
}

func (c *CDN) calls(operation string, rate float64, tell func(to string, rate float64, path string)) {
	tell(resolve(c.Origin, operation), rate, "origin")
}

func (s *Service) calls(operation string, rate float64, tell func(to string, rate float64, path string)) {
	steps, _ := s.Operations.Find(operation)
	programCalls(steps, operation, rate, "operations."+operation, tell)
}

// programCalls tells the calls of a program, those of its nested steps too.
func programCalls(steps []Step, operation string, rate float64, path string, tell func(to string, rate float64, path string)) {
	for i := range steps {
		s := &steps[i]
		at := fmt.Sprintf("%s[%d]", path, i)
		r := rate * float64(s.Chance)
		if s.Each.Set() {
			r *= s.Each.Mean()
		}
		if s.Call != "" {
			tell(resolve(s.Call, operation), r, at+".call")
		}
		if s.Publish != "" {
			tell(resolve(s.Publish, "publish"), r, at+".publish")
		}
		programCalls(s.OnMiss, operation, r, at+".on_miss", tell)
		programCalls(s.OnError, operation, 0, at+".on_error", tell)
		programCalls(s.Parallel, operation, r, at+".parallel", tell)
		for k := range s.Choose {
			programCalls(s.Choose[k].Steps, operation, r*float64(s.Choose[k].Share), fmt.Sprintf("%s.choose[%d].steps", at, k), tell)
		}
	}
}
