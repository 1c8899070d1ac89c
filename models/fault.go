package models

import (
	"strconv"
	"strings"

	"headroom/sim/unit"
)

// Fault is something that goes wrong at a known time. Exactly one of Down, Slow and
// Flush names its target: a component, or one instance of it ("orders-db/1").
type Fault struct {
	// At is when it begins, from the start of the run.
	At unit.Duration `yaml:"at"`
	// For is how long it lasts. 0 means to the end of the run.
	For unit.Duration `yaml:"for"`
	// Down refuses new calls at once and fails the work inside.
	Down string `yaml:"down"`
	// Slow multiplies the service times that are drawn while it lasts.
	Slow string `yaml:"slow"`
	// By is the factor of Slow.
	By unit.Factor `yaml:"by"`
	// Flush empties a cache or CDN.
	Flush string `yaml:"flush"`
	// Partition cuts the network between a caller and its callee: "api->orders-db". What is
	// sent meanwhile is lost, and sent again by TCP at growing intervals.
	Partition string `yaml:"partition"`
	// Way of a partition: call cuts the way to the callee, so that nothing arrives; reply
	// the way back, so that work is done and nobody hears of it; both is both.
	Way string `yaml:"way" enum:"both,call,reply" default:"both"`
}

// flusher is a component whose content can be emptied.
type flusher interface{ flush(in *instance) }

// target returns what a fault does and to whom.
func (f *Fault) target() (what, name string) {
	switch {
	case f.Down != "":
		return "down", f.Down
	case f.Slow != "":
		return "slow", f.Slow
	case f.Partition != "":
		return "partition", f.Partition
	default:
		return "flush", f.Flush
	}
}

// fault begins or ends a fault.
func (e *engine) fault(f *Fault, begins bool) {
	what, name := f.target()
	if what == "partition" {
		if begins {
			e.cut(f)
		}
		return
	}
	n, insts := e.scope(name)
	for _, in := range insts {
		switch {
		case what == "flush":
			n.(flusher).flush(in)
		case what == "slow" && begins:
			in.slow *= float64(f.By)
		case what == "slow":
			in.slow /= float64(f.By)
		case begins:
			if in.life != gone {
				n.crash(in)
			}
		default:
			n.revive(in)
		}
	}
}

// scope returns the component and the instances that a name of a scenario means: all of
// "orders-db"; shard 1 of it, "orders-db/1"; the primary of that, "orders-db/1/0".
func (e *engine) scope(name string) (node, []*instance) {
	parts := strings.Split(name, "/")
	n := e.byName[parts[0]]
	insts := n.base().insts
	if len(parts) == 1 {
		return n, insts
	}
	i, _ := strconv.Atoi(parts[1])
	db, ok := n.(*database)
	if !ok {
		return n, insts[i : i+1]
	}
	shard := insts[i*db.spec.Replicas : (i+1)*db.spec.Replicas]
	if len(parts) == 2 {
		return n, shard
	}
	k, _ := strconv.Atoi(parts[2])
	return n, shard[k : k+1]
}

// validate checks that a fault does one thing to something that is there.
func (f *Fault) validate(c *Check) {
	count := 0
	for _, name := range []string{f.Down, f.Slow, f.Flush, f.Partition} {
		if name != "" {
			count++
		}
	}
	if count != 1 {
		c.Errorf("", "a fault does one thing; write one of down, slow, flush with the name of a component, or partition with caller->callee")
		return
	}
	what, name := f.target()
	var comp *Component
	if what == "partition" {
		c.partitionScope(name)
	} else {
		comp = c.faultScope(what, name)
	}
	switch {
	case what == "slow" && f.By <= 0:
		c.Errorf("by", "slow needs a factor; write for example by: 4x")
	case what == "slow" && comp != nil && idle(comp.Spec):
		c.Warnf("slow", "%s has no service time of its own that could get longer", name)
	case what != "slow" && f.By != 0:
		c.Errorf("by", "only slow has a factor")
	case what == "flush" && f.For != 0:
		c.Errorf("for", "a flush is over at once; leave it out")
	case what == "flush" && comp != nil && comp.Kind.Name != "cache" && comp.Kind.Name != "cdn":
		c.Errorf("flush", "%s is a %s; only caches and CDNs can be flushed", name, comp.Kind.Name)
	}
	if f.At.Std() >= c.System.Run.Duration.Std() {
		c.Warnf("at", "%v is not before the end of the run at %v, so the fault never begins", f.At, c.System.Run.Duration)
	}
}

// idle tells whether a component spends no time of its own on a call.
func idle(s Spec) bool {
	switch s := s.(type) {
	case *CDN:
		return s.Overhead.Mean() == 0
	case *Balancer:
		return s.Overhead.Mean() == 0
	case *Queue:
		return s.Produce.Mean() == 0
	}
	return false
}
