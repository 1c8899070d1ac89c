package models

import (
	"fmt"

	"headroom/models/policy"
)

// dependent is a spec whose operations call others.
type dependent interface {
	// calls tells every call that an operation makes when it runs at a rate.
	calls(operation string, rate float64, tell func(onward))
}

// onward is a call that an operation makes.
type onward struct {
	to     string       // "component.operation"
	rate   float64      // per second, when every cache misses and nothing fails
	path   string       // where it is written in the spec
	policy *policy.Call // nil when nothing is tried again
}

func (g *Gateway) calls(operation string, rate float64, tell func(onward)) {
	if a := g.Authentication.Rule; a != nil && a.asks() != nil {
		tell(onward{resolve(a.asks().To, "check"), rate, "authentication.to", &a.asks().Policy})
	}
	if g.Log.To != "" {
		tell(onward{resolve(g.Log.To, "publish"), rate, "log.to", nil})
	}
	for i := range g.Routes {
		if r := &g.Routes[i]; r.Name == operation {
			tell(onward{resolve(r.Value.To, operation), rate, "routes." + operation, &r.Value.Policy})
		}
	}
}

func (c *CDN) calls(operation string, rate float64, tell func(onward)) {
	tell(onward{resolve(c.Origin, operation), rate, "origin", &c.Policy})
}

func (s *Service) calls(operation string, rate float64, tell func(onward)) {
	steps, _ := s.Operations.Find(operation)
	programCalls(steps, operation, rate, "operations."+operation, tell)
}

// programCalls tells the calls of a program, those of its nested steps too.
func programCalls(steps []Step, operation string, rate float64, path string, tell func(onward)) {
	for i := range steps {
		s := &steps[i]
		at := fmt.Sprintf("%s[%d]", path, i)
		r := rate * float64(s.Chance)
		if s.Each.Set() {
			r *= s.Each.Mean()
		}
		if s.Call != "" {
			tell(onward{resolve(s.Call, operation), r, at + ".call", &s.Policy})
		}
		if s.Publish != "" {
			tell(onward{resolve(s.Publish, "publish"), r, at + ".publish", &s.Policy})
		}
		programCalls(s.OnMiss, operation, r, at+".on_miss", tell)
		programCalls(s.OnError, operation, 0, at+".on_error", tell)
		programCalls(s.Parallel, operation, r, at+".parallel", tell)
		for k := range s.Choose {
			programCalls(s.Choose[k].Steps, operation, r*float64(s.Choose[k].Share), fmt.Sprintf("%s.choose[%d].steps", at, k), tell)
		}
	}
}
