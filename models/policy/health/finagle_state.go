package health

import (
	"time"

	"headroom/sim"
	"headroom/sim/dist"
)

// Hot path: no allocation once warm, no map, no string.

// finagle is a [Finagle] at work.
type finagle struct {
	Finagle
	stream sim.Stream

	roster
	nodes   []finagleNode // by replica
	revival sim.Time      // the first of those that are dead
}

// finagleNode is what an ejector keeps of a replica.
type finagleNode struct {
	life     finagleLife
	revival  sim.Time // when it may be tried out
	failures int      // in a row
	row      jittered // of failures in a row
	rate     jittered // of the success rate
	average  float64  // of successes
	stamp    sim.Time // of the average
	seen     bool     // whether there is an average
	since    sim.Time // when it began to be known, or was revived
	calls    recent
}

// finagleLife is the state of a replica.
type finagleLife uint8

const (
	alive      finagleLife = iota
	dead                   // until its revival
	probeOpen              // one call may go there
	probeGoing             // it has gone
)

// jittered draws waits that grow.
type jittered struct {
	drawn int // how many waits have been drawn
	done  bool
}

// next draws a wait.
func (j *jittered) next(start, longest time.Duration, s *sim.Stream) time.Duration {
	j.drawn++
	if j.drawn == 1 && start < longest {
		return start
	}
	shift := min(j.drawn-2, 62)
	if j.done || start >= longest || start >= longest>>shift {
		j.done = true
		return longest
	}
	half := start << shift
	wait := half + time.Duration(s.Float64()*float64(half))
	if wait >= longest {
		j.done = true
		return longest
	}
	return wait
}

// windowSlices is in how many steps a window of calls moves on, as in Finagle.
const windowSlices = 5

// recent counts the calls of the last window.
type recent struct {
	slices [windowSlices]int
	now    int64 // number of the present slice
}

func (r *recent) count(now, since sim.Time, slice time.Duration) {
	r.advance(now, since, slice)
	r.slices[r.now%windowSlices]++
}

func (r *recent) sum() (n int) {
	for _, c := range r.slices {
		n += c
	}
	return n
}

func (r *recent) advance(now, since sim.Time, slice time.Duration) {
	present := int64(now.Sub(since) / slice)
	for steps := 0; r.now < present && steps < windowSlices; steps++ {
		r.now++
		r.slices[r.now%windowSlices] = 0
	}
	if r.now < present {
		r.now = present
		r.slices = [windowSlices]int{}
	}
}

// New returns an ejector that knows no replica yet.
func (f *Finagle) New(s *sim.Stream) Ejector {
	return &finagle{Finagle: *f, stream: own(s), revival: sim.Never}
}

// Replicas takes the list of replicas.
func (f *finagle) Replicas(now sim.Time, numbers []int32) {
	f.Advance(now)
	for _, n := range f.assemble(now, numbers) {
		for len(f.nodes) <= int(n) {
			f.nodes = append(f.nodes, finagleNode{})
		}
		f.nodes[n] = finagleNode{since: now}
	}
}

// Advance revives the replicas whose time has come.
func (f *finagle) Advance(now sim.Time) (generation uint64) {
	if now < f.revival {
		return f.generation
	}
	f.revival = sim.Never
	for _, n := range f.members {
		node := &f.nodes[n]
		switch {
		case node.life != dead:
		case now >= node.revival:
			f.probe(n)
		default:
			f.revival = min(f.revival, node.revival)
		}
	}
	return f.generation
}

// probe waits for a call to try a replica out with.
func (f *finagle) probe(replica int32) {
	f.nodes[replica].life = probeOpen
	f.try(replica, true)
}

// Sent closes a replica that is tried out to further calls.
func (f *finagle) Sent(now sim.Time, replica int32) {
	f.Advance(now)
	if f.there(replica) && f.nodes[replica].life == probeOpen {
		f.nodes[replica].life = probeGoing
		f.try(replica, false)
	}
}

// Record counts a result. That of any call decides a trial, as in Finagle.
func (f *finagle) Record(now sim.Time, replica int32, how Result) {
	f.Advance(now)
	if !f.there(replica) {
		return
	}
	if how == Success {
		f.succeeded(now, replica)
		return
	}
	switch life := f.nodes[replica].life; life {
	case alive, probeGoing:
		wait, is := f.deadFor(now, &f.nodes[replica])
		switch {
		case is:
			f.markDead(now, replica, wait)
		case life == probeGoing:
			f.probe(replica)
		}
	}
}

func (f *finagle) succeeded(now sim.Time, replica int32) {
	node := &f.nodes[replica]
	if node.life == probeGoing {
		*node = finagleNode{since: now}
		f.restore(now, replica, TrialSucceeded)
	}
	node.failures = 0
	f.observe(now, node, 1)
}

// deadFor counts a failure, and returns how long the replica is dead if it is.
func (f *finagle) deadFor(now sim.Time, node *finagleNode) (wait time.Duration, is bool) {
	average := f.observe(now, node, 0)
	known := now.Sub(node.since) >= f.Window.Std() && node.calls.sum() >= f.MinimumRequests
	if known && average < float64(f.SuccessRate) {
		wait, is = node.rate.next(f.BackoffStart.Std(), f.BackoffMax.Std(), &f.stream), true
	}
	if node.failures++; node.failures >= f.ConsecutiveFailures {
		wait, is = max(wait, node.row.next(f.BackoffStart.Std(), f.BackoffMax.Std(), &f.stream)), true
	}
	return wait, is
}

// observe takes a result into the success rate, weighed by the time since the last: many
// at one instant count as one.
func (f *finagle) observe(now sim.Time, node *finagleNode, good float64) float64 {
	node.calls.count(now, node.since, f.Window.Std()/windowSlices)
	if !node.seen {
		node.seen, node.average = true, good
	} else {
		kept := dist.FastExp(-float64(now.Sub(node.stamp)) / float64(f.Window))
		node.average = float64(good*(1-kept)) + float64(node.average*kept)
	}
	node.stamp = now
	return node.average
}

// Ignore lets another call try the replica out.
func (f *finagle) Ignore(now sim.Time, replica int32) {
	f.Advance(now)
	if f.there(replica) && f.nodes[replica].life == probeGoing {
		f.probe(replica)
	}
}

// Passed has no say: Finagle has no active health checks of this kind.
func (f *finagle) Passed(now sim.Time, _ int32) { f.Advance(now) }

func (f *finagle) markDead(now sim.Time, replica int32, wait time.Duration) {
	node := &f.nodes[replica]
	if node.life == alive {
		f.eject(now, replica, Failures)
	}
	node.life, node.revival = dead, now.Add(wait)
	f.revival = min(f.revival, node.revival)
}
