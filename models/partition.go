package models

import (
	"slices"
	"time"

	"headroom/sim"
)

// outage is what a network partition does to a link: messages that are sent while
// their way is cut are lost, and TCP sends them again until one comes through.
type outage struct{ call, reply sim.Time } // when each way is whole again; 0: it is

// Of Linux: the least timeout before a segment is sent again, which doubles each time, the
// longest, and the number of times (net.ipv4.tcp_retries2). A connection that has not been
// heard of for about 924 s is given up.
const (
	firstRetransmit = 200 * time.Millisecond
	longestTimeout  = 120 * time.Second
	retransmits     = 15
)

// late returns by how much a message that is sent now is late, when its way is cut until
// an instant, and whether the connection is given up instead.
func late(now, until sim.Time) (d time.Duration, dead bool) {
	timeout := firstRetransmit
	for range retransmits + 1 {
		if now.Add(d) >= until {
			return d, false
		}
		d += timeout
		timeout = min(2*timeout, longestTimeout)
	}
	return d, true
}

// cut begins a partition between two components on the ways of a fault.
func (e *engine) cut(f *Fault) {
	until := e.end + 1
	if f.For > 0 {
		until = e.now().Add(f.For.Std())
	}
	for _, l := range e.links {
		if l.name != f.Partition {
			continue
		}
		if f.Way != "reply" {
			l.outage.call = max(l.outage.call, until)
		}
		if f.Way != "call" {
			l.outage.reply = max(l.outage.reply, until)
		}
	}
}

// partitionScope checks the name of a link.
func (c *Check) partitionScope(name string) {
	var names []string
	add := func(from, to string) {
		if link := from + "->" + first(to); !slices.Contains(names, link) {
			names = append(names, link)
		}
	}
	edges, order := c.edges()
	for i := range c.System.Components {
		if t, ok := c.System.Components[i].Spec.(*Traffic); ok {
			add(c.System.Components[i].Name, t.To)
		}
	}
	for _, from := range order {
		for _, e := range edges[from] {
			add(first(from), e.to)
		}
	}
	if !slices.Contains(names, name) {
		c.Errorf("partition", "nobody calls along %q%s; write caller->callee, for example partition: %s", name, didYouMean(name, names), names[0])
	}
}
