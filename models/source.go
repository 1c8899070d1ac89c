package models

import (
	"strings"

	"headroom/sim"
	"headroom/sim/flow"
	"headroom/sim/stats"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// source is traffic in an engine. It is the caller of its first component and keeps one
// frame for each request under way.
type source struct {
	component
	spec     *Traffic
	number   uint16 // as source of requests
	arrivals arrivals
	chooses  choosing // nil unless the arrivals know what they ask for
	key      uint64   // of the requests
	count    uint64   // arrivals so far
	sent     uint64   // requests so far
	share    []float64
	ops      []*operation // by position in the mix
	links    []*link      // by position in the mix
	crowd    *crowd       // of a closed model
	visits   *visits      // of sessions
	online   *online      // people with connections
	patience *patience
	tenants  tenancy
}

const arrival = ownEvents // a request is sent now

func (t *Traffic) build(b *builder, name string) node {
	s := &source{spec: t, number: uint16(len(b.sources))}
	s.init(b, s, name, "traffic")
	s.addInstances(1, 0)
	s.arrivals = t.Arrivals.process().start(newAlong(compile(t.law(), b.end), b.end, func(purpose string) sim.Stream {
		return b.kernel.Stream(name + "/arrivals" + purpose)
	}))
	s.chooses, _ = s.arrivals.(choosing)
	s.tenants = b.sys.tenancy(t)
	s.key = b.kernel.Key(name + "/requests")
	var names []string
	for _, m := range t.operations() {
		names = append(names, m.Name)
		s.ops = append(s.ops, b.operation(m.Name))
	}
	sum := 0.0
	for _, m := range t.mix() {
		sum += float64(m.Value)
		s.share = append(s.share, sum)
	}
	if t.Model == "sessions" {
		s.visits = newVisits(&t.Session, names)
	}
	if t.Patience != (Patience{}) {
		s.patience = newPatience(&t.Patience)
	}
	b.sources = append(b.sources, s)
	return s
}

func (s *source) wire() {
	if s.spec.Model == "connections" {
		s.dial()
		return
	}
	for _, m := range s.spec.operations() {
		to, op := s.engine.target(s.spec.To, m.Name)
		s.links = append(s.links, s.engine.newLink("call", s.name+"->"+to.base().name, nil, to, op, s.spec.Policy, s.spec.Link))
		if l := s.links[len(s.links)-1]; l.again || s.patience != nil {
			s.ops[len(s.links)-1].apart = true
		}
	}
	if s.spec.Model == "closed" {
		s.admit()
		return
	}
	s.plan()
}

// openWindows gives every operation its windows: those of the series and those of its
// objectives.
func (e *engine) openWindows() {
	for _, o := range e.ops {
		o.windows = stats.NewWindows(0, window(&e.sys.Run), e.end)
	}
	for _, s := range e.sys.Objectives {
		g, err := parseGoal(s.Value.Objective)
		if err != nil || g.over == 0 {
			continue
		}
		from := e.measured
		if g.after > 0 {
			from = sim.Time(g.after)
		}
		for _, o := range e.ops {
			if o.name == g.subject {
				o.goals = append(o.goals, g)
				o.judged = append(o.judged, stats.NewWindows(from, g.over, e.end))
			}
		}
	}
}

// operation returns a client operation, making it if need be.
func (b *builder) operation(name string) *operation {
	for _, o := range b.ops {
		if o.name == name {
			return o
		}
	}
	b.ops = append(b.ops, &operation{name: name})
	return b.ops[len(b.ops)-1]
}

// target resolves the target text of a checked scenario: "x.op", or "x" for the
// operation of the given name.
func (e *engine) target(text, op string) (node, int32) {
	name := text
	if i := strings.IndexByte(text, '.'); i >= 0 {
		name, op = text[:i], text[i+1:]
	}
	to := e.byName[name]
	n, ok := to.operation(op)
	if !ok {
		panic("models: no operation " + name + "." + op)
	}
	return to, n
}

// plan schedules the next arrival, if there is one. The event of an arrival that asks for an
// operation of its own carries its number, from 1.
func (s *source) plan() {
	at := s.arrivals.next()
	if at >= s.engine.end {
		return
	}
	which := int32(-1)
	if s.chooses != nil {
		which = s.chooses.operation()
	}
	s.engine.kernel.ScheduleAt(at, s.hid, arrival, uint64(which+1))
}

// Handle lets a request or a visitor arrive, and takes what happens to those that have.
func (s *source) Handle(ev sim.Event) {
	if s.online != nil {
		s.online.handle(ev)
		return
	}
	if ev.Kind == arrival {
		s.arrive(ev.Arg)
		return
	}
	r := flow.Ref(ev.Arg)
	f := s.engine.flow.Inside(r)
	if f == nil {
		return // answered
	}
	switch ev.Kind {
	case thoughtOver:
		s.ask(r, f)
	case reloadDue:
		s.reload(r, f)
	case patienceEnds:
		s.engine.forsake(f)
		s.over(r, f, flow.Cancelled, 0)
	}
}

// Lapsed tells whether the request of an event is gone.
func (s *source) Lapsed(ev sim.Event) bool {
	return s.online == nil && ev.Kind != arrival && s.engine.flow.Get(flow.Ref(ev.Arg)) == nil
}

// reset forgets what the warm-up measured.
func (s *source) reset() {
	s.component.reset()
	if s.visits != nil {
		s.visits.reset(s.engine.now())
	}
	if s.online != nil {
		s.online.reset(s.engine.now())
	}
}

// arrive begins what the arrival brings; an open source plans the next. The argument is the
// client of a closed source, and of an open one what plan says.
func (s *source) arrive(arg uint64) {
	s.count++
	if s.crowd != nil {
		key := s.crowd.key(s.key, arg)
		s.request(key, s.pick(key), 0, int32(arg))
		return
	}
	key := sim.Mix(s.key, s.count)
	switch {
	case s.visits != nil:
		s.visit(key)
	case arg > 0:
		s.request(key, int32(arg)-1, 0, 0)
	default:
		s.request(key, s.pick(key), 0, 0)
	}
	s.plan()
}

// pick draws an operation from the mix.
func (s *source) pick(key uint64) int32 {
	which := 0
	if len(s.share) > 1 {
		draw := sim.NewStream(sim.Mix(key, forOperation))
		u := draw.Float64() * s.share[len(s.share)-1]
		for u >= s.share[which] {
			which++
		}
	}
	return int32(which)
}

// request sends a request for a client, or for a session.
func (s *source) request(key uint64, which int32, session flow.Ref, client int32) {
	e := s.engine
	r, f := e.flow.New()
	f.Key, f.Slot, f.Source, f.Parent = key, client, s.number, session
	f.Data = sim.Mix(f.Key, forData)
	f.Tenant = s.tenants.first
	if s.tenants.count > 0 {
		f.Tenant = s.tenants.of(s.who(key, session, client))
	}
	f.Node, f.Phase, f.Link = s.id, flow.Inside, noLink
	f.At = e.now()
	f.Since = f.At
	f.Op = int16(which)
	f.SetClass(uint8(s.spec.Priority))
	if s.online != nil {
		s.online.seat(f)
	}
	s.inSystem.Inc(f.At)
	s.ops[which].begin(f.At, f.At >= e.measured)
	s.sent++
	if s.sent%sampleEvery == 0 {
		f.Trace = e.traces.take()
	}
	if s.patience != nil {
		s.watch(r, f)
	}
	s.links[which].call(r, f, f.Key, f.Data, 0)
}

// who returns the key of who sends a request: of the visitor, of the client of a closed
// source, else of the request itself.
func (s *source) who(key uint64, session flow.Ref, client int32) uint64 {
	if f := s.engine.flow.Inside(session); f != nil {
		return f.Key
	}
	switch {
	case s.crowd != nil:
		return sim.Mix(s.key, uint64(client))
	case s.online != nil:
		return s.online.key(client)
	}
	return key
}

// Return takes an answer. That of a request which was sent anew since is for nobody.
func (s *source) Return(r flow.Ref, f, child *flow.Frame) {
	e := s.engine
	if child.Slot != f.PC {
		e.orphaned(child)
		return
	}
	e.answered(child)
	if child.Trace != 0 {
		e.traces.merge(f.Trace, child.Trace)
	}
	if s.online != nil {
		f.Place = child.Place
	}
	service := int64(0)
	if s.ops[f.Op].apart {
		service = e.serviceOf(f, child)
	}
	s.over(r, f, child.Outcome, service)
}

// serviceOf is how long the attempt took that was answered in the end, alone.
func (e *engine) serviceOf(f, child *flow.Frame) int64 {
	began := f.Since
	if l := e.links[child.Link]; child.Node == l.calls.id {
		began = child.Since
	} else if child.Node == l.tries.id {
		began = child.At
	}
	return int64(e.now() - began)
}

// over ends a request.
func (s *source) over(r flow.Ref, f *flow.Frame, o flow.Outcome, service int64) {
	e := s.engine
	now := e.now()
	s.inSystem.Dec(now)
	op := s.ops[f.Op]
	took := int64(now - f.At)
	op.end(o, f.At, took, service, f.At >= e.measured)
	if f.Trace != 0 {
		if !o.Failed() && f.At >= e.measured {
			e.traces.settle(f.Trace, op, took)
		}
		e.traces.drop(f.Trace)
	}
	switch {
	case s.crowd != nil:
		s.think(f.Key, f.Slot)
	case s.visits != nil:
		s.onward(f.Parent, o)
	case s.online != nil:
		s.online.over(f, o)
	}
	e.flow.Drop(r, f)
}

// Arrive is never called: nothing calls clients.
func (s *source) Arrive(flow.Ref, *flow.Frame) { panic("models: a call arrived at traffic " + s.name) }

func (s *source) operation(string) (int32, bool) { return 0, false }
