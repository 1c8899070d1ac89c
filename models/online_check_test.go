package models

import (
	"slices"
	"testing"

	"headroom/models/policy/limit"
	"headroom/sim/unit"
)

func TestWhatIsWrongWithConnections(t *testing.T) {
	good := func(*Traffic) {}
	for _, c := range []struct {
		what string
		edit func(*Traffic)
		hold func(*Service)
		want string // path of the problem
	}{
		{"nobody", func(t *Traffic) { t.Online = Level{} }, nil, "traffic.members.online"},
		{"nobody in the whole run", func(t *Traffic) { t.Online = Level{&LevelConstant{}} }, nil, "traffic.members.online"},
		{"too many", func(t *Traffic) { t.Online = Level{&LevelConstant{20_000_000}} }, nil, "traffic.members.online"},
		{"steps out of order", func(t *Traffic) {
			t.Online = Level{&LevelSteps{Points: []LevelPoint{{seconds(5), 10}, {seconds(1), 20}}}}
		}, nil, "traffic.members.online.points[1]"},
		{"a ramp without time", func(t *Traffic) { t.Online = Level{&LevelRamp{To: 5}} }, nil, "traffic.members.online.over"},
		{"a trough above the peak", func(t *Traffic) { t.Online = Level{&LevelDiurnal{Low: 5, High: 1}} }, nil, "traffic.members.online.high"},
		{"a rate as well", func(t *Traffic) { t.Rate = Shape{&Constant{5}} }, nil, "traffic.members.rate"},
		{"a time to think", func(t *Traffic) { t.Think = duration("1s") }, nil, "traffic.members.think"},
		{"a session of requests", func(t *Traffic) { t.Session.Requests = count("5") }, nil, "traffic.members.session"},
		{"a service that is not there", func(t *Traffic) { t.To = "edges" }, nil, "traffic.members.to"},
		{"an operation instead of a service", func(t *Traffic) { t.To = "edge.main" }, nil, "traffic.members.to"},
		{"an operation that is not there", func(t *Traffic) { t.Each.Add("say", doing("1s", "edge.say")) }, nil, "traffic.members.each.say.to"},
		{"an operation of another service", func(t *Traffic) { t.OnConnect = "other.connect" }, nil, "traffic.members.on_connect"},
		{"requests without a pause", func(t *Traffic) { t.Each.Add("say", doing("0s", "edge.main")) }, nil, "traffic.members.each.say.every"},
		{"the name of what connects", func(t *Traffic) { t.Each.Add("connect", doing("1s", "edge.main")) }, nil, "traffic.members.each.connect"},
		{"a limit below the back-off", func(t *Traffic) {
			t.OnLost = reconnecting("1s")
			t.OnLost.Backoff, t.OnLost.Limit = seconds(5), seconds(1)
		}, nil, "traffic.members.on_lost.limit"},
		{"connections of open traffic", func(t *Traffic) { t.Model, t.Rate = "open", Shape{&Constant{5}} }, nil, "traffic.members.online"},
		{"more connections than fit", good, func(s *Service) { s.Connections, s.Memory, s.ConnectionMemory = 1000, 1<<20, 64<<10 }, "services.edge.connections"},
		{"memory of connections without memory", good, func(s *Service) { s.ConnectionMemory = 64 << 10 }, "services.edge.connection_memory"},
		{"connections that nobody holds", func(t *Traffic) { t.Model, t.Rate, t.Online = "open", Shape{&Constant{5}}, Level{} }, func(s *Service) { s.Connections = 10 }, "services.edge.connections"},
		{"visitors whose session has a length", func(t *Traffic) {
			t.Model, t.Rate, t.Online = "sessions", Shape{&Constant{5}}, Level{}
			t.Session = *made(func(s *Session) { s.Length, s.Requests = duration("5m"), count("5") })
		}, nil, "traffic.members.session"},
		{"nothing", good, nil, ""},
	} {
		var edits []func(*Service)
		if c.hold != nil {
			edits = append(edits, c.hold)
		}
		var paths []string
		for _, p := range scene(10, people("edge", 100, c.edit), chatEdge(2, edits...), probing("other", taking(0))).Validate() {
			paths = append(paths, p.Path)
		}
		if c.want == "" && len(paths) > 0 || c.want != "" && !slices.Contains(paths, c.want) {
			t.Errorf("%s: problems at %v, want one at %q", c.what, paths, c.want)
		}
	}
}

func TestShapesOfANumber(t *testing.T) {
	for _, c := range []struct {
		what string
		law  LevelLaw
		at   float64 // s
		want float64
	}{
		{"a constant", &LevelConstant{50}, 10, 50},
		{"before a step", &LevelSteps{[]LevelPoint{{0, 50}, {seconds(10), 70}}}, 9, 50},
		{"after a step", &LevelSteps{[]LevelPoint{{0, 50}, {seconds(10), 70}}}, 10, 70},
		{"in the middle of a ramp", &LevelRamp{From: 10, To: 30, At: seconds(10), Over: seconds(10)}, 15, 20},
		{"the trough of a day", &LevelDiurnal{Low: 10, High: 30, PeakAt: seconds(50), Period: seconds(100)}, 0, 10},
		{"the top of a spike", &LevelSpike{Base: 10, Peak: 100, At: seconds(10), Rise: seconds(10), Hold: seconds(10)}, 25, 100},
	} {
		near(t, c.what, c.law.Rate().Rate(instant(c.at)), c.want, 1e-9)
	}
	var p LevelPoint
	if err := p.UnmarshalPair([]string{"10m", "200k"}); err != nil || p.Count != 200_000 || p.At != seconds(600) {
		t.Errorf("a pair is %v, %v", p, err)
	}
	if err := p.UnmarshalPair([]string{"10m"}); err == nil {
		t.Error("half a pair is a point")
	}
}

// TestAnAttemptThatAPolicyRefusesIsTriedAgain: admission by the client's own rate limit.
func TestAnAttemptThatAPolicyRefusesIsTriedAgain(t *testing.T) {
	s := scene(200, people("edge", 2000, func(t *Traffic) {
		t.OnConnect, t.OnLost = "edge.connect", reconnecting("0s")
		t.OnLost.Backoff, t.OnLost.Limit = seconds(2), seconds(10)
		t.Policy.RateLimit = limit.Rate{Rule: made(func(l *limit.TokenBucket) { l.Rate, l.Burst = unit.Rate(50), 1 })}
	}), chatEdge(2))
	s.Faults = []Fault{*made(func(f *Fault) { f.At, f.For, f.Down = seconds(10), seconds(1), "edge/0" })}
	r := result(t, s)
	m := found(t, r.Connections, "members")
	same(t, "lost", m.Lost, 1000)
	same(t, "reconnected", m.Reconnected, 1000)
	if m.Reconnect.Max.Value < 20 || m.Refused < 1000 {
		t.Errorf("the last was back after %.3g s and %d were refused, want 20 s at least at 50/s, and many", m.Reconnect.Max.Value, m.Refused)
	}
}
