package models

import (
	"headroom/sim"
	"math"
	"testing"

	"headroom/sim/flow"
)

// once plays one request, sent at 1 s, through a program on 8 cores that calls probes.
func once(t *testing.T, program Program, probes ...Component) (latency float64, ok bool) {
	t.Helper()
	parts := []Component{evenly("api", 1), server("api", program, func(s *Service) { s.CPU = 8 })}
	e := ended(t, scene(1.999, append(parts, probes...)...))
	o := e.ops[0]
	if o.ok+o.failed() != 1 {
		t.Fatalf("%d requests ended, want 1", o.ok+o.failed())
	}
	return o.latency.Max(), o.ok == 1
}

func parallel(list ...Step) Step { return step(func(s *Step) { s.Parallel = list }) }

func choose(list ...Choice) Step { return step(func(s *Step) { s.Choose = list }) }

func taking(s float64) *probe { return &probe{takes: func(int, int) float64 { return s }} }

func failing(s float64) *probe {
	p := taking(s)
	p.ends = func(int, int) flow.Outcome { return flow.Error }
	return p
}

func TestStepsComeOneAfterTheOther(t *testing.T) {
	a, b := taking(0.1), taking(0.2)
	got, ok := once(t, steps(work("10ms"), calling("a.main"), pause("50ms"), calling("b.main")), probing("a", a), probing("b", b))
	same(t, "answered", ok, true)
	near(t, "latency", got, 0.36, 0.0005)
	sameTimes(t, "the call of a", a.times(), []float64{1.01})
	sameTimes(t, "the call of b", b.times(), []float64{1.16})
}

func TestParallelWaitsForAll(t *testing.T) {
	a, b, after := taking(0.1), taking(0.3), &probe{}
	got, ok := once(t, steps(parallel(calling("a.main"), calling("b.main"), pause("200ms")), calling("after.main")),
		probing("a", a), probing("b", b), probing("after", after))
	same(t, "answered", ok, true)
	near(t, "latency", got, 0.3, 0.0005)
	sameTimes(t, "the step after", after.times(), []float64{1.3})
}

func TestParallelFailsWhenAllHaveEnded(t *testing.T) {
	a, b, after := failing(0.1), taking(0.3), &probe{}
	s := scene(1.9, evenly("api", 1), server("api", steps(parallel(calling("a.main"), calling("b.main")), calling("after.main"))),
		probing("a", a), probing("b", b), probing("after", after))
	e := begin(t, s)
	e.run(1.29)
	same(t, "ended at 1.29 s", e.ops[0].failed(), 0)
	e.run(1.31)
	same(t, "failed at 1.31 s", e.ops[0].failed(), 1)
	same(t, "calls after the failure", len(after.seen), 0)
}

func TestChooseKeepsTheShares(t *testing.T) {
	a, b, after := &probe{}, &probe{}, &probe{}
	ended(t, scene(200, poisson("api", 50), server("api", steps(choose(
		Choice{Share: 0.2, Steps: steps(calling("a.main"))},
		Choice{Share: 0.5, Steps: steps(calling("b.main"), calling("b.main"))},
		Choice{Share: 0.3},
	), calling("after.main"))), probing("a", a), probing("b", b), probing("after", after)))
	n := float64(len(after.seen))
	near(t, "share of a", float64(len(a.seen))/n, 0.2, 4*math.Sqrt(0.16/n))
	near(t, "share of b", float64(len(b.seen))/2/n, 0.5, 4*math.Sqrt(0.25/n))
}

func TestChance(t *testing.T) {
	a, b := &probe{}, &probe{}
	maybe := step(func(s *Step) { s.Call, s.Chance = "a.main", 0.3 })
	never := step(func(s *Step) { s.Call, s.Chance = "a.other", 0 })
	ended(t, scene(200, poisson("api", 50), server("api", steps(maybe, never, calling("b.main"))), probing("a", a), probing("b", b)))
	n := float64(len(b.seen))
	near(t, "share of a", float64(len(a.seen))/n, 0.3, 4*math.Sqrt(0.21/n))
	for _, s := range a.seen {
		if s.op == 1 {
			t.Fatal("a step with chance 0 was taken")
		}
	}
}

func TestEachMakesItsCallsAtOnceWithKeysOfTheirOwn(t *testing.T) {
	a := taking(0.1)
	plain := step(func(s *Step) { s.Call, s.Each = "a.main", count("5") })
	got, _ := once(t, steps(plain), probing("a", a))
	near(t, "latency", got, 0.1, 0.0005)
	sameTimes(t, "calls", a.times(), []float64{1, 1, 1, 1, 1})
	distinct(t, a.seen)

	b := taking(0.2)
	filling := step(func(s *Step) {
		s.Call, s.Each, s.OnMiss = "c.get", count("4"), steps(calling("b.main"))
	})
	s := scene(1.9, evenly("api", 1), server("api", steps(filling)), cold("c"), probing("b", b))
	s.Data = items("things", 1_000_000, "uniform")
	ended(t, s)
	same(t, "fills", len(b.seen), 4)
	distinct(t, b.seen)
}

// distinct fails when two calls share a key, or a seed of data keys.
func distinct(t *testing.T, seen []sighting) {
	t.Helper()
	keys, data := map[uint64]bool{}, map[uint64]bool{}
	for _, s := range seen {
		if keys[s.key] || data[s.data] {
			t.Errorf("two of %d calls drew the same keys", len(seen))
		}
		keys[s.key], data[s.data] = true, true
	}
}

func TestCallsOfOneRequestShareTheirDataKeys(t *testing.T) {
	a, b := &probe{}, &probe{}
	once(t, steps(calling("a.main"), parallel(calling("a.main"), calling("b.main"))), probing("a", a), probing("b", b))
	same(t, "seed of the second call", a.seen[1].data, a.seen[0].data)
	same(t, "seed of the call of another component", b.seen[0].data, a.seen[0].data)
	if a.seen[1].key == a.seen[0].key || b.seen[0].key == a.seen[1].key {
		t.Error("two calls share the key of their own draws")
	}
}

func TestEachMayMakeNoCall(t *testing.T) {
	a, after := &probe{}, &probe{}
	none := step(func(s *Step) { s.Call, s.Each = "a.main", count("0") })
	_, ok := once(t, steps(none, calling("after.main")), probing("a", a), probing("after", after))
	same(t, "answered", ok, true)
	same(t, "calls", len(a.seen), 0)
	same(t, "the step after", len(after.seen), 1)
}

func TestEachFailsWhenOneRoundFails(t *testing.T) {
	a := taking(0.1)
	a.ends = func(n, _ int) flow.Outcome {
		if n == 2 {
			return flow.Error
		}
		return flow.OK
	}
	_, ok := once(t, steps(step(func(s *Step) { s.Call, s.Each = "a.main", count("3") })), probing("a", a))
	same(t, "answered", ok, false)
	same(t, "calls", len(a.seen), 3)
}

// cold is a cache that begins empty.
func cold(name string) Component {
	return comp("caches", name, made(func(c *Cache) {
		c.Data, c.Memory, c.Warm, c.Get = "things", 1<<20, false, duration("0s")
	}))
}

func TestOnMissFillsTheCache(t *testing.T) {
	db, after := taking(0.1), &probe{}
	get := step(func(s *Step) {
		s.Call, s.OnMiss = "c.get", steps(calling("db.main"), calling("c.set"))
	})
	s := scene(4.9, evenly("api", 1), server("api", steps(get, calling("after.main"))), cold("c"), probing("db", db), probing("after", after))
	s.Data = items("things", 1, "uniform")
	e := ended(t, s)
	sameTimes(t, "the one fill", db.times(), []float64{1})
	sameTimes(t, "what follows both ways", after.times(), []float64{1.1, 2, 3, 4})
	c := e.byName["c"].base()
	same(t, "misses", c.misses, 1)
	same(t, "hits", c.hits, 3)
}

func TestAMissWithoutOnMissIsAnAnswer(t *testing.T) {
	s := scene(1.9, evenly("api", 1), server("api", steps(calling("c.get"))), cold("c"))
	s.Data = items("things", 10, "uniform")
	same(t, "answered", ended(t, s).ops[0].ok, 1)
}

func TestOnErrorGoesOn(t *testing.T) {
	bad, other, after := failing(0.1), taking(0.2), &probe{}
	try := step(func(s *Step) { s.Call, s.OnError = "bad.main", steps(calling("other.main")) })
	got, ok := once(t, steps(try, calling("after.main")), probing("bad", bad), probing("other", other), probing("after", after))
	same(t, "answered", ok, true)
	near(t, "latency", got, 0.3, 0.0005)
	same(t, "the fallback", len(other.seen), 1)
	same(t, "the step after", len(after.seen), 1)
}

func TestOnErrorIsLeftOutWhenAllGoesWell(t *testing.T) {
	good, other := taking(0.1), &probe{}
	try := step(func(s *Step) { s.Call, s.OnError = "good.main", steps(calling("other.main")) })
	_, ok := once(t, steps(try), probing("good", good), probing("other", other))
	same(t, "answered", ok, true)
	same(t, "the fallback", len(other.seen), 0)
}

func TestAFailureEndsTheProgram(t *testing.T) {
	bad, after := failing(0.1), &probe{}
	_, ok := once(t, steps(calling("bad.main"), calling("after.main")), probing("bad", bad), probing("after", after))
	same(t, "answered", ok, false)
	same(t, "the step after", len(after.seen), 0)
}

func TestAFallbackCanFail(t *testing.T) {
	bad := failing(0.1)
	try := step(func(s *Step) { s.Call, s.OnError = "bad.main", steps(calling("bad.main")) })
	_, ok := once(t, steps(try), probing("bad", bad))
	same(t, "answered", ok, false)
	same(t, "calls", len(bad.seen), 2)
}

func TestStepsNest(t *testing.T) {
	a, b, c := taking(0.1), taking(0.2), taking(0.05)
	inner := choose(Choice{Share: 1, Steps: steps(
		calling("a.main"),
		parallel(calling("b.main"), choose(Choice{Share: 1, Steps: steps(calling("c.main"), calling("c.main"))})),
	)})
	got, ok := once(t, steps(parallel(inner, pause("10ms")), calling("c.main")), probing("a", a), probing("b", b), probing("c", c))
	same(t, "answered", ok, true)
	near(t, "latency", got, 0.1+0.2+0.05, 0.0005)
	sameTimes(t, "calls of c", c.times(), []float64{1.1, 1.15, 1.3})
}

func TestOnMissNestsInOnError(t *testing.T) {
	bad, db := failing(0.1), &probe{}
	try := step(func(s *Step) {
		s.Call, s.OnError = "bad.main", steps(step(func(s *Step) { s.Call, s.OnMiss = "c.get", steps(calling("db.main")) }))
	})
	s := scene(1.9, evenly("api", 1), server("api", steps(try)), probing("bad", bad), cold("c"), probing("db", db))
	s.Data = items("things", 10, "uniform")
	e := ended(t, s)
	same(t, "answered", e.ops[0].ok, 1)
	same(t, "the way to the database", len(db.seen), 1)
}

// TestPartsOfAForkUseTheCoresOfTheirReplica: four parts of 100 ms on two cores.
func TestPartsOfAForkUseTheCoresOfTheirReplica(t *testing.T) {
	w := work("100ms")
	e := ended(t, scene(1.9, evenly("api", 1), server("api", steps(parallel(w, w, w, w)), func(s *Service) { s.CPU = 2 })))
	near(t, "latency", e.ops[0].latency.Max(), 0.2, 0.0005)
	c := e.byName["api"].base()
	near(t, "work of the request", c.service.Mean(), 0.4, 0.001)
	near(t, "waits of the request", c.wait.Mean(), 0.2, 0.001)
}

func TestAStreamPerPlace(t *testing.T) {
	a, b := sim.NewStream(sim.NewSalt(3).Mix(7)), sim.NewStream(sim.NewSalt(4).Mix(7))
	if a.Uint64() == b.Uint64() {
		t.Error("two instructions draw the same")
	}
}
