package models

import (
	"context"
	"math"
	"testing"

	"headroom/models/policy/limit"
	"headroom/models/policy/retry"
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// What the tests build systems from. Links take no time unless a test says so.

func network(text string) Link { return Link{Latency: duration(text)} }

func seconds(s float64) unit.Duration { return unit.Duration(s * 1e9) }

// fullJitter is a back-off with a base in seconds.
func fullJitter(base float64) retry.Backoff {
	j := Defaults(&retry.FullJitter{})
	j.Base = seconds(base)
	return retry.Backoff{Rule: j}
}

func instant(s float64) sim.Time { return sim.Time(s * 1e9) }

// scene is a system that is played once, without a warm-up.
func scene(duration float64, parts ...Component) *System {
	s := Defaults(&System{})
	s.Run = Run{Duration: seconds(duration), Seed: 1, Repeat: 1}
	s.Components = parts
	return s
}

// made returns a spec with its defaults and the edits of a test.
func made[T any](edits ...func(*T)) *T {
	spec := Defaults(new(T))
	for _, edit := range edits {
		edit(spec)
	}
	return spec
}

// poisson and evenly are clients that send requests of the operation main.
func poisson(to string, rate float64, edits ...func(*Traffic)) Component {
	t := made(edits...)
	t.To, t.Link = to, network("0s")
	if t.Rate.Law == nil {
		t.Rate = Shape{&Constant{unit.Rate(rate)}}
	}
	return comp("traffic", "users", t)
}

func evenly(to string, rate float64, edits ...func(*Traffic)) Component {
	c := poisson(to, rate, edits...)
	c.Spec.(*Traffic).Arrivals = Arrivals{&Deterministic{}}
	return c
}

// server is a service whose operation main is the program.
func server(name string, steps Program, edits ...func(*Service)) Component {
	s := made(edits...)
	if steps != nil {
		s.Operations.Add("main", steps)
	}
	return comp("services", name, s)
}

func steps(list ...Step) Program { return list }

func step(edit func(*Step)) Step {
	s := made(edit)
	s.Link = network("0s")
	return *s
}

// with changes a step.
func with(s Step, edit func(*Step)) Step {
	edit(&s)
	return s
}

func work(text string) Step      { return step(func(s *Step) { s.CPU = duration(text) }) }
func pause(text string) Step     { return step(func(s *Step) { s.Wait = duration(text) }) }
func calling(target string) Step { return step(func(s *Step) { s.Call = target }) }
func publishing(queue string) Step {
	return step(func(s *Step) { s.Publish = queue })
}

func count(text string) dist.Count {
	var d dist.Count
	if err := d.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return d
}

func size(text string) dist.Size {
	var d dist.Size
	if err := d.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return d
}

func popularity(text string) dist.Popularity {
	var p dist.Popularity
	if err := p.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return p
}

// items declares a key space.
func items(name string, n int, law string) stats.Ordered[Data] {
	return stats.Ordered[Data]{{Name: name, Value: Data{Items: unit.Count(n), Popularity: popularity(law), Size: size("1B")}}}
}

// begin checks a system and returns its engine at t = 0.
func begin(t testing.TB, s *System) *engine {
	t.Helper()
	for _, p := range s.Validate() {
		if !p.Warning {
			t.Fatal(p)
		}
	}
	e := newEngine(s, s.Run.Seed, 0)
	e.warmCaches(nil)
	return e
}

// run plays an engine until an instant.
func (e *engine) run(until float64) { e.kernel.Run(sim.Time(until * 1e9)) }

// ended checks and plays a system, and returns its engine as it is at the end.
func ended(t testing.TB, s *System) *engine {
	t.Helper()
	e := begin(t, s)
	if err := e.play(context.Background(), nil, nil); err != nil {
		t.Fatal(err)
	}
	return e
}

// result checks and plays a system.
func result(t testing.TB, s *System) *stats.Result {
	t.Helper()
	for _, p := range s.Validate() {
		if !p.Warning {
			t.Fatal(p)
		}
	}
	r, err := s.Play(context.Background(), Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func found[T any](t testing.TB, list stats.Ordered[T], name string) T {
	t.Helper()
	v, ok := list.Find(name)
	if !ok {
		t.Fatalf("there is no %q", name)
	}
	return v
}

// near fails when got is further than tolerance from want.
func near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s = %.6g, want %.6g ± %.2g", what, got, want, tolerance)
	}
}

func same[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

// probe is a component for tests: it notes every call that reaches it and answers as
// the test says. It has instances with servers without bound.
type probe struct {
	copies int                        // instances
	takes  func(n, place int) float64 // seconds of the nth call, n from 1; nil: none
	ends   func(n, place int) flow.Outcome

	seen []sighting
}

// sighting is a call that reached a probe.
type sighting struct {
	at, end   float64 // arrival, and the end of the work or 0
	key, data uint64
	place     int
	op        int
	class     limit.Class
	tenant    uint32
}

func (p *probe) Validate(*Check) {}

func (p *probe) offered() []string { return []string{"main", "other"} }

func (p *probe) instances() []int { return []int{max(1, p.copies)} }

func (p *probe) build(b *builder, name string) node {
	n := &probeNode{spec: p}
	n.init(b, n, name, "services")
	n.addInstances(max(1, p.copies), unlimited)
	return n
}

type probeNode struct {
	component
	spec *probe
}

func (n *probeNode) wire() {}

func (n *probeNode) operation(name string) (int32, bool) {
	if name == "other" {
		return 1, true
	}
	return 0, true
}

func (n *probeNode) Arrive(r flow.Ref, f *flow.Frame) {
	in, ok := n.enter(r, f)
	if !ok {
		return
	}
	p := n.spec
	p.seen = append(p.seen, sighting{at: n.engine.now().Seconds(), key: f.Key, data: f.Data, place: int(f.Place), op: int(f.Op), class: limit.Class(f.Class()), tenant: f.Tenant})
	f.PC = int32(len(p.seen))
	if p.takes != nil {
		f.Work = int64(p.takes(len(p.seen), int(f.Place)) * 1e9)
	}
	n.seize(r, f, in)
}

func (n *probeNode) Handle(ev sim.Event) {
	r := flow.Ref(ev.Arg)
	f := n.engine.flow.Inside(r)
	if f == nil {
		return
	}
	n.release(f, n.insts[f.Place])
	n.spec.seen[f.PC-1].end = n.engine.now().Seconds()
	o := flow.OK
	if n.spec.ends != nil {
		o = n.spec.ends(int(f.PC), int(f.Place))
	}
	n.leave(r, f, o)
}

func (n *probeNode) Return(flow.Ref, *flow.Frame, *flow.Frame) { panic("a probe calls nobody") }

func probing(name string, p *probe) Component { return comp("services", name, p) }

// times returns when the calls came.
func (p *probe) times() []float64 {
	var list []float64
	for _, s := range p.seen {
		list = append(list, s.at)
	}
	return list
}

// sameTimes fails unless both lists hold the same instants, to a nanosecond.
func sameTimes(t testing.TB, what string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
		return
	}
	for i := range got {
		if math.Abs(got[i]-want[i]) > 2e-9 {
			t.Errorf("%s: %v, want %v", what, got, want)
			return
		}
	}
}
