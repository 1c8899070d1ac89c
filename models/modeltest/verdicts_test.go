package modeltest_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"headroom/configs"
	"headroom/models"
	"headroom/sim/stats"
)

// TestVerdictsAreRarelyFalse checks an M/M/1 queue whose mean and p99 are known against
// bounds 3 % above and below them, one objective at a time and then both together, and
// counts the false verdicts and the replications that they took. With -full each is
// checked 200 times; else the mean is, 6 times.
func TestVerdictsAreRarelyFalse(t *testing.T) {
	checks := 6
	if *full {
		checks = 200
	}
	const load, service = 0.5, 0.02
	mean := service / (1 - load)
	p99 := math.Log(100) * mean
	for _, c := range []struct {
		name    string
		seconds int // of a replication
		aims    map[string]float64
	}{
		{"mean", 200, map[string]float64{"mean": mean}},
		{"p99", 600, map[string]float64{"p99": p99}},
		{"both", 600, map[string]float64{"mean": mean, "p99": p99}},
	} {
		if c.name != "mean" && !*full {
			continue
		}
		for _, side := range []struct {
			name  string
			bound float64 // of the true value
			right stats.Verdict
			close bool // so close that a verdict is half luck
		}{
			{"3 % below its bound", 1 / 0.97, stats.Pass, false}, {"3 % above its bound", 1 / 1.03, stats.Fail, false},
			{"0.1 % below its bound", 1 / 0.999, stats.Pass, true}, {"0.1 % above its bound", 1 / 1.001, stats.Fail, true},
		} {
			if side.close && (c.name != "mean" || !*full) {
				continue
			}
			t.Run(c.name+" "+side.name, func(t *testing.T) {
				wrong, open, used, least, most := 0, 0, 0, math.MaxInt, 0
				for i := range checks {
					r := checkQueue(t, c.seconds, c.aims, side.bound, i+1)
					n := r.Scenario.Replications
					used, least, most = used+n, min(least, n), max(most, n)
					failed := false
					for _, o := range r.Objectives {
						failed = failed || o.Verdict != side.right && o.Verdict != stats.Undecided
					}
					if failed {
						wrong++
					} else if r.Verdict == stats.Undecided {
						open++
					}
				}
				n := float64(checks)
				t.Logf("%d checks: %.1f %% false, %.1f %% undecided, %.1f replications of %d s on average (%d to %d)",
					checks, 100*float64(wrong)/n, 100*float64(open)/n, float64(used)/n, c.seconds, least, most)
				// Of 200 checks with a rate of 5 %, 10 are false; of 6, one may be.
				if allowed := max(1, checks/20); wrong > allowed {
					t.Errorf("%d of %d verdicts are false, want at most %d", wrong, checks, allowed)
				}
			})
		}
	}
}

// checkQueue checks an M/M/1 queue with a load of 0.5 against bounds that are so many times
// the true values.
func checkQueue(t *testing.T, seconds int, aims map[string]float64, times float64, seed int) *stats.Result {
	t.Helper()
	slos := ""
	for _, metric := range []string{"mean", "p99"} {
		if v, ok := aims[metric]; ok {
			slos += fmt.Sprintf("  %s: main.%s < %.6fms\n", metric, metric, 1000*v*times)
		}
	}
	sys, _, err := configs.Load(configs.Options{Files: []string{"-"}, Stdin: strings.NewReader(fmt.Sprintf(`
run: {duration: %ds, seed: %d}
traffic: {users: {to: api, rate: 25/s, link: {latency: 0s}}}
services: {api: {cpu: 1, operations: {main: [{cpu: exponential(mean=20ms)}]}}}
slos:
%s`, seconds, seed, slos))})
	if err != nil {
		t.Fatal(err)
	}
	r, err := sys.Check(context.Background(), models.Checking{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
