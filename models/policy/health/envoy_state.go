package health

import (
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation once warm, no map, no string.

// envoy is an [Envoy] at work. It keeps what calls to each replica came to, and sweeps in
// envoy_sweep.go.
type envoy struct {
	Envoy
	longest time.Duration // MaxEjectionTime
	stream  sim.Stream

	roster
	hosts   []envoyHost // by replica
	sweepAt sim.Time    // when the interval ends
	started bool
	idle    bool // nothing that a sweep could see has happened since the last one

	rates      []float64 // of candidates
	candidates []int32
}

// envoyHost is what an ejector keeps of a replica.
type envoyHost struct {
	in5xx, inGateway, inLocal int // failures in a row
	all, local                counts
	backoff                   int           // the multiplier of the ejection time
	jitter                    time.Duration // of the present ejection
	since                     sim.Time      // when it was ejected, or has been back since
	returned                  bool
}

// counts is what calls of an interval came to.
type counts struct{ calls, good int }

func (c *counts) add(good bool) {
	c.calls++
	if good {
		c.good++
	}
}

// rate returns the share of good calls, in percent.
func (c counts) rate() float64 { return float64(c.good) * 100 / float64(c.calls) }

// rounding forgives that of shares such as 29%.
const rounding = 1e-9

// New returns an ejector that knows no replica yet.
func (e *Envoy) New(s *sim.Stream) Ejector {
	n := &envoy{Envoy: *e, longest: e.MaxEjectionTime.Std(), stream: own(s)}
	if n.longest == 0 {
		n.longest = max(longestEjection, e.BaseEjectionTime.Std())
	}
	return n
}

// Replicas takes the list of replicas. The first starts the intervals.
func (e *envoy) Replicas(now sim.Time, numbers []int32) {
	if !e.started {
		e.started, e.sweepAt = true, now.Add(e.Interval.Std())
	}
	e.Advance(now)
	for _, n := range e.assemble(now, numbers) {
		for len(e.hosts) <= int(n) {
			e.hosts = append(e.hosts, envoyHost{})
		}
		e.hosts[n] = envoyHost{}
	}
}

// Advance makes the sweeps that are due.
func (e *envoy) Advance(now sim.Time) (generation uint64) {
	for e.started && now >= e.sweepAt {
		e.sweep(e.sweepAt)
		interval := e.Interval.Std()
		e.sweepAt = e.sweepAt.Add(interval)
		if e.idle && now >= e.sweepAt {
			e.sweepAt = e.sweepAt.Add((now.Sub(e.sweepAt)/interval + 1) * interval)
		}
	}
	return e.generation
}

// Sent has no say.
func (e *envoy) Sent(now sim.Time, _ int32) { e.Advance(now) }

// Ignore has no say.
func (e *envoy) Ignore(now sim.Time, _ int32) { e.Advance(now) }

// Record counts a result.
func (e *envoy) Record(now sim.Time, replica int32, how Result) {
	e.Advance(now)
	if !e.there(replica) {
		return
	}
	e.idle = false
	h := &e.hosts[replica]
	if e.SplitExternalLocalOriginErrors {
		well := how != Timeout && how != Unreached
		h.local.add(well)
		if !well {
			if h.inLocal++; h.inLocal == e.ConsecutiveLocalOriginFailure {
				e.inARow(now, replica, &h.inLocal, ConsecutiveLocalFailure)
			}
			return
		}
		h.inLocal = 0
	}
	h.all.add(how == Success)
	switch how {
	case Success:
		h.in5xx, h.inGateway = 0, 0
		return
	case Failure:
		h.inGateway = 0
	default:
		if h.inGateway++; h.inGateway == e.ConsecutiveGatewayFailure {
			e.inARow(now, replica, &h.inGateway, ConsecutiveGatewayFailure)
		}
	}
	if h.in5xx++; h.in5xx == e.Consecutive5xx {
		e.inARow(now, replica, &h.in5xx, Consecutive5xx)
	}
}

// inARow detects a replica by failures in a row. The count starts again, be it ejected or
// not; that of an ejected replica starts again when it returns.
func (e *envoy) inARow(now sim.Time, replica int32, count *int, why Reason) {
	if e.out(replica) {
		return
	}
	e.detected(now, replica, why)
	*count = 0
}

// Passed ends an ejection.
func (e *envoy) Passed(now sim.Time, replica int32) {
	e.Advance(now)
	if e.SuccessfulActiveHealthCheckUnejectHost && e.there(replica) && e.out(replica) {
		e.comeBack(now, replica, ProbePassed)
	}
}

// detected ejects a replica that is an outlier, if that is enforced and not too many are
// ejected.
func (e *envoy) detected(now sim.Time, replica int32, why Reason) {
	share := 100 * float64(e.ejected+1) / float64(len(e.members))
	few := share <= float64(100*e.MaxEjectionPercent)+rounding
	if !few && (!e.AlwaysEjectOneHost || e.ejected > 0) || !e.enforced(why) {
		return
	}
	e.idle = false
	h := &e.hosts[replica]
	h.since = now
	if j := e.MaxEjectionTimeJitter; j > 0 {
		h.jitter = time.Duration(e.stream.Float64() * float64(j))
	}
	base := e.BaseEjectionTime.Std()
	if time.Duration(h.backoff)*base < e.longest+base {
		h.backoff++
	}
	e.eject(now, replica, why)
}

// enforced draws whether an ejection takes place.
func (e *envoy) enforced(why Reason) bool {
	chance := e.enforcing(why)
	return chance >= 1 || chance > 0 && e.stream.Float64() < float64(chance)
}

func (e *envoy) enforcing(why Reason) unit.Ratio {
	switch why {
	case Consecutive5xx:
		return e.EnforcingConsecutive5xx
	case ConsecutiveGatewayFailure:
		return e.EnforcingConsecutiveGatewayFailure
	case ConsecutiveLocalFailure:
		return e.EnforcingConsecutiveLocalOriginFailure
	case SuccessRate:
		return e.EnforcingSuccessRate
	case FailurePercentage:
		return e.EnforcingFailurePercentage
	case LocalSuccessRate:
		return e.EnforcingLocalOriginSuccessRate
	}
	return e.EnforcingFailurePercentageLocalOrigin
}

// comeBack ends an ejection. Failures in a row start again from none.
func (e *envoy) comeBack(now sim.Time, replica int32, why Reason) {
	h := &e.hosts[replica]
	h.in5xx, h.inGateway, h.inLocal = 0, 0, 0
	h.since, h.returned = now, true
	e.restore(now, replica, why)
}
