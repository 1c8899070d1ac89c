package models

import (
	"headroom/models/theory"
)

// consumers returns the partitions of a queue as servers: each works on one message at a
// time, for as long as its consumer and the way there and back take. Several consuming
// services are one bank of servers each.
func (q *Queue) consumers(l *latencies, name string) []queued {
	var list []queued
	for i := range l.t.sys.Components {
		c := &l.t.sys.Components[i]
		s, ok := c.Spec.(*Service)
		if !ok {
			continue
		}
		p := l.f.byName[c.Name+"."+consumption(name)]
		if _, consumes := s.Consumes.Find(name); !consumes || p == nil {
			continue
		}
		b := newBank("partitions", q.Partitions, 1)
		if q.Key != "" {
			number := l.t.spaceNumber(q.Key)
			b.skew, b.among = l.t.spaces[number].skew(p.in, number, q.Partitions), 1
		}
		b.calls(l.f, name+".publish")
		t := l.across(name, p.name, &q.Link)
		square := t.variance + float64(t.mean*t.mean)
		m := theory.Moments{Mean: t.mean, Square: square}
		if t.mean > 0 {
			growth := square / (t.mean * t.mean)
			m.Cube = t.mean * t.mean * t.mean * growth * growth * growth
		}
		b.work.Add(p.in.rate, m)
		for k := range b.lines {
			b.lines[k].callers = 1 // the partitions go round for all publishers together
		}
		r := b.queued(-1)
		r.assumptions = append(r.assumptions, "the time of a consumer is as long as without other partitions, with the third moment of a lognormal law")
		r.exact = false
		list = append(list, r)
	}
	return list
}
