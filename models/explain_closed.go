package models

import (
	"headroom/models/theory"
)

// mostAnalysed bounds the work of an exact mean value analysis: clients times servers. Above
// it the asymptotic bounds serve, which are exact for ever more clients.
const mostAnalysed = 20_000_000

// analyse finds the rates of closed traffic by mean value analysis: each as if the others
// were open.
func (t *theorist) analyse() {
	any := false
	for _, c := range t.sources {
		any = any || c.Spec.(*Traffic).Model == "closed"
	}
	if !any {
		return
	}
	for range 30 {
		moved := 0.0
		for i, c := range t.sources {
			if tr := c.Spec.(*Traffic); tr.Model == "closed" {
				before := max(t.rates[i], 1e-9)
				t.analyseOne(i, tr)
				moved = max(moved, max(t.rates[i]/before, before/t.rates[i])-1)
			}
		}
		if moved < 1e-9 {
			break
		}
	}
	t.settle()
}

// analyseOne sets the rate of one closed traffic, and the waits of its network.
func (t *theorist) analyseOne(i int, tr *Traffic) {
	if t.rates[i] == 0 {
		t.rates[i] = 1
	}
	t.settle()
	var banks []theory.Station
	type origin struct {
		name string
		bank int
		jobs float64 // of a request, at one of the queues
	}
	var origins []origin
	sum, servers := 0.0, 0
	for _, c := range t.sys.Components {
		own, all := t.shareOf(i, c.Name)
		for k := range t.queues[c.Name] {
			q := &t.queues[c.Name][k]
			if q.each == 0 || q.work.Weight() == 0 || own == 0 {
				continue
			}
			jobs := q.work.Weight() / t.rates[i] / float64(q.instances)
			mine := own / all
			open := q.load() * (1 - mine) / float64(q.instances*q.each) // what others take
			demand := jobs * mine * q.service.Mean / max(1e-6, 1-open)
			banks = append(banks, theory.Station{Demand: demand, Servers: q.each, Queues: q.instances})
			origins = append(origins, origin{c.Name, k, jobs * mine})
			sum += float64(demand * float64(q.instances))
			servers += q.each
		}
	}
	away, requests := t.away(i, tr)
	think := tr.Think.Mean() + max(0, away-sum)
	n := int(tr.Population)
	if float64(n)*float64(servers) > mostAnalysed {
		t.rates[i] = float64(n) / (think + sum)
		for _, b := range banks {
			t.rates[i] = min(t.rates[i], float64(b.Servers)/b.Demand)
		}
		t.rates[i] /= requests
		return
	}
	net := theory.MVA(n, think, banks)
	t.rates[i] = net.Throughput / requests
	t.closed = map[string][]float64{}
	for k, o := range origins {
		for len(t.closed[o.name]) <= o.bank {
			t.closed[o.name] = append(t.closed[o.name], 0)
		}
		t.closed[o.name][o.bank] = max(0, (net.Residence[k]-banks[k].Demand)/o.jobs)
	}
}

// shareOf returns the calls of a component that a traffic causes, and all of them.
func (t *theorist) shareOf(i int, name string) (own, all float64) {
	for _, p := range t.flows.at(name) {
		own += p.in.from[i]
		all += p.in.rate
	}
	return own, all
}

// away returns the mean time from a request to its answer without load, and the requests of
// one arrival.
func (t *theorist) away(i int, tr *Traffic) (mean, requests float64) {
	zero := newLatencies(t.flows, false)
	for _, m := range tr.operations() {
		requests += float64(m.Value)
		mean += float64(float64(m.Value) * zero.across("", tr.asks(m.Name), &tr.Link).mean)
	}
	return mean / requests, requests
}
