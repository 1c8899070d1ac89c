package models

import (
	"time"

	"headroom/models/policy/autoscale"
	"headroom/models/policy/health"
	"headroom/models/policy/limit"
	"headroom/sim"
	"headroom/sim/flow"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// Service is a number of replicas that run programs. A request waits for one of
// Concurrency places of its replica, then each cpu step waits, first come first served,
// for one of its cores.
type Service struct {
	// Replicas is the number of instances at the start. With an autoscaler that is not
	// told, it starts at its minimum.
	Replicas int `yaml:"replicas" min:"1"`
	// Zones that the replicas lie in, in turn: [a, b, c]. Not set: places do not matter.
	Zones Zones `yaml:"zones"`
	// CPU is the number of cores of a replica.
	CPU int `yaml:"cpu" default:"1" min:"1"`
	// Model says what holds a place while a request waits: threads hold it through waits
	// and calls, async only during cpu steps, event-loop is async on one core.
	Model string `yaml:"model" enum:"threads,async,event-loop" default:"threads"`
	// Concurrency is the number of places of a replica. 0 means no limit.
	Concurrency int `yaml:"concurrency" min:"0"`
	// Queue bounds the requests that wait in a replica: for a place, or without
	// Concurrency for their first core. Over it a request is rejected. Not set: no bound.
	Queue Bound `yaml:"queue"`
	// Discipline of the waiting: fifo serves the oldest first, lifo the youngest.
	Discipline string `yaml:"discipline" enum:"fifo,lifo" default:"fifo"`
	// Overflow says who goes when the queue is full: the request that comes, the one that
	// has waited longest, or the least important.
	Overflow string `yaml:"overflow" enum:"reject_new,drop_oldest,drop_lowest_priority" default:"reject_new"`
	// Shed rejects requests while there are too many: at the door, or when their turn comes.
	// It guards the queue in which they wait first. Not set, nothing is shed.
	Shed limit.Shed `yaml:"shed" optional:"true"`
	// ConcurrencyLimit bounds the requests inside a replica, waiting ones too; over it they
	// are rejected at once. Not set: no limit.
	ConcurrencyLimit limit.Concurrency `yaml:"concurrency_limit" optional:"true"`
	// DropAfter rejects a request that has waited longer when its turn comes. 0 means never.
	DropAfter unit.Duration `yaml:"drop_after" default:"0s"`
	// Memory of a replica. It is information for readers and price lists.
	Memory unit.Bytes `yaml:"memory"`
	// Connections is the largest number of connections that clients hold to a replica,
	// those of traffic with model: connections. More are refused. Not set: as many as fit
	// into Memory with ConnectionMemory, without both no bound.
	Connections unit.Count `yaml:"connections"`
	// ConnectionMemory is the memory of one such connection. 5 KB to 50 KB are usual for an
	// idle WebSocket, in kernel and program.
	ConnectionMemory unit.Bytes `yaml:"connection_memory"`
	// Operations that callers can name, each a program.
	Operations stats.Ordered[Program] `yaml:"operations"`
	// Consumes runs a program for each message of a queue, by the queue's name.
	Consumes stats.Ordered[Program] `yaml:"consumes"`
	// Drain is how a replica goes that the autoscaler takes away. Not set: callers know at
	// once, and what it has may take as long as it takes.
	Drain health.Drain `yaml:"drain" optional:"true"`
	// Autoscale changes the number of replicas during the run.
	Autoscale autoscale.HPA `yaml:"autoscale" optional:"true"`
	// Price of the component, per replica.
	Price PriceRef `yaml:"price"`
}

// service is a Service in an engine.
type service struct {
	component
	spec    *Service
	code    []instruction
	starts  []int32 // of the programs: operations, then consumptions
	threads bool    // a place is held from arrival to reply
	open    bool    // nothing keeps requests out
	scaler  *scaler
	unused  int          // below it no number of a replica is free
	joined  []*consumers // queues that this service consumes
	guests  []*online    // people who hold connections
}

const (
	waitEnded = ownEvents + iota
	scalerSyncs
	scalerSamples
	bootEnds  // Arg is the number of the instance
	drainStep // so too
)

// places are the bounded places of an instance and the queue before them.
type places struct {
	limit, used int32
	waiting
}

func (s *Service) build(b *builder, name string) node {
	n := &service{spec: s, threads: s.Model == "threads" && s.Concurrency > 0}
	n.init(b, n, name, "services")
	n.lieIn(s.Zones)
	n.lifo, n.patient, n.discard = s.Discipline == "lifo", s.DropAfter.Std(), n.expel
	n.open = !s.Queue.Set && !s.Shed.Enabled() && !s.ConcurrencyLimit.Enabled()
	replicas := s.initial()
	n.addInstances(replicas, s.cores())
	for _, in := range n.insts {
		in.places.limit = int32(s.Concurrency)
		n.guard(in)
	}
	n.countInstances()
	if s.Autoscale.Enabled() {
		n.scaler = newScaler(n)
	}
	return n
}

// initial returns the number of replicas at the start.
func (s *Service) initial() int {
	switch {
	case s.Replicas > 0:
		return s.Replicas
	case s.Autoscale.Enabled():
		return s.Autoscale.Min
	}
	return 1
}

// cores returns the cores that a replica can use at once. A place of an async replica is
// held during cpu steps only, so its places bound its cores.
func (s *Service) cores() int {
	switch {
	case s.Model == "event-loop":
		return 1
	case s.Model == "async" && s.Concurrency > 0:
		return min(s.CPU, s.Concurrency)
	}
	return s.CPU
}

func (n *service) wire() {
	c := &compiler{service: n, code: make([]instruction, 1)} // no jump leads to 0
	for _, o := range n.spec.Operations {
		n.starts = append(n.starts, c.program(o.Value, o.Name))
	}
	for _, o := range n.spec.Consumes {
		n.starts = append(n.starts, c.program(o.Value, o.Name))
		n.joined = append(n.joined, n.engine.byName[o.Name].(*queue).join(n, o.Name))
	}
	n.code = c.code
}

func (n *service) operation(name string) (int32, bool) {
	for i, o := range n.spec.Operations {
		if o.Name == name {
			return int32(i), true
		}
	}
	for i, o := range n.spec.Consumes {
		if consumption(o.Name) == name {
			return int32(len(n.spec.Operations) + i), true
		}
	}
	return 0, false
}

// Arrive takes a place, or waits for one, or is refused.
func (n *service) Arrive(r flow.Ref, f *flow.Frame) {
	in, ok := n.enter(r, f)
	if !ok {
		return
	}
	if n.holds && n.engine.links[f.Link].opens {
		if !n.accept(r, f, in) {
			return
		}
		if f.Op == handshake {
			n.leave(r, f, flow.OK)
			return
		}
	}
	f.PC = n.starts[f.Op]
	if !n.threads {
		if n.open || n.admit(r, f, in, in.busy, in.servers, &in.waiting, in.shedCores) {
			n.run(r, f)
		}
		return
	}
	p := &in.places
	if !n.open && !n.admit(r, f, in, p.used, p.limit, &p.waiting, in.shedPlaces) {
		return
	}
	if p.used < p.limit {
		p.used++
		n.held.Inc(n.engine.now())
		n.run(r, f)
		return
	}
	n.line(r, f, &p.waiting)
}

// guard gives a replica what keeps requests out of it.
func (n *service) guard(in *instance) {
	if n.spec.Shed.Enabled() {
		shed := n.spec.Shed.Rule.New()
		if n.threads {
			in.shedPlaces = shed
		} else {
			in.shedCores = shed
		}
	}
	if n.spec.ConcurrencyLimit.Enabled() {
		s := n.engine.kernel.Stream(n.instanceName(in) + "/limit")
		in.gate = n.spec.ConcurrencyLimit.Rule.New(&s)
	}
}

// admit takes a request past what keeps requests out, to servers of which so many of all
// are busy and the queue before them. If it does not, the request has been refused.
func (n *service) admit(r flow.Ref, f *flow.Frame, in *instance, busy, all int32, q *waiting, shed limit.Shedder) bool {
	now := n.engine.now()
	if shed != nil && !shed.Admit(now, asked(now, f), limit.Queue{Waiting: int(q.waiting), Utilisation: float64(busy) / float64(all)}) {
		n.refuse(r, f, shedded)
		return false
	}
	if busy >= all && n.spec.Queue.full(q.waiting) && !n.makeRoom(f, q, limit.Overflow(n.spec.Overflow)) {
		n.refuse(r, f, queueFull)
		return false
	}
	if in.gate != nil {
		if !in.gate.Enter(now) {
			n.refuse(r, f, crowded)
			return false
		}
		f.Flags |= flow.Gated
	}
	return true
}

// run carries on with the program of a frame until it has to wait.
func (n *service) run(r flow.Ref, f *flow.Frame) {
	for {
		if (f.Deadline != 0 || f.Flags&flow.Unwanted != 0) && n.worthless(f) {
			n.finish(r, f, verdictOn(f))
			return
		}
		i := &n.code[f.PC]
		switch i.code {
		case opEnd:
			n.finish(r, f, flow.OK)
			return
		case opCPU:
			s := i.draws(f.Key)
			f.Work = int64(i.time.Duration(&s))
			f.PC++
			n.seize(r, f, n.insts[f.Place])
			return
		case opWait:
			n.pause(r, f, i)
			return
		case opCall:
			i.link.call(r, f, i.salt.Mix(f.Key), f.Data, 0)
			return
		case opEach, opFork:
			if !n.spread(r, f, i) {
				return
			}
		case opChance:
			s := i.draws(f.Key)
			if f.PC++; s.Float64() >= i.p {
				f.PC = i.next
			}
		case opChoose:
			s := i.draws(f.Key)
			u, k := s.Float64()*i.share[len(i.share)-1], 0
			for u >= i.share[k] {
				k++
			}
			f.PC = i.targets[k]
		case opJump:
			f.PC = i.next
		}
	}
}

// pause passes time without a core.
func (n *service) pause(r flow.Ref, f *flow.Frame, i *instruction) {
	s := i.draws(f.Key)
	d := i.time.Duration(&s)
	if slow := n.insts[f.Place].slow; slow != 1 {
		d = time.Duration(float64(d) * slow)
	}
	f.PC++
	if f.Trace != 0 {
		n.engine.traces.add(f.Trace, n.id, causeService, int64(d))
	}
	n.engine.kernel.Schedule(d, n.hid, waitEnded, uint64(r))
}

// spread starts the parts of a fork. It returns true when all have ended already, and
// the program goes on.
func (n *service) spread(r flow.Ref, f *flow.Frame, i *instruction) bool {
	rounds := len(i.targets)
	key := i.salt.Mix(f.Key)
	if i.code == opEach {
		s := sim.NewStream(key)
		rounds = int(i.time.Sample(&s) + 0.5)
	}
	f.Outcome = flow.OK
	f.Left = int32(rounds) + 1 // one more, so that it does not end while it starts
	for k := range rounds {
		part := sim.Mix(key, uint64(k)+1)
		switch {
		case i.code == opFork:
			n.branch(r, f, i.targets[k], part, f.Data)
		case len(i.targets) > 0:
			n.branch(r, f, i.targets[0], part, sim.Mix(f.Data, part))
		default:
			i.link.call(r, f, part, sim.Mix(f.Data, part), 0)
		}
	}
	f.Flags &^= flow.Awaiting // not of one alone
	f.Left--
	if f.Left > 0 {
		return false
	}
	return n.joinedAll(r, f, i)
}

// branch starts a part of a program as a frame of its own.
func (n *service) branch(parent flow.Ref, p *flow.Frame, pc int32, key, data uint64) {
	r, f := n.engine.flow.New()
	f.Key, f.Data, f.Parent = key, data, parent
	f.Node, f.Place, f.Op, f.Link = n.id, p.Place, p.Op, noLink
	f.Phase, f.At, f.PC = flow.Inside, n.engine.now(), pc
	inherit(f, p)
	f.Deadline = p.Deadline
	f.Trace = n.engine.traces.child(p.Trace)
	n.run(r, f)
}

// joinedAll ends a fork: the program goes on, or the frame fails.
func (n *service) joinedAll(r flow.Ref, f *flow.Frame, i *instruction) bool {
	if f.Outcome.Failed() {
		o := flow.Error
		if n.worthless(f) {
			o = verdictOn(f)
		}
		n.finish(r, f, o)
		return false
	}
	f.PC = i.next
	return true
}

// Return takes the answer to a call, or the end of a part of a fork.
func (n *service) Return(r flow.Ref, f, child *flow.Frame) {
	if n.late(f, child) {
		return
	}
	e := n.engine
	i := &n.code[f.PC]
	if child.Link != noLink {
		e.answered(child)
	} else {
		f.Waited += child.Waited
		f.Spent += child.Spent
	}
	if i.code == opCall {
		e.traces.merge(f.Trace, child.Trace)
		switch o := child.Outcome; {
		case o == flow.Cancelled && f.Flags&flow.Unwanted != 0:
			n.finish(r, f, o)
			return
		case o == flow.Miss && i.onMiss != 0:
			f.PC = i.onMiss
		case o.Failed() && i.onError != 0:
			f.PC = i.onError
		case o.Failed():
			n.finish(r, f, flow.Error)
			return
		default:
			f.PC++
		}
		n.run(r, f)
		return
	}
	f.Outcome = max(f.Outcome, child.Outcome)
	f.Left--
	if f.Left > 0 {
		e.traces.drop(child.Trace)
		return
	}
	e.traces.merge(f.Trace, child.Trace)
	if n.joinedAll(r, f, i) {
		n.run(r, f)
	}
}

// finish ends a program: of a branch, or of a request, which gives its place back.
func (n *service) finish(r flow.Ref, f *flow.Frame, o flow.Outcome) {
	if f.Link == noLink {
		n.engine.flow.Reply(r, f, o, 0)
		return
	}
	in := n.insts[f.Place]
	if f.Flags&flow.Gated != 0 {
		n.ungate(f, in, o)
	}
	n.leave(r, f, o)
	if n.threads {
		n.vacate(in)
	}
	if in.life == draining && n.empty(in) && !in.listed {
		n.retire(in)
	}
}

// expel ends a request, or a part of one, that has waited too long. A request that
// waited for a place has none to give back.
func (n *service) expel(r flow.Ref, f *flow.Frame, o flow.Outcome) {
	if f.Link != noLink && n.threads && f.PC == n.starts[f.Op] {
		if f.Flags&flow.Gated != 0 {
			n.ungate(f, n.insts[f.Place], o)
		}
		n.leave(r, f, o)
		return
	}
	n.finish(r, f, o)
}

// ungate ends a request's place under the limit of concurrency.
func (n *service) ungate(f *flow.Frame, in *instance, o flow.Outcome) {
	f.Flags &^= flow.Gated
	now := n.engine.now()
	in.gate.Leave(now, now.Sub(f.At), endingOf(o))
}

// vacate gives a place to the next request that waits for one.
func (n *service) vacate(in *instance) {
	p := &in.places
	if r, f := n.next(&p.waiting, in.shedPlaces); f != nil {
		n.run(r, f)
		return
	}
	p.used--
	n.held.Dec(n.engine.now())
}

// Handle takes the events of frames and of the autoscaler.
func (n *service) Handle(ev sim.Event) {
	switch {
	case ev.Kind <= waitEnded:
		r := flow.Ref(ev.Arg)
		f := n.engine.flow.Inside(r)
		if f == nil {
			return // the replica went down
		}
		if ev.Kind == served {
			n.release(f, n.insts[f.Place])
		}
		n.run(r, f)
	case ev.Kind == scalerSyncs:
		n.scaler.sync()
	case ev.Kind == scalerSamples:
		n.scaler.sample()
	case ev.Kind == bootEnds:
		n.booted(n.insts[ev.Arg])
	default:
		n.drained(n.insts[ev.Arg])
	}
}

// Stale drops the answer of a branch whose whole has gone.
func (n *service) Stale(f *flow.Frame) {
	if f.Link == noLink {
		return
	}
	if f.Flags&flow.Opening != 0 && !f.Outcome.Failed() {
		n.closeOne(f.Place) // nobody knows of the connection
	}
	n.component.Stale(f)
}
