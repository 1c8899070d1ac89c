package whatif

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"testing"

	"headroom/configs"
	"headroom/sim/stats"
	"headroom/sim/study"
)

var full = flag.Bool("full", false, "find the analytic answers from 40 seeds, and map the cliff of the retry storm closely")

// quiet watches nothing.
type quiet struct{}

func (quiet) Reached(string, float64, uint64) {}
func (quiet) Finished(string, uint64)         {}

// play plays a study of a scenario with the real engine.
func play(t *testing.T, name string, o configs.Options) *stats.Study {
	t.Helper()
	_, m, err := configs.Load(o)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Define(m, name), "test")
	if err != nil {
		t.Fatal(err)
	}
	for {
		p, err := s.Plan(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if p.Over {
			return s.Result(p)
		}
		round := p.Current()
		_, err = study.Replicate(context.Background(), len(round.Keys), 0, func(ctx context.Context, i int) ([]byte, error) {
			return s.play(ctx, round.Runs[i], round.Keys[i], quiet{})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// scenarioText returns a scenario as options.
func scenarioText(yaml string) configs.Options {
	return configs.Options{Files: []string{"-"}, Stdin: strings.NewReader(yaml)}
}

// TestFindOnMMC: searches on M/M/c queues whose answer is known. The bracket holds it with
// 95 % and more; each is searched with several seeds.
func TestFindOnMMC(t *testing.T) {
	seeds := 1
	if *full {
		seeds = 40
	}
	for i, tt := range []struct {
		what, find string
		cpu        int
		slo        string
		answer     float64
	}{
		// mu = 100/s for each of two servers; the mean time is 1/(mu (1 - rho^2)) (Erlang C for
		// two servers), so rho = sqrt(1/2).
		{"two servers, mean", "max traffic.users.rate, from: 50/s, to: 190/s", 2, "main.mean < 20ms", 141.4213562373095},
		// One server: times are exponential with rate mu - lambda, so the median is
		// ln 2/(100/s - lambda).
		{"one server, median", "max traffic.users.rate, from: 10/s, to: 95/s", 1, "main.p50 < 20ms", 65.34264097200273},
	} {
		if i > 0 && !*full {
			continue
		}
		held := 0
		for seed := range seeds {
			s := play(t, "ceiling", scenarioText(fmt.Sprintf(`
name: mmc
run: {duration: 200s, warmup: 20s, seed: %d, repeat: 6}
defaults: {link: {latency: 0s}}
traffic: {users: {to: api, rate: 100/s}}
services: {api: {cpu: %d, operations: {main: [{cpu: exponential(mean=10ms)}]}}}
slos: {quick: %s}
studies: {ceiling: {find: %s, while: slos, tolerance: 5%%}}
`, seed+1, tt.cpu, tt.slo, tt.find)))
			if s.Found.Holds == nil || s.Found.Fails == nil {
				t.Fatalf("%s, seed %d: %s", tt.what, seed+1, s.Answer)
			}
			if *s.Found.Holds.Number <= tt.answer && tt.answer <= *s.Found.Fails.Number {
				held++
			} else {
				t.Logf("%s, seed %d: %s; %s", tt.what, seed+1, s.Answer, s.Found.Confidence)
			}
		}
		t.Logf("%s: %d of %d brackets hold %.2f/s", tt.what, held, seeds, tt.answer)
		if float64(held) < 0.95*float64(seeds) {
			t.Errorf("%s: %d of %d brackets hold %.2f/s, want 95 %% or more", tt.what, held, seeds, tt.answer)
		}
	}
}

// TestFewestServersOfMMC: 800/s of 10 ms each. Erlang C gives a mean time of 12.0 ms with 10
// servers and of 16.5 ms with 9.
func TestFewestServersOfMMC(t *testing.T) {
	s := play(t, "servers", scenarioText(`
name: servers
run: {duration: 100s, warmup: 10s, repeat: 4}
defaults: {link: {latency: 0s}}
traffic: {users: {to: api, rate: 800/s}}
services: {api: {cpu: 16, operations: {main: [{cpu: exponential(mean=10ms)}]}}}
slos: {quick: main.mean < 13ms}
studies: {servers: {find: min services.api.cpu, while: slos, from: 7, to: 16}}
`))
	if s.Found.Holds == nil || s.Found.Holds.Text != "10" || s.Found.Fails == nil || s.Found.Fails.Text != "9" {
		t.Errorf("got %q, want 10 servers, and 9 to fail", s.Answer)
	}
}

// TestCliffOfTheRetryStorm: 1,000/s of capacity and three attempts of 0.5 s. Up to a third
// of the capacity every trigger is survived. At 700/s a slow-down of 0.3 to 0.9 s is, one
// of 2 s or more is not, and in between the seed decides (an independent program agrees).
func TestCliffOfTheRetryStorm(t *testing.T) {
	plan := `{load: {set: traffic.users.rate, to: [330/s, 700/s]}, trigger: {set: "faults[0].for", to: [500ms, 3s]}, sharpen: 0}, repeat: 2`
	if *full {
		plan = `{load: {set: traffic.users.rate, to: [200/s, 330/s, 450/s, 700/s, 900/s]}, trigger: {set: "faults[0].for", to: [300ms, 600ms, 900ms, 1.3s, 1.7s, 2s, 5s, 30s]}, sharpen: 1}, repeat: 4, max_repeat: 16`
	}
	s := play(t, "map", configs.Options{
		Files: []string{"scenarios/retry-storm.yaml", "-"}, Stdin: strings.NewReader("studies: {map: {cliff: " + plan + "}}"),
	})
	for _, c := range s.Cliff.Cells {
		t.Logf("%s %s: %s, %d of %d lost, back after %v", c.Load.Text, c.Trigger.Text, c.Region, c.Lost, c.Runs, c.Recovery)
		l, size := *c.Load.Number, *c.Trigger.Number
		switch {
		case l < 1000/3.0 && c.Region != "stable":
			t.Errorf("%s at %s: got %s, want stable: three attempts fit the capacity", c.Load.Text, c.Trigger.Text, c.Region)
		case l == 700 && size < 0.91 && c.Lost > 0:
			t.Errorf("%s at %s: got %d of %d lost, want none", c.Load.Text, c.Trigger.Text, c.Lost, c.Runs)
		case l == 700 && size > 1.9 && c.Lost < c.Runs:
			t.Errorf("%s at %s: got %d of %d lost, want all", c.Load.Text, c.Trigger.Text, c.Lost, c.Runs)
		case l == 700 && size == 1.3 && (c.Lost == 0 || c.Lost == c.Runs):
			t.Errorf("%s at %s: got %d of %d lost, want a coin toss", c.Load.Text, c.Trigger.Text, c.Lost, c.Runs)
		}
	}
	t.Log(s.Answer)
}
