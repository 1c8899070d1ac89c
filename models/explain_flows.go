package models

import (
	"headroom/models/policy"
	"headroom/models/policy/balance"
	"headroom/models/policy/retry"
	"headroom/models/theory"
	"headroom/sim/dist"
)

// flows are the rates at which the operations of a system are called, in the steady state:
// what every operation gets from its callers, it hands on by its program.
type flows struct {
	t      *theorist
	places []*callee
	byName map[string]*callee
}

// callee is an operation that somebody calls.
type callee struct {
	name, operation string // "catalog.list", "list"
	comp            *Component
	in, next        stream
	lines           []line // who calls, of in
	nextLines       []line
}

// line is the calls of one link.
type line struct {
	rate    float64
	from    string // name of the caller
	callers int    // its instances
	rule    balance.Rule
	traffic *Traffic // the caller, when it is one
}

// forwarder is a kind that hands calls on in a way that calls does not tell: depending on
// hits, refusals or the source.
type forwarder interface {
	// forward tells the calls that an operation makes for its stream, which has passed what
	// the component refuses.
	forward(f *flows, p *callee, calls stream)
}

// mostPasses bounds the passes over a system. Each carries the rates one call further, so
// that a chain of calls takes as many as it is long; only messages that cause themselves
// take more.
const mostPasses = 400

// flow returns the rates when the traffics send at theirs. Hit ratios and refusals are those
// that the rates bring about; with frozen, those that the theorist knows.
func (t *theorist) flow(rates []float64, operation string, frozen bool) *flows {
	f := &flows{t: t, byName: map[string]*callee{}}
	for range mostPasses {
		for i, c := range t.sources {
			tr := c.Spec.(*Traffic)
			for _, m := range tr.operations() {
				rate := rates[i] * float64(m.Value)
				if rate == 0 || operation != "" && m.Name != operation {
					continue
				}
				s := stream{rate: rate, storm: rate, from: make([]float64, len(t.sources))}
				s.from[i] = rate
				f.send(tr.asks(m.Name), s, &tr.Policy, line{from: c.Name, callers: 1, traffic: tr})
			}
		}
		for i := 0; i < len(f.places); i++ {
			p := f.places[i]
			if p.in.rate > 0 {
				f.emit(p)
			}
		}
		if f.settle() {
			break
		}
		if !frozen {
			t.learn(f)
		}
	}
	return f
}

// settle makes what was sent in a pass what arrives, and tells whether it is the same.
func (f *flows) settle() bool {
	same := true
	for _, p := range f.places {
		d := p.next.rate - p.in.rate
		if d < 0 {
			d = -d
		}
		same = same && d <= 1e-10*p.next.rate
		p.in, p.lines = p.next, p.nextLines
		p.next, p.nextLines = stream{}, nil
	}
	return same
}

// emit sends what an operation calls.
func (f *flows) emit(p *callee) {
	calls := p.in.times(1 - f.t.refused[p.comp.Name])
	switch spec := p.comp.Spec.(type) {
	case forwarder:
		spec.forward(f, p, calls)
	case dependent:
		spec.calls(p.operation, 1, func(o onward) {
			f.send(o.to, calls.times(o.rate), o.policy, f.by(p))
		})
	}
}

// by is a line of calls by the component of a place.
func (f *flows) by(p *callee) line {
	return line{from: p.comp.Name, callers: f.t.instancesOf(p.comp)}
}

// send sends calls to an operation, with the attempts that its refusals and errors cause,
// and returns the share that is answered well in the end.
func (f *flows) send(to string, calls stream, p *policy.Call, by line) float64 {
	comp := f.t.index.components[first(to)]
	if comp == nil || calls.rate == 0 {
		return 1
	}
	fails, most := f.t.fails(comp), 1
	if p != nil {
		most = p.Attempts()
		by.rule = p.Balance.Rule
	}
	target := f.byName[to]
	if target == nil {
		target = &callee{name: to, operation: to[len(comp.Name)+1:], comp: comp}
		f.byName[to] = target
		f.places = append(f.places, target)
	}
	arriving := calls.times(theory.Attempts(most, fails))
	arriving.storm = calls.storm * stormy(p)
	by.rate = arriving.rate
	target.next = target.next.plus(arriving, f.t.spaces)
	target.nextLines = append(target.nextLines, by)
	lost := 1.0
	for range most {
		lost *= fails
	}
	return 1 - lost
}

// stormy returns the attempts of a call when all of them fail. A budget of retries lets
// through its share, or runs out; a breaker opens.
func stormy(p *policy.Call) float64 {
	if p == nil || p.Breaker.Enabled() {
		return 1
	}
	most := float64(p.Attempts())
	switch b := p.RetryBudget.Rule.(type) {
	case nil:
		return most
	case *retry.Ratio:
		return min(most, 1+float64(b.Ratio))
	case *retry.EnvoyBudget:
		if b.MaxRetries == 0 && b.Budget < 1 {
			return min(most, 1/(1-float64(b.Budget)))
		}
	}
	return 1
}

// walk goes through a program with the calls that reach its steps.
type walk struct {
	f *flows
	p *callee // whose program it is
	// work is told of every step on a core, and rest of every wait; either may be nil.
	work, rest func(calls stream, time dist.Duration)
	send       bool // whether calls are sent
}

// steps walks through the steps of a program with the calls that reach them, and returns
// those that come to its end.
func (w *walk) steps(list []Step, calls stream) stream {
	for i := range list {
		s := &list[i]
		taken := calls.times(float64(s.Chance))
		done := w.step(s, taken)
		if s.Chance < 1 {
			done = done.plus(calls.times(1-float64(s.Chance)), w.f.t.spaces)
		}
		calls = done
	}
	return calls
}

func (w *walk) step(s *Step, calls stream) stream {
	switch {
	case s.CPU.Set():
		if w.work != nil {
			w.work(calls, s.CPU)
		}
	case s.Wait.Set():
		if w.rest != nil {
			w.rest(calls, s.Wait)
		}
	case s.Call != "":
		return w.call(s, resolve(s.Call, w.p.operation), calls)
	case s.Publish != "":
		return w.call(s, resolve(s.Publish, "publish"), calls)
	case len(s.Parallel) > 0:
		for k := range s.Parallel {
			w.steps(s.Parallel[k:k+1], calls)
		}
	case len(s.Choose) > 0:
		var sum stream
		for _, c := range s.Choose {
			sum = sum.plus(w.steps(c.Steps, calls.times(float64(c.Share))), w.f.t.spaces)
		}
		return sum
	}
	return calls
}

// call walks a call with what follows a miss or an error of it.
func (w *walk) call(s *Step, to string, calls stream) stream {
	made := calls
	if s.Each.Set() {
		made = calls.anew().times(s.Each.Mean())
	}
	answered := 1.0
	if w.send {
		answered = w.f.send(to, made, &s.Policy, w.f.by(w.p))
	} else if comp := w.f.t.index.components[first(to)]; comp != nil {
		lost, fails := 1.0, w.f.t.fails(comp)
		for range s.Policy.Attempts() {
			lost *= fails
		}
		answered = 1 - lost
	}
	if len(s.OnMiss) > 0 {
		w.steps(s.OnMiss, w.f.t.missing(first(to), made.times(answered)))
	}
	if len(s.OnError) > 0 {
		w.steps(s.OnError, calls.times(1-answered))
		return calls
	}
	if s.Each.Set() {
		return calls
	}
	return calls.times(answered)
}
