package models

import (
	"math"
	"testing"
)

func databaseOf(edit func(*Database)) Component { return comp("databases", "db", made(edit)) }

// TestCallsGoToTheShardOfTheirKey: each shard gets the share of its keys, whatever they
// are asked for.
func TestCallsGoToTheShardOfTheirKey(t *testing.T) {
	reading := steps(calling("db.read"), calling("db.write"))
	s := scene(200, poisson("api", 50), server("api", reading), databaseOf(func(d *Database) { d.Shards, d.Data = 4, "things" }))
	s.Data = items("things", 3, "uniform") // three keys: whole keys go to a shard
	n := ended(t, s).byName["db"].(*database)
	var want [4]float64
	for key := range uint64(3) {
		want[n.data.shard(key, 4)] += 1.0 / 3
	}
	for i, in := range n.insts {
		share := float64(in.arrivals) / float64(n.arrivals)
		near(t, "share of "+n.instanceName(in), share, want[i], 6*math.Sqrt(0.25/float64(n.arrivals/2)))
	}
}

func TestReadsGoWhereReadFromSays(t *testing.T) {
	for _, c := range []struct {
		from  string
		reads [3]float64 // share of the reads by copy
	}{
		{"primary", [3]float64{1, 0, 0}},
		{"replicas", [3]float64{0, 0.5, 0.5}},
		{"any", [3]float64{1. / 3, 1. / 3, 1. / 3}},
	} {
		s := scene(100, evenly("api", 30), server("api", steps(calling("db.read"), calling("db.read"), calling("db.write"))), databaseOf(func(d *Database) {
			d.Replicas, d.ReadFrom = 3, c.from
		}))
		n := ended(t, s).byName["db"].base()
		third := float64(n.arrivals) / 3
		for i, in := range n.insts {
			want := c.reads[i] * 2 * third
			if i == 0 {
				want += third // the writes
			}
			near(t, c.from+": calls of "+n.instanceName(in), float64(in.arrivals), want, 3)
		}
	}
}

// TestConnectionsBoundWhatIsServedAtOnce: 5 reads of 1 s on 2 connections.
func TestConnectionsBoundWhatIsServedAtOnce(t *testing.T) {
	burst := func(t *Traffic) {
		t.Rate = Shape{&Steps{Points: []Point{{0, 10}, {seconds(0.55), 0}}}}
	}
	s := scene(4.5, evenly("db", 0, burst), databaseOf(func(d *Database) { d.Connections, d.Read = 2, duration("1s") }))
	s.Components[0].Spec.(*Traffic).To = "db.read"
	e := ended(t, s)
	n := e.byName["db"].base()
	same(t, "completions", n.completions, 5)
	same(t, "most that waited", n.queue.Max(), 3)
	// Arrivals at 0.1 to 0.5 s; servers are free at 1.1, 1.2, 2.1 s.
	near(t, "the longest wait", n.wait.Max(), 1.6, 0.001)

	s.Components[1].Spec.(*Database).Queue = Bound{Set: true, Limit: 1}
	e = ended(t, s)
	same(t, "answered with room for one that waits", e.ops[0].ok, 3)
	same(t, "rejected", e.ops[0].rejected, 2)
}

func TestAWriteTakesItsOwnTime(t *testing.T) {
	s := scene(1.9, evenly("api", 1), server("api", steps(calling("db.read"), calling("db.write"))), databaseOf(func(d *Database) {
		d.Read, d.Write = duration("10ms"), duration("70ms")
	}))
	near(t, "latency", ended(t, s).ops[0].latency.Max(), 0.08, 0.0005)
}

// TestAHotKeyHeatsItsShard: the utilisation of the shards is as uneven as their keys.
func TestAHotKeyHeatsItsShard(t *testing.T) {
	s := scene(100, poisson("db.read", 100), databaseOf(func(d *Database) {
		d.Shards, d.Data, d.Connections, d.Read = 8, "things", 10, duration("10ms")
	}))
	s.Data = items("things", 1000, "zipf(s=1.2)")
	r := result(t, s)
	c := found(t, r.Components, "db")
	if c.Imbalance == nil || *c.Imbalance < 1.5 {
		t.Errorf("imbalance %v with a hot key, want more than 1.5", c.Imbalance)
	}
	sum := 0.0
	for _, in := range c.Instances {
		sum += in.Utilization / 8
	}
	near(t, "utilisation of all", c.Utilization.Mean.Value, sum, 1e-9)
}
