package models

import (
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
	"headroom/sim/unit"
)

// Patience is what a person does while a request takes long: reload the page, and leave
// in the end. It comes on top of what the client program does by itself (timeout, retries).
// The zero value waits for ever.
type Patience struct {
	// Leave is how long a person waits for an answer, all reloads included, before leaving.
	// The request then counts as abandoned, and a session ends with it. Not set: never.
	Leave dist.Duration `yaml:"leave"`
	// ReloadAfter is how long a person waits before thinking of a reload, and again after
	// each. 3 s to 10 s are usual. Not set: nobody reloads.
	ReloadAfter dist.Duration `yaml:"reload_after"`
	// Reload is the chance that it comes to a reload. 20% to 50% are usual.
	Reload unit.Ratio `yaml:"reload" default:"30%"`
	// Reloads is the largest number of reloads of one request.
	Reloads int `yaml:"reloads" default:"3" min:"1" max:"100"`
}

func (p *Patience) validate(c *Check) {
	if !p.Leave.Set() && !p.ReloadAfter.Set() {
		c.Errorf("", "somebody without patience leaves or reloads; write leave: lognormal(mean=10s p90=20s), or reload_after: exponential(mean=5s)")
	}
	if p.Reload < 0 || p.Reload > 1 {
		c.Errorf("reload", "%v is not between 0%% and 100%%", p.Reload)
	}
}

// patience is a [Patience] at work.
type patience struct {
	leave, reloadAfter dist.Sampler
	leaves, reloads    bool
	chance             float64
	most               int32
}

const (
	patienceEnds = thoughtOver + 1 + iota // Arg is the Ref of the request
	reloadDue
)

func newPatience(p *Patience) *patience {
	w := &patience{chance: float64(p.Reload), most: int32(p.Reloads)}
	if p.Leave.Set() {
		w.leave, w.leaves = dist.Compile(p.Leave.Dist), true
	}
	if p.ReloadAfter.Set() {
		w.reloadAfter, w.reloads = dist.Compile(p.ReloadAfter.Dist), true
	}
	return w
}

// watch lets a person wait for a request that has just been sent. Of its frame, PC counts
// the reloads.
func (s *source) watch(r flow.Ref, f *flow.Frame) {
	w := s.patience
	draw := sim.NewStream(sim.Mix(f.Key, forPatience))
	if w.leaves {
		s.engine.kernel.Schedule(w.leave.Duration(&draw), s.hid, patienceEnds, uint64(r))
	}
	if w.reloads {
		s.engine.kernel.Schedule(w.reloadAfter.Duration(&draw), s.hid, reloadDue, uint64(r))
	}
}

// reload sends a request anew, by chance. Nobody waits for the old answer any more.
func (s *source) reload(r flow.Ref, f *flow.Frame) {
	w := s.patience
	draw := sim.NewStream(sim.Mix(sim.Mix(f.Key, forPatience), uint64(f.PC)+1))
	if draw.Float64() >= w.chance {
		return
	}
	f.PC++
	e := s.engine
	if f.At >= e.measured {
		s.ops[f.Op].reloads++
	}
	now := e.now()
	if f.Trace != 0 {
		e.traces.add(f.Trace, s.links[f.Op].to.base().id, causeTimeout, int64(now-f.Since))
	}
	f.Since = now
	e.forsake(f)
	if f.PC < w.most {
		e.kernel.Schedule(w.reloadAfter.Duration(&draw), s.hid, reloadDue, uint64(r))
	}
	s.links[f.Op].call(r, f, sim.Mix(f.Key, uint64(f.PC)), f.Data, f.PC)
}

// forsake ends the one call that a frame waits for, without an answer.
func (e *engine) forsake(f *flow.Frame) {
	if f.Flags&flow.Awaiting == 0 {
		return
	}
	f.Flags &^= flow.Awaiting
	r, child := e.flow.At(f.Next)
	l := e.links[child.Link]
	switch child.Node {
	case l.calls.id:
		l.calls.forget(r, child)
	case l.tries.id:
		l.tries.giveUp(r, child)
	default:
		l.tries.writeOff(r, child, 0)
	}
}
