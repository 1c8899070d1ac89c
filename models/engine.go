package models

import (
	"context"
	"time"

	"headroom/sim"
	"headroom/sim/flow"
	"headroom/sim/stats"
)

// engine plays a system once: the kernel, the flow of calls, the components of every
// kind and the links between them. It is single-threaded; replications are separate
// engines.
type engine struct {
	sys    *System
	kernel *sim.Kernel
	flow   *flow.Flow
	id     sim.ID

	nodes   []node // in file order
	byName  map[string]node
	links   []*link
	sources []*source
	ops     []*operation // what clients ask for, in order of first mention
	data    []*dataset
	zones   []string   // in order of first mention
	draw    sim.Stream // for one decision; here it is not allocated anew

	measured sim.Time // end of the warm-up
	end      sim.Time
	series   *recorder
	traces   tracer
	timeline []stats.Happening
}

// node is a component of an engine.
type node interface {
	flow.Node
	sim.Handler
	// base returns what all components have.
	base() *component
	// wire is called when all components exist, to make links to others.
	wire()
	// operation returns the number of an operation that callers name.
	operation(name string) (int32, bool)
	// reset forgets what the warm-up measured.
	reset()
	// crash makes an instance refuse calls and fails the work inside it; revive makes it
	// run again.
	crash(in *instance)
	revive(in *instance)
}

const (
	endOfWarmup sim.Kind = iota
	endOfWindow
	faultBegins // Arg is the number of the fault
	faultEnds
)

// builder makes an engine from a system.
type builder struct {
	*engine
}

// newEngine builds every component once, in file order, and schedules what the
// scenario fixes in time.
func newEngine(sys *System, seed uint64, replication int) *engine {
	e := &engine{sys: sys, kernel: sim.NewKernel(seed, replication), byName: map[string]node{}}
	e.flow = flow.New(e.kernel)
	e.id = e.kernel.Register(e)
	duration := sys.Run.Duration.Std()
	e.end = sim.Time(duration)
	e.measured = sim.Time(sys.Run.Warmup.Of(duration))
	for _, d := range sys.Data {
		e.data = append(e.data, newDataset(d.Name, &d.Value, len(e.data)))
	}
	b := &builder{e}
	for _, c := range sys.Components {
		n := c.Spec.build(b, c.Name)
		e.nodes = append(e.nodes, n)
		e.byName[c.Name] = n
	}
	for _, n := range e.nodes {
		n.wire()
	}
	e.traces.init(e)
	e.openWindows()
	e.series = newRecorder(e)
	e.kernel.ScheduleAt(e.measured, e.id, endOfWarmup, 0)
	e.kernel.ScheduleAt(sim.Time(e.series.width), e.id, endOfWindow, 0)
	for i := range sys.Faults {
		f := &sys.Faults[i]
		e.kernel.ScheduleAt(sim.Time(f.At), e.id, faultBegins, uint64(i))
		if f.For > 0 && f.Flush == "" {
			e.kernel.ScheduleAt(sim.Time(f.At).Add(f.For.Std()), e.id, faultEnds, uint64(i))
		}
	}
	return e
}

// Handle takes the engine's own events.
func (e *engine) Handle(ev sim.Event) {
	switch ev.Kind {
	case endOfWarmup:
		e.startMeasuring()
	case endOfWindow:
		e.series.sample()
		e.kernel.Schedule(e.series.width, e.id, endOfWindow, 0)
	case faultBegins:
		e.fault(&e.sys.Faults[ev.Arg], true)
	case faultEnds:
		e.fault(&e.sys.Faults[ev.Arg], false)
	}
}

// startMeasuring forgets what the warm-up measured. What is inside stays inside.
func (e *engine) startMeasuring() {
	e.series.across(func() {
		for _, n := range e.nodes {
			n.reset()
		}
	})
	for _, l := range e.links {
		l.reset()
	}
}

// play runs the engine to its end, with caches that start as kept. Progress is told now and then; a cancelled context
// ends the run early and play returns its error.
func (e *engine) play(ctx context.Context, warm *Warmth, progress func(now sim.Time, events uint64)) error {
	const slice = 1 << 16
	e.warmCaches(warm)
	for e.kernel.Step(e.end, slice) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if progress != nil {
			progress(e.kernel.Now(), e.kernel.Events())
		}
	}
	e.series.finish()
	e.flush()
	if progress != nil {
		progress(e.kernel.Now(), e.kernel.Events())
	}
	return nil
}

// flush makes what was recorded ready to be read.
func (e *engine) flush() {
	for _, n := range e.nodes {
		n.base().flush()
	}
	for _, o := range e.ops {
		o.flush()
	}
}

func (e *engine) now() sim.Time { return e.kernel.Now() }

// happened notes a change for the time line.
func (e *engine) happened(component, what, detail string) {
	e.happenedAt(e.now(), component, what, detail)
}

// happenedAt notes a change that is noticed later than it happened.
func (e *engine) happenedAt(at sim.Time, component, what, detail string) {
	e.timeline = append(e.timeline, stats.Happening{At: at.Seconds(), Component: component, What: what, Detail: detail})
}

// window returns the width of the windows of the series of a run: as asked for, or
// the least round width that divides the run into at most 500 windows.
func window(r *Run) time.Duration {
	if r.Window > 0 {
		return r.Window.Std()
	}
	for _, w := range [...]time.Duration{
		time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 20 * time.Millisecond,
		50 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond,
		time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second,
		time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute,
		time.Hour, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	} {
		if r.Duration.Std() <= 500*w {
			return w
		}
	}
	return 24 * time.Hour
}
