package models

import (
	"math"

	"headroom/models/theory"
)

// takes of a service is the wait for a place and the steps of the program.
func (s *Service) takes(l *latencies, name, operation string) elapsed {
	return s.placed(l, name).then(s.inner(l, name, operation))
}

// inner returns the time of a program once the request has a place.
func (s *Service) inner(l *latencies, name, operation string) elapsed {
	calls := stream{rate: 1}
	if p := l.f.byName[name+"."+operation]; p != nil && p.in.rate > 0 {
		calls = p.in.times(1 / p.in.rate)
	}
	return s.steps(l, name, operation, s.program(operation), calls)
}

// holds returns the time that a request holds a place, as a law with its third moment that
// of a lognormal one, and the rate of requests.
func (s *Service) holds(l *latencies, name string) (theory.Moments, float64) {
	var held theory.Mixture
	s.programs(l.f, name, func(p *callee, _ []Step) {
		t := s.inner(l, name, p.operation)
		if t.mean == 0 {
			return
		}
		square := t.variance + float64(t.mean*t.mean)
		growth := square / (t.mean * t.mean)
		held.Add(p.in.rate, theory.Moments{Mean: t.mean, Square: square, Cube: t.mean * t.mean * t.mean * growth * growth * growth})
	})
	return held.Moments(), held.Weight()
}

// placed returns the wait for a place of a service that bounds them. While it is being worked
// out, it counts as none. It is NaN when it is not known how long requests hold a place.
func (s *Service) placed(l *latencies, name string) elapsed {
	if !l.loaded || s.Model != "threads" || s.Concurrency == 0 {
		return elapsed{}
	}
	if w, ok := l.places[name]; ok {
		return w
	}
	l.places[name] = elapsed{}
	held, rate := s.holds(l, name)
	n := float64(l.t.instancesOf(l.t.index.components[name]))
	if math.IsNaN(held.Mean) {
		l.places[name] = takes(name, "wait", math.NaN(), 0)
		return l.places[name]
	}
	w := theory.MGc(rate/n, held, s.Concurrency)
	if s.Queue.Set {
		if f := theory.MMcK(rate/n, held.Mean, s.Concurrency, s.Concurrency+int(s.Queue.Limit)); f.Blocked > 1e-6 {
			w = theory.Wait{Delayed: f.Delayed, Mean: f.Wait, SCV: 1}
		}
	}
	l.places[name] = takes(name, "wait", w.Mean, w.Variance())
	return l.places[name]
}

// steps returns the time of steps one after the other, and the calls that come to the end.
func (s *Service) steps(l *latencies, name, operation string, list []Step, calls stream) elapsed {
	var sum elapsed
	for i := range list {
		step := &list[i]
		t := s.step(l, name, operation, step, calls)
		sum = sum.then(t.by(float64(step.Chance)))
	}
	return sum
}

// step returns the time of a step that is taken.
func (s *Service) step(l *latencies, name, operation string, step *Step, calls stream) elapsed {
	switch {
	case step.CPU.Set():
		return l.works(name, 0, step.CPU)
	case step.Wait.Set():
		m, _ := theory.MomentsOf(step.Wait)
		return takes(name, "service", m.Mean, m.Variance())
	case step.Call != "":
		return s.asks(l, name, operation, step, resolve(step.Call, operation), calls)
	case step.Publish != "":
		return l.across(name, resolve(step.Publish, "publish"), &step.Link)
	case len(step.Parallel) > 0:
		var longest elapsed
		for k := range step.Parallel {
			longest = longest.beside(s.steps(l, name, operation, step.Parallel[k:k+1], calls))
		}
		return longest
	}
	var one elapsed
	for _, c := range step.Choose {
		one = one.or(s.steps(l, name, operation, c.Steps, calls).by(float64(c.Share)))
	}
	return one
}

// asks returns the time of a call with what follows a miss, and of all of them when it is
// made several times at once.
func (s *Service) asks(l *latencies, name, operation string, step *Step, to string, calls stream) elapsed {
	if step.Each.Set() {
		calls = calls.anew()
	}
	t := l.across(name, to, &step.Link)
	if missed := l.t.missing(first(to), calls); len(step.OnMiss) > 0 && missed.rate > 0 {
		after := s.steps(l, name, operation, step.OnMiss, missed)
		t = t.then(after.by(missed.rate / calls.rate))
	}
	if !step.Each.Set() {
		return t
	}
	rounds := step.Each.Mean()
	if rounds <= 1 {
		return t.by(rounds)
	}
	rho := 0.0
	if q := l.t.queues[first(to)]; l.loaded && len(q) > 0 {
		rho = min(q[0].utilization, 1)
	}
	factor := float64(theory.ForkJoin(rounds, rho))
	return t.stretched(t.mean+float64(math.Sqrt(t.variance)*(factor-1)), t.variance)
}
