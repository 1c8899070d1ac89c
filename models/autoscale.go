package models

import (
	"fmt"
	"time"

	"headroom/models/policy/autoscale"
	"headroom/models/policy/health"
	"headroom/sim"
	"headroom/sim/unit"
)

// scaler changes the number of replicas of a service: samples of its pods are taken at
// the end of every metric window, become readable after the delay of the metric pipeline,
// and are looked at once per sync period.
type scaler struct {
	service *service
	spec    *autoscale.HPA
	state   *autoscale.HPAState
	samples []sample // the last ones, oldest first
	waits   int64    // of the service at the last sample, ns
	waiters uint64
	pods    []pod // by instance
}

type sample struct {
	at     sim.Time
	level  []float64 // of each instance; negative where there is none
	queued float64   // number waiting at the end of the window
	delay  float64   // mean wait in the window, seconds
}

type pod struct {
	started, changed sim.Time
	busy             float64 // integral at the last sample
}

func newScaler(n *service) *scaler {
	s := &scaler{service: n, spec: &n.spec.Autoscale, state: autoscale.NewHPAState(n.spec.Autoscale)}
	long := -s.spec.Initialization.Std() // the replicas of the start have run for long
	for range n.insts {
		s.pods = append(s.pods, pod{started: sim.Time(long), changed: sim.Time(long)})
	}
	k := n.engine.kernel
	k.Schedule(s.spec.Window.Std(), n.hid, scalerSamples, 0)
	k.Schedule(s.spec.Sync.Std(), n.hid, scalerSyncs, 0)
	return s
}

// sample notes what the pods did in the window that ends now.
func (s *scaler) sample() {
	n, now := s.service, s.service.engine.now()
	window := s.spec.Window.Std().Seconds()
	one := sample{at: now}
	for i, in := range n.insts {
		level := -1.0
		if in.life == running || in.life == draining {
			busy := in.used.Integral(now)
			level = (busy - s.pods[i].busy) / window
			s.pods[i].busy = busy
			if s.spec.Metric == autoscale.Concurrency {
				level = float64(in.inside)
			}
		}
		one.level = append(one.level, level)
	}
	one.queued = float64(n.queue.Value())
	if done := n.waiters - s.waiters; done > 0 {
		one.delay = float64(n.waits-s.waits) / float64(done) / 1e9
	}
	s.waits, s.waiters = n.waits, n.waiters
	keep := 2 + int(s.spec.Delay.Std()/s.spec.Window.Std())
	if s.samples = append(s.samples, one); len(s.samples) > keep {
		s.samples = append(s.samples[:0], s.samples[1:]...)
	}
	n.engine.kernel.Schedule(s.spec.Window.Std(), n.hid, scalerSamples, 0)
}

// sync reads the newest sample that has come through, and scales.
func (s *scaler) sync() {
	n, now := s.service, s.service.engine.now()
	n.engine.kernel.Schedule(s.spec.Sync.Std(), n.hid, scalerSyncs, 0)
	var read *sample
	for i := range s.samples {
		if s.samples[i].at.Add(s.spec.Delay.Std()) <= now {
			read = &s.samples[i]
		}
	}
	if read == nil {
		return
	}
	m := autoscale.Metrics{Request: float64(n.spec.cores())}
	current := 0
	for i, in := range n.insts {
		if in.life == gone || in.life == draining {
			continue
		}
		current++
		p := autoscale.Pod{Ready: in.life == running, Pending: in.life == booting, Started: s.pods[i].started, Changed: s.pods[i].changed}
		if i < len(read.level) && read.level[i] >= 0 {
			p.Sampled, p.At = true, read.at
		}
		if m.Add(s.spec, now, p) && p.Sampled {
			m.Level += read.level[i]
		}
	}
	switch s.spec.Metric {
	case autoscale.QueueLength:
		m.Level = read.queued
	case autoscale.QueueDelay:
		m.Level = read.delay
	}
	n.scale(current, s.state.Desired(now, current, m))
}

// scale adds or removes replicas. The youngest go first.
func (n *service) scale(current, desired int) {
	if desired == current {
		return
	}
	n.engine.happened(n.name, "scale", fmt.Sprintf("%d -> %d replicas", current, desired))
	for ; current < desired; current++ {
		n.boot()
	}
	for ; current > desired; current-- {
		n.drain(n.youngest())
	}
}

// youngest returns the replica that was started last. Numbers tell no age: one that has
// become free is given to the next replica.
func (n *service) youngest() *instance {
	var last *instance
	for i, in := range n.insts {
		if in.life == gone || in.life == draining {
			continue
		}
		if last == nil || n.scaler.pods[i].started >= n.scaler.pods[last.number].started {
			last = in
		}
	}
	return last
}

// boot starts a replica in the first free number.
func (n *service) boot() {
	for n.unused < len(n.insts) && n.insts[n.unused].life != gone {
		n.unused++
	}
	var in *instance
	if n.unused < len(n.insts) {
		in = n.insts[n.unused]
	} else {
		in = &instance{number: int32(len(n.insts)), servers: int32(n.spec.cores()), slow: 1}
		n.insts = append(n.insts, in)
		n.scaler.pods = append(n.scaler.pods, pod{})
	}
	now := n.engine.now()
	in.life = booting
	in.places = places{limit: int32(n.spec.Concurrency)}
	n.guard(in)
	p := &n.scaler.pods[in.number]
	p.started, p.changed = now, now
	p.busy = in.used.Integral(now)
	n.generation++
	n.paid.Inc(now)
	n.engine.kernel.Schedule(n.spec.Autoscale.Boot.Std(), n.hid, bootEnds, uint64(in.number))
}

// booted makes a replica ready, unless it has been taken away meanwhile.
func (n *service) booted(in *instance) {
	now := n.engine.now()
	p := &n.scaler.pods[in.number]
	if in.life != booting || now.Sub(p.started) < time.Duration(n.spec.Autoscale.Boot) {
		return
	}
	in.life = running
	p.changed = now
	if last := len(n.ready) - 1; last >= 0 && n.ready[last] > in.number {
		n.replicasChanged()
		return
	}
	n.ready = append(n.ready, in.number)
	n.generation++
	n.capacity.Add(now, int64(in.servers))
	n.places.Add(now, int64(in.places.limit))
	n.replicas.Inc(now)
	for _, q := range n.joined {
		q.assign()
	}
}

// drain takes a replica out of service; it ends when its work has, or when its time is up.
func (n *service) drain(in *instance) {
	d := &n.spec.Drain
	now := n.engine.now()
	in.life, in.since = draining, now
	in.listed, in.closed = d.Propagation > 0, false
	if *d != (health.Drain{}) {
		for _, at := range [...]unit.Duration{d.PreStop, d.Propagation, d.Delay} {
			n.engine.kernel.ScheduleAt(now.Add(at.Std()), n.hid, drainStep, uint64(in.number))
		}
	}
	n.replicasChanged()
	if in.listed {
		return
	}
	n.closeAll(in)
	if in.life == draining && n.empty(in) {
		n.retire(in)
	}
}

// drained looks at a replica that is to go, when one of its times has come. It may have
// gone meanwhile, and its number be that of another.
func (n *service) drained(in *instance) {
	if in.life != draining {
		return
	}
	d := &n.spec.Drain
	passed := n.engine.now().Sub(in.since)
	in.closed = passed >= d.PreStop.Std() && d.Propagation > d.PreStop
	if in.listed && passed >= d.Propagation.Std() {
		in.listed = false
		n.replicasChanged()
		n.closeAll(in)
	}
	switch {
	case in.life != draining, in.listed:
	case n.empty(in):
		n.retire(in)
	case passed >= d.Delay.Std():
		n.engine.happened(n.name, "drain", fmt.Sprintf("%s is stopped with %d requests inside", n.instanceName(in), in.inside))
		n.crash(in)
	}
}

func (n *service) retire(in *instance) {
	listed := in.listed
	in.life, in.listed, in.closed = gone, false, false
	n.unused = min(n.unused, int(in.number))
	if listed {
		n.replicasChanged()
		return
	}
	n.countInstances()
}

// replicasChanged sets who takes calls and messages.
func (n *service) replicasChanged() {
	n.ready = n.ready[:0]
	for _, in := range n.insts {
		if in.life == running || in.life == down || in.listed {
			n.ready = append(n.ready, in.number)
		}
	}
	n.countInstances()
	for _, q := range n.joined {
		q.assign()
	}
}

// reset forgets what the warm-up measured; the autoscaler goes on as it was.
func (n *service) reset() {
	if n.scaler != nil {
		for i, in := range n.insts {
			n.scaler.pods[i].busy -= in.used.Integral(n.engine.now())
		}
	}
	n.component.reset()
}

// crash takes a replica down; its partitions stay with it until the session ends. One
// that was draining has nothing left to do.
func (n *service) crash(in *instance) {
	leaving := in.life == draining
	n.component.crash(in)
	n.hangUpAll(in)
	n.guard(in)
	if leaving {
		n.retire(in)
	}
	for _, q := range n.joined {
		q.memberDown()
	}
}

// revive makes a replica run again.
func (n *service) revive(in *instance) {
	n.component.revive(in)
	n.replicasChanged()
}
