package health

import (
	"time"

	"headroom/sim"
)

// Hot path: no allocation once warm, no map, no string.

// sweep ends an interval: replicas whose time is over return, outliers are ejected, and
// the multipliers of those that stayed go down. Where Envoy goes through its replicas in
// the order of a hash table, this does in the order of their list.
func (e *envoy) sweep(now sim.Time) {
	for _, n := range e.members {
		h := &e.hosts[n]
		if e.out(n) && e.ejectionTime(h) <= now.Sub(h.since) {
			e.comeBack(now, n, TimeOver)
		}
	}
	if !e.idle {
		e.compare(now, func(h *envoyHost) counts { return h.all }, SuccessRate, FailurePercentage)
		if e.SplitExternalLocalOriginErrors {
			e.compare(now, func(h *envoyHost) counts { return h.local }, LocalSuccessRate, LocalFailurePercentage)
		}
	}
	e.idle = e.ejected == 0
	for _, n := range e.members {
		h := &e.hosts[n]
		h.all, h.local = counts{}, counts{}
		if !e.out(n) && h.returned && now.Sub(h.since) >= e.Interval.Std() && h.backoff > 0 {
			h.backoff--
		}
		e.idle = e.idle && h.backoff == 0
	}
}

// ejectionTime returns how long the present ejection of a replica lasts.
func (e *envoy) ejectionTime(h *envoyHost) time.Duration {
	return min(time.Duration(h.backoff)*e.BaseEjectionTime.Std(), e.longest) + h.jitter
}

// compare ejects replicas by the rates of one kind of results.
func (e *envoy) compare(now sim.Time, of func(*envoyHost) counts, byRate, byShare Reason) {
	if e.gather(of, e.SuccessRateRequestVolume) >= e.SuccessRateMinimumHosts {
		_, bound := e.Bound(e.rates)
		for i, n := range e.candidates {
			if e.rates[i] < bound {
				e.detected(now, n, byRate)
			}
		}
	}
	if e.gather(of, e.FailurePercentageRequestVolume) >= e.FailurePercentageMinimumHosts {
		for i, n := range e.candidates {
			if 100-e.rates[i]+rounding >= float64(100*e.FailurePercentageThreshold) {
				e.detected(now, n, byShare)
			}
		}
	}
}

// gather lists the replicas that are not ejected and had enough calls, with their rates.
func (e *envoy) gather(of func(*envoyHost) counts, volume int) (found int) {
	e.candidates, e.rates = e.candidates[:0], e.rates[:0]
	for _, n := range e.members {
		if c := of(&e.hosts[n]); !e.out(n) && c.calls >= max(volume, 1) {
			e.candidates, e.rates = append(e.candidates, n), append(e.rates, c.rate())
		}
	}
	return len(e.candidates)
}
