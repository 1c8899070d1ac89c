package models

import (
	"math"
	"testing"

	"headroom/sim/stats"

	"headroom/sim/dist"
)

func externalOf(edit func(*External)) Component {
	x := made(edit)
	x.Operations = stats.Ordered[dist.Duration]{{Name: "main", Value: duration("200ms")}, {Name: "refund", Value: duration("1s")}}
	return comp("external", "psp", x)
}

func TestAnExternalHasNoQueue(t *testing.T) {
	e := ended(t, scene(100, poisson("psp", 100), externalOf(func(*External) {})))
	near(t, "the slowest answer", e.ops[0].latency.Max(), 0.2, 0.001)
	n := e.byName["psp"].base()
	same(t, "waiting", n.queue.Max(), 0)
	near(t, "number inside", n.inSystem.Mean(e.now()), 20, 1)
}

func TestOperationsOfAnExternalHaveTheirOwnTimes(t *testing.T) {
	e := ended(t, scene(2.5, evenly("psp.refund", 1), externalOf(func(*External) {})))
	near(t, "latency", e.ops[0].latency.Max(), 1, 0.005)
}

func TestAnExternalRefusesWhatIsOverItsLimit(t *testing.T) {
	e := ended(t, scene(10.005, evenly("psp", 100), externalOf(func(x *External) { x.Limit = 10 })))
	o := e.ops[0]
	near(t, "let through: a second's burst and the rate", float64(1000-o.rejected), 10+10*10, 1)
	n := e.byName["psp"].base()
	same(t, "refused at once", n.rejected, o.rejected)
}

func TestAnExternalFailsNowAndThen(t *testing.T) {
	e := ended(t, scene(400, poisson("psp", 50), externalOf(func(x *External) { x.Errors = 0.02 })))
	o := e.ops[0]
	n := float64(o.ok + o.errors)
	near(t, "share of errors", float64(o.errors)/n, 0.02, 4*math.Sqrt(0.0196/n))
	same(t, "other failures", o.rejected+o.timeout, 0)
	near(t, "an error takes its time too", e.byName["psp"].base().inSystem.Mean(e.now()), 10, 0.5)
}
