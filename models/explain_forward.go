package models

import (
	"slices"

	"headroom/models/theory"
)

func (c *CDN) forward(f *flows, p *callee, calls stream) {
	if slices.Contains(c.Caches, p.operation) {
		calls = f.t.missing(p.comp.Name, calls)
	}
	f.send(resolve(c.Origin, p.operation), calls, &c.Policy, f.by(p))
}

func (g *Gateway) forward(f *flows, p *callee, calls stream) {
	by := f.by(p)
	if g.Log.To != "" {
		f.send(resolve(g.Log.To, "publish"), calls, nil, by)
	}
	calls = g.admitted(f, calls)
	if a := g.Authentication.Rule; a != nil && a.asks() != nil {
		to := resolve(a.asks().To, "check")
		asking := calls.times(g.unknown(f, calls))
		answered := f.send(to, asking, &a.asks().Policy, by)
		calls = calls.times(answered)
		if _, kept := f.t.index.components[first(to)].Spec.(*Cache); kept {
			calls = calls.times(1 - f.t.missing(first(to), asking).rate/max(asking.rate, 1e-300)) // nobody is logged in
		}
	}
	for i := range g.Routes {
		if r := &g.Routes[i]; r.Name == p.operation {
			by.rule = g.Balance.Rule
			policy := r.Value.Policy
			if policy.Balance.Rule == nil {
				policy.Balance = g.Balance
			}
			f.send(resolve(r.Value.To, p.operation), calls, &policy, by)
		}
	}
}

// admitted returns what the firewall lets through.
func (g *Gateway) admitted(f *flows, calls stream) stream {
	if !g.Firewall.enabled() || calls.rate == 0 {
		return calls
	}
	passed := 0.0
	kept := slices.Clone(calls.from)
	for i, c := range f.t.sources {
		if share, ok := g.Firewall.Block.Find(c.Name); ok {
			kept[i] *= 1 - float64(share)
		}
		passed += kept[i]
	}
	calls = calls.times(passed / calls.rate)
	calls.from = kept
	return calls
}

// unknown returns the share of the callers that an instance has to ask about: by Che, of
// the tokens that it remembers.
func (g *Gateway) unknown(f *flows, calls stream) float64 {
	i, ok := g.Authentication.Rule.(*Introspection)
	if !ok || i.TTL == 0 || calls.rate == 0 {
		return 1
	}
	number := f.t.spaceNumber(i.Data)
	sp := f.t.spaces[number]
	content := make([]theory.Content, len(sp.items))
	rates := calls.of(number, sp)
	for k := range content {
		content[k] = theory.Content{Items: sp.items[k], Rate: rates[k] / sp.items[k] / float64(g.Replicas), Size: 1}
	}
	hits, _ := theory.Che(content, float64(i.Entries), i.TTL.Seconds())
	known := 0.0
	for k, hit := range hits {
		known += float64(rates[k] * hit)
	}
	return 1 - known/calls.rate
}

func (q *Queue) forward(f *flows, p *callee, calls stream) {
	for i := range f.t.sys.Components {
		c := &f.t.sys.Components[i]
		if s, ok := c.Spec.(*Service); ok {
			if _, consumes := s.Consumes.Find(p.comp.Name); consumes {
				f.send(c.Name+"."+consumption(p.comp.Name), calls, nil, line{from: p.comp.Name, callers: 1})
			}
		}
	}
}

// instancesOf returns the instances of a component at the load that is known.
func (t *theorist) instancesOf(c *Component) int {
	switch s := c.Spec.(type) {
	case *Service:
		if n := t.replicas[c.Name]; n > 0 {
			return n
		}
		return s.initial()
	case countable:
		n := 1
		for _, k := range s.instances() {
			n *= k
		}
		return n
	}
	return 1
}
