package models

import (
	"strings"
	"testing"
	"time"
)

func TestParseGoal(t *testing.T) {
	for _, c := range []struct {
		text string
		want goal
	}{
		{"checkout.p99 < 1.2s", goal{subject: "checkout", metric: "p99", op: "<", bound: 1.2, unit: "s"}},
		{"main.mean <= 20ms", goal{subject: "main", metric: "mean", op: "<=", bound: 0.02, unit: "s"}},
		{"main.success >= 99.9%", goal{subject: "main", metric: "success", op: ">=", bound: 0.999, unit: "ratio"}},
		{"main.rate > 100/s", goal{subject: "main", metric: "rate", op: ">", bound: 100, unit: "per_s"}},
		{"db.utilization < 80%", goal{subject: "db", metric: "utilization", part: "mean", op: "<", bound: 0.8, unit: "ratio"}},
		{"db.utilization.max < 80%", goal{subject: "db", metric: "utilization", part: "max", op: "<", bound: 0.8, unit: "ratio"}},
		{"db.wait.p99 < 5ms", goal{subject: "db", metric: "wait", part: "p99", op: "<", bound: 0.005, unit: "s"}},
		{"jobs.queue.max < 10k", goal{subject: "jobs", metric: "queue", part: "max", op: "<", bound: 10000, unit: "count"}},
		{"jobs.lag.p99 < 1m", goal{subject: "jobs", metric: "lag", part: "p99", op: "<", bound: 60, unit: "s"}},
		{"sessions.hit_ratio > 90%", goal{subject: "sessions", metric: "hit_ratio", part: "mean", op: ">", bound: 0.9, unit: "ratio"}},
		{"api.replicas.max <= 12", goal{subject: "api", metric: "replicas", part: "max", op: "<=", bound: 12, unit: "count"}},
		{"cost < $10k/month", goal{subject: "cost", op: "<", bound: 10000, unit: "usd_per_month"}},
		{"cost < $20/hour", goal{subject: "cost", op: "<", bound: 20, unit: "usd_per_hour"}},
		{"cost.per_1k_ok < $0.02", goal{subject: "cost", metric: "per_1k_ok", op: "<", bound: 0.02, unit: "usd_per_1k_ok"}},
		{"main.success >= 99% over 30s after 4m", goal{subject: "main", metric: "success", op: ">=", bound: 0.99, unit: "ratio", over: 30 * time.Second, after: 4 * time.Minute}},
		{"main.p99 < 1s over 1m", goal{subject: "main", metric: "p99", op: "<", bound: 1, unit: "s", over: time.Minute}},
	} {
		got, err := parseGoal(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
		} else if got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.text, got, c.want)
		}
	}
}

func TestGoalsThatCannotBeReadSayWhatToWrite(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", `"" is not an objective; write for example checkout.p99 < 1.2s`},
		{"checkout.p99 < ", "is not an objective; write for example"},
		{"checkout.p99 = 1s", `"=" is not a comparison; write < <= > or >=`},
		{"a.b.c.d < 1s", `"a.b.c.d" has too many parts; write for example`},
		{"checkout < 1s", `"checkout" names no metric; write for example`},
		{"checkout.p98 < 1s", `no metric "p98" (did you mean "p9`},
		{"checkout.succes > 99%", `(did you mean "success"?); operations have p50`},
		{"db.utilisation < 80%", `(did you mean "utilization"?)`},
		{"db.utilization.min < 80%", `utilization has no "min"; write mean, max or p99`},
		{"cost.total < $5/month", `cost has no "total"; write cost or cost.per_1k_ok`},
		{"cost < $5", `"$5" does not say how long; write for example $10k/month or $20/hour`},
		{"cost < 5/month", `5`},
		{"checkout.p99 < 1", `1`},
		{"checkout.p99 < 1s within 30s", `"within 30s" is not understood; after the bound write over 30s for windows, after 4m`},
		{"checkout.p99 < 1s over", `"over" is not understood`},
		{"checkout.p99 < 1s over 0s", "over 0s is not positive; write for example over 30s"},
		{"checkout.p99 < 1s after 4m", "after needs windows; write for example over 30s after 4m"},
	} {
		_, err := parseGoal(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: error %v, want %q", c.text, err, c.want)
		}
	}
}

func TestLatencyGoalsAreThoseOfOperations(t *testing.T) {
	for text, want := range map[string]bool{
		"main.p99 < 1s": true, "main.max < 1s": true, "main.success > 1%": false, "db.wait.p99 < 1s": false, "jobs.lag.max < 1s": false,
	} {
		g, err := parseGoal(text)
		if err != nil {
			t.Fatal(err)
		}
		same(t, text, g.latency(), want)
	}
}

func TestGoalsAreNamedAsTheyAreWritten(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"main.p99 < 1s", "main.p99"}, {"db.queue < 5", "db.queue.mean"}, {"cost < $5/hour", "cost"}, {"cost.per_1k_ok < $5", "cost.per_1k_ok"},
	} {
		g, err := parseGoal(c.text)
		if err != nil {
			t.Fatal(err)
		}
		same(t, c.text, g.name(), c.want)
	}
}

func TestUtilizationNeedsServers(t *testing.T) {
	tests := []struct {
		name    string
		workers int
		want    bool
	}{
		{"an edge without bound is never busy", 0, false},
		{"an edge with workers can be busy", 2, true},
	}
	for _, tt := range tests {
		edge := comp("cdns", "edge", made(func(c *CDN) { c.Origin, c.Workers = "p", tt.workers }))
		s := scene(1, poisson("edge", 1), edge, probing("p", &probe{}))
		s.Objectives.Add("room", Objective{Objective: "edge.utilization < 80%", Severity: "error"})
		if problems := s.Validate(); (len(problems) == 0) != tt.want {
			t.Errorf("%s: got %v", tt.name, problems)
		}
	}
}
