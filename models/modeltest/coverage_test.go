package modeltest_test

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"headroom/configs"
	"headroom/models"
	"headroom/sim/stats"
)

// crowdedQueue is an M/M/c queue with services of 100 ms on average, and how many
// requests a replication needs to say something about it.
type crowdedQueue struct {
	servers  int
	load     float64
	requests float64
}

// rate returns the arrivals per second.
func (q crowdedQueue) rate() float64 { return 10 * float64(q.servers) * q.load }

// delayed returns the probability that a request waits (Erlang C).
func (q crowdedQueue) delayed() float64 {
	offered, blocked := q.load*float64(q.servers), 1.0
	for k := 1; k <= q.servers; k++ {
		blocked = offered * blocked / (float64(k) + offered*blocked)
	}
	return blocked / (1 - q.load*(1-blocked))
}

// mean returns the mean time in the system, in seconds.
func (q crowdedQueue) mean() float64 {
	return 0.1 + q.delayed()/(10*float64(q.servers)-q.rate())
}

// slower returns the probability that the time in the system is longer than t seconds: that
// of a service, and with probability of delay the sum of it and of an exponential wait.
func (q crowdedQueue) slower(t float64) float64 {
	const service = 10.0
	free := service*float64(q.servers) - q.rate()
	delayed := q.delayed()
	both := (1 + service*t) * math.Exp(-service*t) // the two have the same rate
	if math.Abs(free-service) > 1e-9 {
		both = (free*math.Exp(-service*t) - service*math.Exp(-free*t)) / (free - service)
	}
	return (1-delayed)*math.Exp(-service*t) + delayed*both
}

// p99 returns the time in the system that one in a hundred exceeds.
func (q crowdedQueue) p99() float64 {
	low, high := 0.0, 1000.0
	for range 100 {
		if mid := (low + high) / 2; q.slower(mid) > 0.01 {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// coverage counts how many of some experiments hold the exact value.
type coverage struct {
	mean, p99, longer int
}

// experiment plays queues with different seeds, 5 replications each, as a user would.
func (q crowdedQueue) experiment(t *testing.T, experiments, repeat int) coverage {
	t.Helper()
	duration := q.requests / q.rate() / 0.9
	var c coverage
	for seed := range experiments {
		sys, _, err := configs.Load(configs.Options{
			Files: []string{"-"},
			Stdin: strings.NewReader(fmt.Sprintf(`
version: 1
name: mmc
run: {duration: %.0fs, window: %.0fs}
defaults: {link: {latency: 0s}}
traffic: {users: {to: api, rate: %g/s}}
services: {api: {cpu: %d, operations: {main: [{cpu: exponential(mean=100ms)}]}}}
`, duration, duration/250, q.rate(), q.servers)),
			Set: []string{"run.repeat=" + strconv.Itoa(repeat), "run.seed=" + strconv.Itoa(1000+seed)},
		})
		if err != nil {
			t.Fatal(err)
		}
		r, err := sys.Play(context.Background(), models.Options{})
		if err != nil {
			t.Fatal(err)
		}
		l := &r.Operations[0].Value.Latency
		if holds(l.Mean, q.mean()) {
			c.mean++
		}
		if holds(l.P99, q.p99()) {
			c.p99++
		}
		if r.Analysis.Warmup.By == stats.WarmupDetected {
			c.longer++
		}
	}
	return c
}

func holds(e *stats.Estimate, value float64) bool {
	return e != nil && e.CI95 != nil && e.CI95[0] <= value && value <= e.CI95[1]
}

// TestIntervalsHoldTheTruth plays many independent experiments on queues whose mean and
// 99th percentile are known. Of their 95 % intervals 92 to 98 % must hold the exact value.
// Ordinarily only a few experiments of two queues are played, with the bounds that chance
// allows. The warm-up must not be taken to be longer than a tenth by chance.
func TestIntervalsHoldTheTruth(t *testing.T) {
	for _, q := range []crowdedQueue{
		{1, 0.5, 6000}, {1, 0.8, 15000}, {1, 0.9, 40000}, {4, 0.5, 6000}, {4, 0.8, 15000}, {4, 0.9, 40000},
	} {
		t.Run(fmt.Sprintf("M_M_%d at %g", q.servers, q.load), func(t *testing.T) {
			experiments, low, high := 500, 0.92, 0.98
			if !*full {
				if q.load > 0.5 {
					t.Skip("only with -full")
				}
				experiments, low, high = 60, 0.85, 1
			}
			c := q.experiment(t, experiments, 5)
			n := float64(experiments)
			t.Logf("mean %.4g s: %.1f %%, p99 %.4g s: %.1f %% of %d; %d took a longer warm-up", q.mean(), 100*float64(c.mean)/n, q.p99(), 100*float64(c.p99)/n, experiments, c.longer)
			for name, held := range map[string]int{"mean": c.mean, "p99": c.p99} {
				if share := float64(held) / n; share < low || share > high {
					t.Errorf("intervals of the %s that hold the exact value = %.1f %%, want %.0f to %.0f %%", name, 100*share, 100*low, 100*high)
				}
			}
			if float64(c.longer) > 0.02*n+1 {
				t.Errorf("runs whose warm-up was taken to be longer than a tenth = %d of %d", c.longer, experiments)
			}
		})
	}
}
