package models

import (
	"headroom/sim/flow"
	"headroom/sim/unit"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// handshake is the operation of a connection that asks nothing but to be held.
const handshake = -1

// holding returns the largest number of connections of a replica, 0 without a limit.
func (s *Service) holding() int64 {
	switch {
	case s.Connections > 0:
		return int64(s.Connections)
	case s.ConnectionMemory > 0 && s.Memory > 0:
		return int64(s.Memory / s.ConnectionMemory)
	}
	return 0
}

// validateHolding checks the connections of a replica.
func (s *Service) validateHolding(c *Check) {
	if s.Connections == 0 && s.ConnectionMemory == 0 {
		return
	}
	if s.ConnectionMemory > 0 && s.Memory == 0 {
		c.Warnf("connection_memory", "without memory it bounds nothing; write for example memory: 8GiB")
	}
	if need := unit.Bytes(s.Connections) * s.ConnectionMemory; s.Memory > 0 && need > s.Memory {
		c.Errorf("connections", "%v connections of %v each need %v, and memory is %v; write fewer, or leave connections out for as many as fit", s.Connections, s.ConnectionMemory, need, s.Memory)
	}
	for i := range c.System.Components {
		if t, ok := c.System.Components[i].Spec.(*Traffic); ok && t.Model == "connections" && c.index.components[t.To] != nil && c.index.components[t.To].Spec == Spec(s) {
			return
		}
	}
	c.Warnf("connections", "only traffic with model: connections holds connections, and none goes here")
}

// accept takes one more connection, or refuses the call that asks for it. It is held until
// closeOne, whatever becomes of the call: if that fails, its answer closes it.
func (n *service) accept(r flow.Ref, f *flow.Frame, in *instance) bool {
	if most := n.spec.holding(); most > 0 && int64(in.sockets) >= most {
		n.refuse(r, f, noConnections)
		return false
	}
	f.Flags |= flow.Opening
	n.occupy(in)
	return true
}

// occupy counts a connection of an instance.
func (n *service) occupy(in *instance) {
	in.sockets++
	n.sockets.Add(n.engine.now(), 1)
}

// closeOne ends a connection, from either side.
func (n *service) closeOne(place int32) {
	in := n.insts[place]
	in.sockets--
	n.sockets.Add(n.engine.now(), -1)
	if in.life == draining && !in.listed && n.empty(in) {
		n.retire(in)
	}
}

// empty tells whether an instance has nothing left.
func (n *service) empty(in *instance) bool { return in.inside == 0 && in.sockets == 0 }

// room returns a running instance that can hold one more connection: the next in turn.
func (n *service) room(next *int) (place int32, ok bool) {
	most := n.spec.holding()
	for range n.ready {
		in := n.insts[n.ready[*next%len(n.ready)]]
		*next++
		if in.life == running && (most == 0 || int64(in.sockets) < most) {
			return in.number, true
		}
	}
	return 0, false
}

// hangUpAll ends the connections to an instance that went down. Whoever is about to hear
// that there is one hears that there is none.
func (n *service) hangUpAll(in *instance) {
	if !n.holds {
		return
	}
	n.engine.flow.Each(n.id, func(_ flow.Ref, f *flow.Frame) {
		if f.Place == in.number && f.Phase == flow.Replying && f.Flags&flow.Opening != 0 {
			f.Outcome = flow.Unreachable
		}
	})
	n.sockets.Add(n.engine.now(), -int64(in.sockets))
	in.sockets = 0
	for _, o := range n.guests {
		o.cut(in)
	}
}

// closeAll lets an instance that is to go close its connections: evenly over what is left
// of the time to drain, at once without such a time.
func (n *service) closeAll(in *instance) {
	span := in.since.Add(n.spec.Drain.Delay.Std()).Sub(n.engine.now())
	for _, o := range n.guests {
		o.drop(in, max(0, span))
	}
}

// hold counts connections over the link as outstanding at an instance, so that balancing
// by what is outstanding goes by them.
func (l *link) hold(place, n int32) {
	v := &l.caller(0).view
	for len(v.Outstanding) < len(l.callee.insts) {
		v.Outstanding = append(v.Outstanding, 0)
	}
	v.Outstanding[place] += n
}
