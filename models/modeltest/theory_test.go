package modeltest_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"headroom/configs"
	"headroom/models"
	"headroom/sim/stats"
)

var full = flag.Bool("full", false, "validate with 20 replications of 500,000 requests, as the published tolerances ask for")

// theory is a system whose answer is known, as a scenario.
type theory struct {
	ID       string
	Title    string
	Rate     float64            // requests per second
	Expect   map[string]float64 // by metric, of the first component or "metric@component"
	Rel      map[string]float64 // relative tolerance of a full run
	Scenario string
	Work     float64 // calls per request, where one request is many; 0 means 1
	Limit    float64 // relative deviation from a limit that the system is near, such as infinitely many servers
	Slow     bool    // so close to saturation that a short run is biased: full runs only
}

// TestTheory plays systems whose exact answers are known and holds every metric against
// its 99.9 % confidence interval. With -full the published relative tolerances hold too.
func TestTheory(t *testing.T) {
	text, err := os.ReadFile("testdata/theory.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []theory
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			requests, repeat := 25_000.0, 8
			if *full {
				requests, repeat = 555_555, 20
			} else if c.Slow {
				t.Skip("a short run is biased this close to saturation; run with -full")
			}
			requests /= max(1, c.Work)
			if len(c.wrong(t, c.play(t, requests, repeat, 1))) == 0 {
				return
			}
			// Of several hundred metrics one may be unlucky: that is decided by other
			// random numbers and a run four times as long.
			for _, wrong := range c.wrong(t, c.play(t, 4*requests, repeat, 2)) {
				t.Error(wrong)
			}
		})
	}
}

func (c *theory) play(t *testing.T, requests float64, repeat, seed int) *stats.Result {
	t.Helper()
	sys, _, err := configs.Load(configs.Options{
		Files: []string{"-"}, Stdin: strings.NewReader(c.Scenario),
		Set: []string{
			"run.repeat=" + strconv.Itoa(repeat), "run.seed=" + strconv.Itoa(seed),
			fmt.Sprintf("run.duration=%.0fs", math.Ceil(requests/c.Rate)),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := sys.Play(context.Background(), models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// wrong lists the metrics that are not as theory says.
func (c *theory) wrong(t *testing.T, r *stats.Result) []string {
	t.Helper()
	var list []string
	for _, metric := range slices.Sorted(maps.Keys(c.Expect)) {
		if text := c.check(t, r, metric, c.Expect[metric]); text != "" {
			list = append(list, text)
		}
	}
	return list
}

// check tells when the value is outside the 99.9 % interval, or with -full when it is
// further away than published simulations of the same length.
func (c *theory) check(t *testing.T, r *stats.Result, metric string, want float64) string {
	t.Helper()
	e := measure(t, r, metric)
	if e != nil && e.CI95 == nil && !*full && strings.Contains(metric, "_p") {
		return "" // a short run has too few requests for an interval of this percentile
	}
	if e == nil || e.CI95 == nil {
		return metric + ": nothing was measured"
	}
	df := r.Scenario.Replications - 1
	wider := stats.Student(0.9995, df) / stats.Student(0.975, df)
	half := wider * max(e.CI95[1]-e.Value, e.Value-e.CI95[0])
	grain := 1e-4
	if strings.Contains(metric, "_p") {
		grain = 1. / 512 // half a bucket of a histogram
	}
	if math.Abs(e.Value-want) > half+max(grain, c.Limit)*want {
		return fmt.Sprintf("%s: %s = %.6g ± %.2g (99.9 %%), theory says %.6g", c.Title, metric, e.Value, half, want)
	}
	if rel, ok := c.Rel[metric]; ok && *full && math.Abs(e.Value-want) > rel*want {
		return fmt.Sprintf("%s: %s = %.6g is off by %.2g %%, at most %.2g %% is allowed", c.Title, metric, e.Value, 100*math.Abs(e.Value/want-1), 100*rel)
	}
	return ""
}

// measure finds a metric in a result.
func measure(t *testing.T, r *stats.Result, metric string) *stats.Estimate {
	t.Helper()
	op := r.Operations[0].Value
	name, where, found := strings.Cut(metric, "@")
	if name == "extra_load" {
		l := r.Links[0].Value
		if found {
			l, _ = r.Links.Find(where)
		}
		return share(l.Hedges, l.Calls)
	}
	part := r.Components[0].Value
	if found {
		var ok bool
		if part, ok = r.Components.Find(where); !ok {
			t.Fatalf("no component %q", where)
		}
	}
	switch name {
	case "W":
		return op.Latency.Mean
	case "W_sd":
		return op.Latency.SD
	case "Wq":
		return part.Wait.Mean
	case "Wq_sd":
		return part.Wait.SD
	case "residence":
		return part.Residence.Mean
	case "L":
		return part.InSystem.Mean
	case "Lq":
		return part.Queue.Mean
	case "util":
		return part.Utilization.Mean
	case "calls":
		return perRequest(part.Arrivals, op.Offered)
	case "p_wait":
		return part.DelayedShare
	case "p_block", "p_timeout":
		return scaled(op.Success, -1, 1)
	case "throughput", "goodput":
		return counted(op.OKRate, op.OK)
	}
	latency := &op.Latency
	if strings.HasPrefix(name, "Wq_") {
		latency = part.Wait
	}
	switch name[strings.IndexByte(name, '_')+1:] {
	case "p50":
		return latency.P50
	case "p90":
		return latency.P90
	case "p95":
		return latency.P95
	case "p99":
		return latency.P99
	case "p999":
		return latency.P999
	}
	t.Fatalf("unknown metric %q", metric)
	return nil
}

// counted estimates a rate from a count, which varies at most as that of a Poisson
// process.
func counted(rate float64, n uint64) *stats.Estimate {
	half := 1.96 * rate / math.Sqrt(float64(n))
	return &stats.Estimate{Value: rate, CI95: &[2]float64{rate - half, rate + half}}
}

// share estimates a share from counts, by the normal approximation.
func share(n, of uint64) *stats.Estimate {
	p := float64(n) / float64(of)
	half := 1.96 * math.Sqrt(p*(1-p)/float64(of))
	return &stats.Estimate{Value: p, CI95: &[2]float64{p - half, p + half}}
}

// perRequest estimates how many calls a request causes. Each is taken to cause a
// geometric number: retries are independent.
func perRequest(calls, requests uint64) *stats.Estimate {
	n := float64(calls) / float64(requests)
	half := 1.96 * math.Sqrt(n*max(0, n-1)/float64(requests))
	return &stats.Estimate{Value: n, CI95: &[2]float64{n - half, n + half}}
}

// scaled returns the estimate of plus + factor x.
func scaled(e *stats.Estimate, factor, plus float64) *stats.Estimate {
	a, b := plus+factor*e.CI95[0], plus+factor*e.CI95[1]
	return &stats.Estimate{Value: plus + factor*e.Value, CI95: &[2]float64{min(a, b), max(a, b)}}
}
