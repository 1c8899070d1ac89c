package models

import (
	"math"
	"testing"
	"time"
	"unsafe"

	"headroom/models/policy/balance"
	"headroom/models/policy/health"
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// people are traffic with connections: a number of them, whom an edit gives something to
// do.
func people(to string, n int, edits ...func(*Traffic)) Component {
	first := func(t *Traffic) {
		t.Model, t.To, t.Link, t.Online = "connections", to, network("0s"), Level{&LevelConstant{unit.Count(n)}}
	}
	return comp("traffic", "members", made(append([]func(*Traffic){first}, edits...)...))
}

// chatEdge is a service of replicas that hold connections, with an operation connect of 1 ms.
func chatEdge(replicas int, edits ...func(*Service)) Component {
	return server("edge", steps(pause("1ms")), append([]func(*Service){func(s *Service) {
		s.Replicas = replicas
		s.Operations.Add("connect", steps(pause("1ms")))
	}}, edits...)...)
}

func reconnecting(text string) OnLost {
	l := Defaults(&OnLost{})
	l.Reconnect = duration(text)
	return *l
}

func doing(every, to string) Activity { return Activity{Every: duration(every), To: to} }

// crowdOf is the people of the only source of an engine.
func crowdOf(e *engine) *online { return e.sources[0].online }

// sockets returns how many connections each replica holds.
func sockets(e *engine) []int32 {
	var list []int32
	for _, in := range e.byName["edge"].base().insts {
		list = append(list, in.sockets)
	}
	return list
}

// balances checks that everybody is somewhere, and that a service holds the connections of
// its people and those that are being opened, and no others.
func balances(t *testing.T, e *engine) {
	t.Helper()
	o := crowdOf(e)
	var where [presences]int64
	at := make([]int32, len(o.service.insts))
	for i := range o.list {
		p := &o.list[i]
		if p.where != absent {
			where[p.where]++
		}
		if p.where == connected {
			at[p.place]++
		}
	}
	for i, n := range at {
		if v := o.opens.caller(0).view.Outstanding; len(v) > i && v[i] < n {
			t.Errorf("at %v %d are outstanding at replica %d, and %d people are connected", e.now(), v[i], i, n)
		}
	}
	e.flow.Each(o.service.id, func(_ flow.Ref, f *flow.Frame) {
		if f.Flags&flow.Opening != 0 && (f.Phase == flow.Inside || f.Phase == flow.Replying && !f.Outcome.Failed()) {
			at[f.Place]++
		}
	})
	for k, n := range where {
		same(t, presenceNames[k], o.level[k].Value(), n)
	}
	held := int64(0)
	for i, in := range o.service.insts {
		if in.sockets != at[i] {
			t.Errorf("at %v replica %d holds %d connections, want %d", e.now(), i, in.sockets, at[i])
		}
		held += int64(in.sockets)
	}
	same(t, "connections of the service", o.service.sockets.Value(), held)
}

func TestAPersonIsSmall(t *testing.T) {
	same(t, "bytes of a person", unsafe.Sizeof(person{}), 32)
}

// TestConnectionsAreThereAtTheStart: nobody connects, and whatever people do goes on as if
// it had for long.
func TestConnectionsAreThereAtTheStart(t *testing.T) {
	s := scene(100, people("edge", 1000, func(t *Traffic) {
		t.OnConnect = "edge.connect"
		t.Each.Add("ping", doing("20s", "edge.main"))
		t.Each.Add("say", doing("exponential(mean=10s)", "edge.main"))
	}), chatEdge(4))
	e := ended(t, s)
	balances(t, e)
	for _, n := range sockets(e) {
		same(t, "connections of a replica", n, 250)
	}
	r := result(t, s)
	c := found(t, r.Connections, "members")
	same(t, "opened", c.Opened, 0)
	same(t, "online, least", c.Online.Min, 1000)
	same(t, "pings", found(t, r.Operations, "ping").Offered, 5000)
	near(t, "said", float64(found(t, r.Operations, "say").Offered), 10_000, 4*math.Sqrt(10_000))
	near(t, "pings of the first second", found(t, r.Operations, "ping").Rate, 50, 0.01)
	w := r.Series.Column("operation/ping", "rate")
	near(t, "pings per second of the first window", w[0], 50, 40)
	same(t, "connections", found(t, r.Components, "edge").Connections.Max, 1000)
}

// TestACrashBringsAReconnectStorm: a node with C connections dies, and C clients come back
// at C / J for the J seconds of the jitter.
func TestACrashBringsAReconnectStorm(t *testing.T) {
	const c, j = 10_000, 20
	s := scene(60, people("edge", 4*c, func(t *Traffic) {
		t.OnConnect, t.OnLost = "edge.connect", reconnecting("uniform(0s 20s)")
	}), chatEdge(4))
	s.Run.Window = seconds(5)
	s.Faults = []Fault{*made(func(f *Fault) { f.At, f.For, f.Down = seconds(10), seconds(1), "edge/2" })}
	r := result(t, s)
	m := found(t, r.Connections, "members")
	same(t, "lost", m.Lost, c)
	same(t, "opened", m.Opened, c)
	same(t, "reconnected", m.Reconnected, c)
	connects := r.Series.Column("operation/connect", "rate")
	near(t, "before", connects[1], 0, 0)
	for k := 3; k < 6; k++ { // those who met the replica while it was down try again
		near(t, "connects per second", connects[k], c/j, 30)
	}
	near(t, "after", connects[7], 0, 1)
	near(t, "p50", m.Reconnect.P50.Value, j/2, 0.5)
	near(t, "online, least", m.Online.Min, 3*c, 60)
}

// TestAReplicaThatComesBackIsEmpty: it gets what connects anew, and no more.
func TestAReplicaThatComesBackIsEmpty(t *testing.T) {
	s := scene(60, people("edge", 4000, func(t *Traffic) {
		t.OnConnect, t.OnLost = "edge.connect", reconnecting("uniform(0s 5s)")
	}), chatEdge(4))
	s.Faults = []Fault{*made(func(f *Fault) { f.At, f.For, f.Down = seconds(10), seconds(30), "edge/2" })}
	e := begin(t, s)
	for at := 1.0; at < 60; at++ {
		e.run(at)
		balances(t, e)
		if at == 10 {
			same(t, "before", sockets(e)[2], 1000)
		} else if at > 10 && at <= 40 {
			same(t, "while it is down", sockets(e)[2], 0)
		}
	}
	if n := sockets(e)[2]; n > 60 {
		t.Errorf("%d people came to the replica that was back, want those few who were still trying", n)
	}
	same(t, "lost", crowdOf(e).lost, 1000)
	same(t, "online", crowdOf(e).level[connected].Value(), 4000)
}

// TestAFullReplicaRefuses: 4 replicas of 300 for 1000 people. One goes, and 100 of them
// find no room until it is back.
func TestAFullReplicaRefuses(t *testing.T) {
	s := scene(120, people("edge", 1000, func(t *Traffic) {
		t.OnConnect, t.OnLost = "edge.connect", reconnecting("uniform(0s 5s)")
		t.OnLost.Limit = seconds(4)
	}), chatEdge(4, func(s *Service) { s.Connections = 300 }))
	s.Faults = []Fault{*made(func(f *Fault) { f.At, f.For, f.Down = seconds(10), seconds(50), "edge/0" })}
	e := begin(t, s)
	e.run(59)
	balances(t, e)
	for i, n := range sockets(e) {
		same(t, "connections", n, []int32{0, 300, 300, 300}[i])
	}
	same(t, "without", crowdOf(e).staying-crowdOf(e).level[connected].Value(), 100)
	e.run(119)
	balances(t, e)
	same(t, "online", crowdOf(e).level[connected].Value(), 1000)
	r := result(t, s)
	m, c := found(t, r.Connections, "members"), found(t, r.Components, "edge")
	same(t, "refused", m.Refused, found(t, c.RejectedBy, "connections"))
	same(t, "by the clients", m.Refused, found(t, r.Operations, "connect").Failures.Rejected)
	if m.Refused < 500 {
		t.Errorf("refused %d, want many: 100 people try again and again", m.Refused)
	}
}

// TestMemoryBoundsConnections: as many as fit.
func TestMemoryBoundsConnections(t *testing.T) {
	fits := func(s *Service) { s.Memory, s.ConnectionMemory = 64<<20, 64<<10 }
	e := ended(t, scene(5, people("edge", 3000), chatEdge(2, fits)))
	balances(t, e)
	same(t, "connections", sockets(e)[0], 1024)
	same(t, "waiting or connecting", crowdOf(e).staying-crowdOf(e).level[connected].Value(), 3000-2048)
}

// TestTheNumberOfPeopleFollowsTheTarget: up over the time to join, and down again.
func TestTheNumberOfPeopleFollowsTheTarget(t *testing.T) {
	s := scene(100, people("edge", 0, func(t *Traffic) {
		t.OnConnect = "edge.connect"
		t.Online = Level{&LevelSteps{Points: []LevelPoint{{0, 1000}, {seconds(20), 3000}, {seconds(60), 500}}}}
		t.Session.Length = duration("exponential(mean=200s)")
		t.Each.Add("ping", doing("30s", "edge.main"))
	}), chatEdge(4))
	e := begin(t, s)
	for at := 1.0; at < 100; at++ {
		e.run(at)
		balances(t, e)
		o := crowdOf(e)
		now := float64(o.level[connected].Value())
		switch at {
		case 19:
			near(t, "before", now, 1000, 3)
		case 25:
			near(t, "in the middle", now, 2000, 100)
		case 35:
			near(t, "after", now, 3000, 3)
		case 65:
			near(t, "on the way down", now, 1750, 100)
		case 75, 99:
			near(t, "in the end", now, 500, 3)
		}
	}
}

// TestWhoLeavesIsReplaced: with n people who stay for s there are n / s connects per second,
// from the start on, whatever the law of s is.
func TestWhoLeavesIsReplaced(t *testing.T) {
	for _, law := range []string{"60s", "exponential(mean=60s)", "lognormal(mean=60s p90=120s)"} {
		s := scene(120, people("edge", 6000, func(t *Traffic) {
			t.OnConnect, t.Session.Length = "edge.connect", duration(law)
		}), chatEdge(4))
		s.Run.Window = seconds(10)
		r := result(t, s)
		for _, rate := range r.Series.Column("operation/connect", "rate") {
			near(t, law+": connects per second", rate, 100, 15)
		}
		m := found(t, r.Connections, "members")
		near(t, law+": left", float64(m.Left), 12_000, 500)
		near(t, law+": online", m.Online.Mean.Value, 6000, 10)
		same(t, law+": lost", m.Lost, 0)
	}
}

// TestWhatIsUnderWayIsMetByItsLength: of times of 1 s and 9 s in equal number, nine in ten
// instants lie in a long one, and what is left is E[X^2] / 2 E[X] on average.
func TestWhatIsUnderWayIsMetByItsLength(t *testing.T) {
	law := dist.Compile(duration("mix(50% 1s | 50% 9s)").Dist)
	q := newEquilibrium(&law, sim.NewStream(1))
	s := sim.NewStream(2)
	sum, long := 0.0, 0
	const n = 100_000
	for range n {
		d := q.left(&s)
		sum += d.Seconds()
		if d > time.Second {
			long++
		}
	}
	near(t, "mean left", sum/n, (1+81)/2.0/(2*5), 0.03)
	near(t, "share above 1 s", float64(long)/n, 0.9*8/9, 0.01)
}

// TestRequestsStayOnTheirConnection: a new replica gets none of them.
func TestRequestsStayOnTheirConnection(t *testing.T) {
	s := scene(30, people("edge", 400, func(t *Traffic) {
		t.Each.Add("ping", doing("10s", "edge.main"))
		t.Policy.Timeout, t.Policy.Retries = seconds(1), 1
	}), chatEdge(4))
	s.Components[0].Spec.(*Traffic).Policy.Balance = balance.Spec{Rule: Defaults(&balance.RoundRobin{})}
	s.Faults = []Fault{*made(func(f *Fault) { f.At, f.For, f.Slow, f.By = seconds(0), seconds(30), "edge/1", 3000 })}
	r := result(t, s)
	ping := found(t, r.Operations, "ping")
	near(t, "those of the slow replica time out", float64(ping.Failures.Timeout), 300, 35)
	near(t, "and no others", float64(ping.OK), 900, 1)
	for i, in := range found(t, r.Components, "edge").Instances {
		want := 300.0
		if i == 1 {
			want = 585 // each twice
		}
		near(t, in.Name, float64(in.Arrivals), want, 30)
	}
}

// TestScaleInClosesConnections: at once without a time to drain, else evenly over it, once
// callers know. Only then the replica goes.
func TestScaleInClosesConnections(t *testing.T) {
	for _, c := range []struct {
		what        string
		drain       health.Drain
		first, last float64 // loss of a connection
	}{
		{"at once", health.Drain{}, 20, 20},
		{"over a minute", health.Drain{Delay: seconds(60)}, 20, 80},
		{"over what is left when callers know", health.Drain{Delay: seconds(60), Propagation: seconds(20), PreStop: seconds(20)}, 40, 80},
	} {
		e := begin(t, scene(300, people("edge", 4000, func(t *Traffic) {
			t.OnConnect, t.OnLost = "edge.connect", reconnecting("uniform(0s 1s)")
		}), chatEdge(4, func(s *Service) { s.Drain = c.drain })))
		e.run(20)
		n := e.byName["edge"].(*service)
		n.drain(n.insts[3])
		first, last := 0.0, 0.0
		for at := 20.01; at < 100; at++ {
			e.run(at)
			balances(t, e)
			lost := crowdOf(e).lost
			if lost > 0 && first == 0 {
				first = at
			}
			if lost == 1000 && last == 0 {
				last = at
				same(t, c.what+": life", n.insts[3].life, gone)
			} else if lost < 1000 {
				same(t, c.what+": life", n.insts[3].life, draining)
			}
		}
		near(t, c.what+": first", first, c.first, 1.1)
		near(t, c.what+": last", last, c.last, 1.1)
		same(t, c.what+": lost", crowdOf(e).lost, 1000)
		same(t, c.what+": online", crowdOf(e).level[connected].Value(), 4000)
	}
}

// TestTheLeastOutstandingReplicaHasTheFewestConnections: after a crash the empty one fills.
func TestTheLeastOutstandingReplicaHasTheFewestConnections(t *testing.T) {
	s := scene(60, people("edge", 3000, func(t *Traffic) {
		t.OnConnect, t.OnLost = "edge.connect", reconnecting("uniform(5s 10s)")
		t.Policy.Balance = balance.Spec{Rule: Defaults(&balance.LeastOutstanding{})}
	}), chatEdge(3))
	s.Faults = []Fault{*made(func(f *Fault) { f.At, f.For, f.Down = seconds(10), seconds(1), "edge/0" })}
	e := ended(t, s)
	balances(t, e)
	for i, n := range sockets(e) {
		near(t, "connections of "+string(rune('0'+i)), float64(n), 1000, 3)
	}
}

// TestWhatIsOpenedForNobodyIsClosed: the answer comes after the client has given up, or
// after the replica has died, or after the visitor has left.
func TestWhatIsOpenedForNobodyIsClosed(t *testing.T) {
	for _, c := range []struct {
		what string
		edit func(*Traffic)
	}{
		{"a timeout", func(t *Traffic) { t.Policy.Timeout = seconds(0.2) }},
		{"a timeout with retries and hedges", func(t *Traffic) { t.Policy.Timeout, t.Policy.Retries = seconds(0.15), 2 }},
		{"short visits", func(t *Traffic) { t.Session.Length = duration("exponential(mean=1s)") }},
		{"nothing", func(*Traffic) {}},
	} {
		s := scene(60, people("edge", 200, func(t *Traffic) {
			t.OnConnect, t.OnLost = "edge.connect", reconnecting("exponential(mean=1s)")
			t.Session.Length = duration("exponential(mean=10s)")
			c.edit(t)
		}), chatEdge(3))
		s.Components[0].Spec.(*Traffic).Link = network("exponential(mean=100ms)")
		for k := range 5 {
			s.Faults = append(s.Faults, *made(func(f *Fault) { f.At, f.For, f.Down = seconds(float64(5+10*k)), seconds(0.05), "edge" }))
		}
		e := begin(t, s)
		for at := 0.5; at < 60; at += 0.5 {
			e.run(at)
			balances(t, e)
		}
	}
}

// TestPeopleAreTheSameEachTime: a run can be repeated, and what people do does not depend on
// how fast the service is.
func TestPeopleAreTheSameEachTime(t *testing.T) {
	play := func() *stats.Result {
		s := scene(60, people("edge", 500, func(t *Traffic) {
			t.OnConnect, t.Session.Length = "edge.connect", duration("exponential(mean=30s)")
			t.Each.Add("say", doing("exponential(mean=5s)", "edge.main"))
		}), chatEdge(4))
		s.Faults = []Fault{*made(func(f *Fault) { f.At, f.For, f.Down = seconds(20), seconds(5), "edge/1" })}
		return result(t, s)
	}
	a, b := play(), play()
	same(t, "events", a.Events, b.Events)
	same(t, "opened", found(t, a.Connections, "members").Opened, found(t, b.Connections, "members").Opened)
	same(t, "p95", found(t, a.Connections, "members").Reconnect.P95.Value, found(t, b.Connections, "members").Reconnect.P95.Value)
	same(t, "said", found(t, a.Operations, "say").OK, found(t, b.Operations, "say").OK)
}

// TestTheWarmUpIsNotCounted: what is lost before it ends does not count, and the series
// knows of it.
func TestTheWarmUpIsNotCounted(t *testing.T) {
	s := scene(60, people("edge", 1000, func(t *Traffic) { t.OnLost = reconnecting("10s") }), chatEdge(2))
	s.Run.Warmup = WarmUp{Span: seconds(25)}
	s.Run.Window = seconds(10)
	s.Faults = []Fault{*made(func(f *Fault) { f.At, f.For, f.Down = seconds(5), seconds(1), "edge/1" })}
	s.Objectives = stats.Ordered[Objective]{{Name: "back", Value: Objective{Objective: "members.reconnect.p95 < 15s", Severity: "error"}}}
	r := result(t, s)
	m := found(t, r.Connections, "members")
	same(t, "lost", m.Lost, 0)
	same(t, "reconnected", m.Reconnected, 0)
	same(t, "online, least", m.Online.Min, 1000)
	near(t, "online in the first window", r.Series.Column("traffic/members", "online")[0], 750, 1)
	near(t, "waiting in the second window", r.Series.Column("traffic/members", "waiting")[1], 250, 1)
	near(t, "held in the first window", r.Series.Column("component/edge", "connections")[0], 750, 1)
	same(t, "verdict without reconnects", r.Objectives[0].Verdict, stats.Fail)
}
