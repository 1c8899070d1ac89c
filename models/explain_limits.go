package models

import (
	"fmt"
	"sort"

	"headroom/sim/stats"
)

// limits tells how many times its load a component bears, and what limits it.
func (t *theorist) limits(c *Component, queues []queued, r *stats.ExplainedComponent) {
	lower := func(factor float64, what string) {
		if r.Headroom == nil || factor < *r.Headroom {
			r.Headroom, r.Limit = &factor, what
		}
	}
	if r.Rate == 0 {
		return
	}
	for i := range queues {
		q := &queues[i]
		if q.each == 0 || q.work.Weight() == 0 {
			continue
		}
		n := max(q.instances, q.most)
		lower(float64(n*q.each)/(q.load()*q.uneven()), q.servers)
	}
	if s, ok := c.Spec.(*Service); ok && s.holding() > 0 {
		people := 0.0
		for i, source := range t.sources {
			if tr := source.Spec.(*Traffic); tr.Model == "connections" && first(tr.To) == c.Name {
				people += t.rates[i]
			}
		}
		if people > 0 {
			n := max(t.instancesOf(c), s.Autoscale.Max)
			lower(float64(n)*float64(s.holding())/people, "connections")
		}
	}
	limit := 0.0
	switch spec := c.Spec.(type) {
	case *Gateway:
		limit = sustained(spec.RateLimit)
	case *External:
		limit = float64(spec.Limit)
	}
	if limit > 0 {
		lower(limit/r.Rate, fmt.Sprintf("rate limit %s/s", rounded(limit)))
	}
}

// bottleneck returns what limits the system first when all load grows alike.
func bottleneck(r *stats.Explained) *stats.Bottleneck {
	var b *stats.Bottleneck
	for _, c := range r.Components {
		if h := c.Value.Headroom; h != nil && (b == nil || *h < b.Factor) {
			b = &stats.Bottleneck{Component: c.Name, Limit: c.Value.Limit, Factor: *h, Rate: *h * r.Rate}
		}
	}
	return b
}

// warn writes sentences about what cannot go well.
func (t *theorist) warn(r *stats.Explained) {
	add := func(format string, args ...any) { r.Warnings = append(r.Warnings, fmt.Sprintf(format, args...)) }
	for _, c := range r.Components {
		v := c.Value
		refused := t.refused[c.Name]
		switch {
		case refused > 1e-9:
			add("%s refuses %s of its calls: %s/s come, and its %s", c.Name, percent(refused), rounded(v.Rate), v.Limit)
		case v.Blocked > 0.001:
			add("%s rejects %s of its calls, because its queue is full", c.Name, percent(v.Blocked))
		case v.Busiest != nil && *v.Busiest >= 1 && v.Utilization != nil && *v.Utilization < 1:
			add("unstable: the busiest instance of %s would have to be busy %s, though all of them together %s", c.Name, percent(*v.Busiest), percent(*v.Utilization))
		case v.Busiest != nil && *v.Busiest >= 1:
			add("unstable: %s would have to be busy %s", c.Name, percent(*v.Busiest))
		case v.Wait == nil && v.WhyNot != "" && v.Rate > 0 && t.sys.hasPlaces(c.Name):
			add("unstable: %s: %s", c.Name, v.WhyNot)
		}
		if v.Hidden != nil && *v.Hidden < 1 && *v.Headroom >= 1 {
			add("%s may not recover from an overload: when all its calls fail, %s attempts come for each of now, and it bears %s times the load",
				c.Name, rounded(v.Attempts), rounded(*v.Headroom))
		}
	}
	for i, c := range t.sources {
		tr := c.Spec.(*Traffic)
		if d := tr.Policy.Timeout; d > 0 && t.rates[i] > 0 {
			for _, m := range tr.operations() {
				if mean, _ := t.latency(t.loaded, m.Name); mean > d.Seconds() {
					add("%s takes %s s on average, and %s waits %v for it", m.Name, rounded(mean), c.Name, d)
				}
			}
		}
	}
	if len(t.sys.Faults) > 0 {
		add("faults are left out: %d are planned", len(t.sys.Faults))
	}
	sort.SliceStable(r.Warnings, func(i, j int) bool { return weight(r.Warnings[i]) < weight(r.Warnings[j]) })
}

// weight orders warnings: what is unstable comes first.
func weight(text string) int {
	if len(text) > 8 && text[:8] == "unstable" {
		return 0
	}
	return 1
}

// hasPlaces tells whether a component is a service with bounded places.
func (s *System) hasPlaces(name string) bool {
	v, ok := s.spec(name).(*Service)
	return ok && v.Model == "threads" && v.Concurrency > 0
}

// explainAssumptions are what all numbers of theory rest on.
func (s *System) explainAssumptions() []string {
	list := []string{
		"a steady state at the rates of the instant: what changes faster than the queues does not count",
		"nothing fails but what an external or a limit refuses; timeouts and hedges do nothing",
	}
	for i := range s.Components {
		if t, ok := s.Components[i].Spec.(*Traffic); ok && t.Model == "sessions" {
			list = append(list, "the requests of sessions come as if all at once: their thoughts spread them over time")
			break
		}
	}
	return list
}
