package models

import (
	"fmt"
	"math"

	"headroom/models/theory"
)

// queued is what theory says of the wait at a bank.
type queued struct {
	bank
	service     theory.Moments
	utilization float64 // of all instances, more than 1 when they cannot keep up
	busiest     float64 // of the busiest instance
	waits       theory.Waits
	mean        float64 // wait of a job; NaN where there is no formula
	blocked     float64
	formula     string
	exact       bool
	assumptions []string
	whyNot      string // no mean
	whyNoP99    string
}

// queued works out the wait at a bank. Closed is the mean wait of a job that the
// analysis of a closed network has found, negative when there is none.
func (s bank) queued(closed float64) queued {
	q := queued{bank: s, service: s.work.Moments(), exact: true}
	rate := s.work.Weight()
	if s.each == 0 || s.instances == 0 {
		q.formula = "M/G/inf: as many servers as needed"
		return q
	}
	servers := float64(s.instances * s.each)
	q.utilization = s.load() / servers
	q.busiest = q.utilization * s.uneven()
	nothing := func(format string, args ...any) queued {
		q.mean, q.exact, q.whyNot = math.NaN(), false, fmt.Sprintf(format, args...)
		return q
	}
	switch {
	case rate == 0:
		return q
	case !s.told:
		return nothing("a service time is of a law that does not tell its moments")
	case closed >= 0:
		q.mean, q.formula, q.exact = closed, "MVA (Reiser, Lavenberg 1980)", false
		q.assumptions = []string{"service times are exponential, and a request is in one place at a time"}
		q.whyNoP99 = "mean value analysis gives means only"
		return q
	}
	p := s.pattern()
	if p.why != "" {
		return nothing("%s", p.why)
	}
	q.assumptions = p.assumed
	q.exact = p.poisson() && len(p.assumed) == 0
	if s.guarded {
		q.assumptions = append(q.assumptions, "what sheds load or limits concurrency does nothing at this load")
		q.exact = false
	}
	if s.bound.Set {
		if q.full(rate); q.blocked > 1e-6 {
			return q
		}
	}
	if q.busiest >= 1 {
		return nothing("there is no steady state: the busiest instance would have to be busy %s", percent(q.busiest))
	}
	if math.IsInf(q.service.Square, 1) {
		return nothing("the service times have no variance, so that the mean wait has no end")
	}
	q.solve(rate, &p)
	q.mean = q.waits.Law().Mean
	switch {
	case s.lifo:
		q.whyNoP99 = "the youngest is served first, which changes all percentiles"
	case s.visits > 1.000001:
		q.whyNoP99 = fmt.Sprintf("a call waits %.3g times, and the sum has no closed form", s.visits)
	case math.IsInf(q.service.Cube, 1):
		q.whyNoP99 = "the service times have no third moment"
	}
	return q
}

// solve fills in the waits at the instances: the busiest, and all others alike.
func (q *queued) solve(rate float64, p *pattern) {
	n := float64(q.instances)
	hot := float64(rate / n * q.uneven())
	q.waits = theory.Waits{{Of: hot, Wait: p.wait(hot, q.service, q.each)}}
	if n > 1 {
		cold := (rate - hot) / (n - 1)
		q.waits = append(q.waits, theory.Share{Of: rate - hot, Wait: p.wait(cold, q.service, q.each)})
		if q.uneven() > 1.02 {
			q.assumptions = append(q.assumptions, fmt.Sprintf("the busiest of %d has %.2f times the mean load, the others share the rest evenly", q.instances, q.uneven()))
			q.exact = false
		}
	}
	servers := fmt.Sprint(q.each)
	switch {
	case p.callers > 0:
		q.formula = fmt.Sprintf("G/G/%s in turn (Allen, Cunneen; Whitt)", servers)
		q.exact = false
	case !p.poisson():
		q.formula = fmt.Sprintf("G/G/%s (Allen, Cunneen; Krämer, Langenbach-Belz)", servers)
		q.exact = false
	case q.service.Exponential() && q.each == 1:
		q.formula = "M/M/1"
	case q.service.Exponential():
		q.formula = fmt.Sprintf("M/M/%s (Erlang C)", servers)
	case q.each == 1:
		q.formula = "M/G/1 (Pollaczek, Khinchine)"
	case q.service.Constant():
		q.formula = fmt.Sprintf("M/D/%s (Crommelin)", servers)
	default:
		q.formula = fmt.Sprintf("M/G/%s (Tijms; Lee, Longton)", servers)
		q.exact = false
	}
}

// full works out a queue that may fill up, as if service were exponential.
func (q *queued) full(rate float64) {
	f := theory.MMcK(rate/float64(q.instances)*q.uneven(), q.service.Mean, q.each, q.each+int(q.bound.Limit))
	q.blocked = f.Blocked
	if f.Blocked <= 1e-6 {
		return
	}
	q.mean = f.Wait
	q.utilization, q.busiest = min(q.utilization, f.Busy), f.Busy
	q.formula = fmt.Sprintf("M/M/%d/%d", q.each, q.each+int(q.bound.Limit))
	if !q.service.Exponential() {
		q.assumptions = append(q.assumptions, "service times are taken for exponential")
		q.exact = false
	}
	q.whyNoP99 = "the queue is full at times, and percentiles are not worked out for that"
}

// p99 returns the 99th percentile of the wait of a call, NaN where there is none.
func (q *queued) p99() float64 {
	if q.whyNot != "" || q.whyNoP99 != "" {
		return math.NaN()
	}
	law := q.waits
	if q.visits > 0 && q.visits < 1 {
		law = append(law[:len(law):len(law)], theory.Share{Of: q.work.Weight() * (1/q.visits - 1)})
	}
	return law.Quantile(0.99)
}
