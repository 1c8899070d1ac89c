package models

import (
	"headroom/models/policy/breaker"
	"headroom/sim"
)

// linkTrack is the series of the links of one name.
type linkTrack struct {
	name  string
	set   []*link
	prev  linkReading
	lines [linkLines][]float64
}

// The lines of a link's series. Those of the policies are means over the instances of the
// caller, at the end of a window.
const (
	lineOpen     = iota // share of the breakers that do not let all through
	lineLimit           // limit of concurrency
	lineInside          // attempts inside it
	lineEjected         // replicas that a caller does not call for their health
	lineAttempts        // per second, and so on
	lineRetries         // after failures, and hedges
	lineTimeouts
	lineRefused // by policies of the caller
	linkLines
)

var linkLineNames = [linkLines]string{"breaker_open", "concurrency_limit", "in_flight", "ejected", "attempts", "retries", "timeouts", "refused"}

// linkReading is the state of the counters of a link.
type linkReading [linkLines - lineAttempts]float64

func (r linkReading) minus(was linkReading) linkReading {
	for i := range r {
		r[i] -= was[i]
	}
	return r
}

// linkTracks returns a track for each name of links with policies.
func linkTracks(e *engine) []*linkTrack {
	var list []*linkTrack
	byName := map[string]*linkTrack{}
	for _, l := range e.links {
		if !l.guarded {
			continue
		}
		t := byName[l.name]
		if t == nil {
			t = &linkTrack{name: l.name}
			byName[l.name] = t
			list = append(list, t)
		}
		t.set = append(t.set, l)
	}
	return list
}

// read returns the counters of all links of the name.
func (t *linkTrack) read() linkReading {
	var attempts, again, timeouts, refused uint64
	for _, l := range t.set {
		attempts += l.attempts
		again += l.retries + l.hedges
		timeouts += l.timeouts
		for _, n := range l.refused {
			refused += n
		}
	}
	return linkReading{float64(attempts), float64(again), float64(timeouts), float64(refused)}
}

// sample ends a window.
func (t *linkTrack) sample(now sim.Time, seconds float64) {
	breakers, open, gates, limit, inside, rotations, out := 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
	for _, l := range t.set {
		for i := range l.callers {
			c := &l.callers[i]
			if c.breaker != nil {
				breakers++
				l.noteBreaker(c, int32(i))
				if c.breaker.Mode(now) != breaker.Closed {
					open++
				}
			}
			if c.rotation != nil {
				rotations++
				out += float64(c.rotation.out())
			}
			if c.gate != nil {
				gates++
				limit += float64(c.gate.Limit(now))
				inside += float64(c.gate.InFlight())
			}
		}
	}
	add := func(line int, v float64) { t.lines[line] = append(t.lines[line], v) }
	add(lineOpen, ratio(open, breakers))
	add(lineLimit, ratio(limit, gates))
	add(lineInside, ratio(inside, gates))
	add(lineEjected, ratio(out, rotations))
	is := t.read()
	for i, n := range is.minus(t.prev) {
		add(lineAttempts+i, n/seconds)
	}
	t.prev = is
}
