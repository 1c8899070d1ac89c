package modeltest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"runtime"
	"strings"
	"testing"

	"headroom/configs"
	"headroom/models"
	"headroom/sim/stats"
)

// small holds a small busy system for every kind, with the name of its component of that
// kind. A kind without one fails the tests.
var small = map[string]struct{ name, scenario string }{
	"traffic": {"api", `
traffic: {users: {to: api, rate: {shape: spike, base: 50/s, peak: 150/s, at: 100s, hold: 20s}, timeout: 50ms, retries: 1}}
services: {api: {cpu: 1, operations: {main: [{cpu: exponential(mean=8ms)}]}}}`},
	"cdn": {"edge", `
data: {pages: {items: 5k, popularity: zipf(s=0.8), size: lognormal(mean=8KiB sd=8KiB)}}
traffic: {users: {to: edge, rate: 120/s}}
cdns: {edge: {origin: api, data: pages, caches: [main], memory: 4MiB, ttl: 30s, overhead: 1ms, workers: 2}}
services: {api: {cpu: 1, operations: {main: [{cpu: exponential(mean=8ms)}]}}}`},
	"gateway": {"edge", `
traffic: {users: {to: edge, rate: 150/s}}
gateways: {edge: {replicas: 2, overhead: exponential(mean=9ms), queue: 3, rate_limit: {rate: 140/s, burst: 20}, routes: {main: api}}}
services: {api: {cpu: 2, operations: {main: [{cpu: exponential(mean=5ms)}]}}}`},
	"balancer": {"lb", `
traffic: {users: {to: lb, rate: 150/s}}
balancers: {lb: {to: api, replicas: 2, workers: 1, overhead: exponential(mean=6ms), balance: least_request, timeout: 100ms, retries: 1}}
services: {api: {replicas: 3, operations: {main: [{cpu: exponential(mean=10ms)}]}}}`},
	"service": {"api", `
traffic: {users: {to: api, rate: 80/s}}
services:
  api: {replicas: 2, cpu: 1, concurrency: 4, queue: 5, operations: {main: [{cpu: exponential(mean=15ms)}, {parallel: [{wait: 4ms}, {call: other.main}]}]}}
  other: {cpu: 4, operations: {main: [{cpu: gamma(mean=9ms sd=20ms)}]}}
faults: [{at: 150s, for: 20s, down: api/1}]`},
	"cache": {"cache", `
data: {keys: {items: 20k, popularity: zipf(s=0.9), size: 1KiB}}
traffic: {users: {to: api, rate: 200/s}}
services: {api: {cpu: 4, operations: {main: [{call: cache.get, on_miss: [{call: cache.set}]}]}}}
caches: {cache: {shards: 2, data: keys, memory: 1MiB, evict: allkeys-lru, ttl: 60s, get: exponential(mean=4ms)}}`},
	"database": {"db", `
data: {keys: {items: 10k, popularity: zipf(s=0.9)}}
traffic: {users: {to: api, rate: 150/s}}
services: {api: {cpu: 4, operations: {main: [{call: db.read}, {call: db.write, chance: 30%}]}}}
databases: {db: {shards: 2, replicas: 2, data: keys, read_from: any, connections: 2, read: exponential(mean=12ms), write: 20ms, queue: 50}}`},
	"queue": {"jobs", `
data: {keys: {items: 1k, popularity: zipf(s=0.5)}}
traffic: {users: {to: api, rate: 60/s}}
services:
  api: {cpu: 2, operations: {main: [{publish: jobs}]}}
  worker: {replicas: 2, cpu: 1, consumes: {jobs: [{cpu: exponential(mean=25ms)}]}}
queues: {jobs: {partitions: 8, key: keys, produce: 2ms}}`},
	"external": {"bank", `
traffic: {users: {to: api, rate: 100/s}}
services: {api: {cpu: 2, operations: {main: [{call: bank.pay, retries: 1, backoff: 20ms}]}}}
external: {bank: {operations: {pay: lognormal(mean=80ms p99=400ms)}, errors: 5%, limit: 110/s}}`},
}

func load(t *testing.T, scenario string, set ...string) *models.System {
	t.Helper()
	text := "version: 1\nname: small\nrun: {duration: 300s, warmup: 30s, repeat: 3}\ndefaults: {link: {latency: exponential(mean=1ms)}}\n" + scenario
	sys, _, err := configs.Load(configs.Options{Files: []string{"-"}, Stdin: strings.NewReader(text), Set: set})
	if err != nil {
		t.Fatal(err)
	}
	return sys
}

func play(t *testing.T, sys *models.System, jobs int) *stats.Result {
	t.Helper()
	r, err := sys.Play(context.Background(), models.Options{Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRulesOfEveryKind goes over the list of kinds.
func TestRulesOfEveryKind(t *testing.T) {
	for _, kind := range models.Kinds() {
		s, ok := small[kind.Name]
		if !ok {
			t.Errorf("there is no small system for kind %s", kind.Name)
			continue
		}
		t.Run(kind.Name, func(t *testing.T) {
			r := play(t, load(t, s.scenario), 2)
			c, ok := r.Components.Find(s.name)
			if !ok || kind.Name != "traffic" && c.Kind != kind.Name {
				t.Fatalf("%s is not a %s", s.name, kind.Name)
			}
			if c.Completions < 1000 {
				t.Errorf("%d completions; the system is too quiet to tell anything", c.Completions)
			}
			conserves(t, r)
			littlesLaw(t, r)
			utilizationLaw(t, s.scenario, r)
			repeats(t, s.scenario, r)
			ignoresStrangers(t, s.scenario, r)
		})
	}
}

// conserves: what arrived was answered, refused, failed, or is inside.
func conserves(t *testing.T, r *stats.Result) {
	t.Helper()
	for _, e := range r.Components {
		c := e.Value
		if got := c.Completions + c.Rejected + c.Failed + c.Abandoned + c.Inside; got != c.Arrivals {
			t.Errorf("%s: %d arrivals, and %d that were answered, refused, failed or are inside", e.Name, c.Arrivals, got)
		}
	}
	for _, e := range r.Operations {
		if o := e.Value; o.OK+o.Failed+o.InFlight != o.Offered {
			t.Errorf("%s: %d offered, %d ok, %d failed, %d in flight", e.Name, o.Offered, o.OK, o.Failed, o.InFlight)
		}
	}
}

// littlesLaw: the mean number inside is the rate of those who leave times their time.
// Calls that were refused at once stay no time; those that failed late are few here.
func littlesLaw(t *testing.T, r *stats.Result) {
	t.Helper()
	for _, e := range r.Components {
		c := e.Value
		if c.Residence == nil || float64(c.Failed) > 0.01*float64(c.Completions) {
			continue
		}
		got, want := c.InSystem.Mean.Value, c.Throughput*c.Residence.Mean.Value
		if math.Abs(got-want) > 0.02*want+0.01 {
			t.Errorf("%s: %.4f inside, but rate x time is %.4f", e.Name, got, want)
		}
	}
}

// utilizationLaw: busy servers are the rate of those served times their service.
func utilizationLaw(t *testing.T, scenario string, r *stats.Result) {
	t.Helper()
	if strings.Contains(scenario, "faults") {
		return // the service of those that failed half way is not in the mean
	}
	for _, e := range r.Components {
		c := e.Value
		if c.Utilization == nil || c.Service == nil || c.Kind == "queue" || c.Replicas.Max != c.Replicas.Min {
			continue
		}
		servers := c.InSystem.Mean.Value // of an upper bound: no more are busy than inside
		busy := c.Throughput * c.Service.Mean.Value
		if busy > servers*1.02+0.01 {
			t.Errorf("%s: %.4f busy, more than the %.4f inside", e.Name, busy, servers)
		}
		per := busy / c.Utilization.Mean.Value
		if n := math.Round(per); n < 1 || math.Abs(per-n) > 0.03*n {
			t.Errorf("%s: rate x service / utilisation is %.3f servers, want a whole number", e.Name, per)
		}
	}
}

// repeats: the same seed gives the same bytes, whatever the processors and the workers.
func repeats(t *testing.T, scenario string, r *stats.Result) {
	t.Helper()
	want := mustJSON(t, r)
	before := runtime.GOMAXPROCS(1)
	got := mustJSON(t, play(t, load(t, scenario), 1))
	runtime.GOMAXPROCS(before)
	if !bytes.Equal(got, want) {
		t.Error("one processor gives another result than several")
	}
	if other := mustJSON(t, play(t, load(t, scenario, "run.seed=2"), 2)); bytes.Equal(other, want) {
		t.Error("another seed gives the same result")
	}
}

// ignoresStrangers: a component that nobody calls changes nothing but the list.
func ignoresStrangers(t *testing.T, scenario string, r *stats.Result) {
	t.Helper()
	if strings.Contains(scenario, "external:") {
		return // there is room for one section of a name
	}
	with := play(t, load(t, scenario+"\nexternal: {stranger: {operations: {x: 1ms}}}"), 2)
	if got, want := mustJSON(t, with.Operations), mustJSON(t, r.Operations); !bytes.Equal(got, want) {
		t.Error("a component that nobody calls changes what clients see")
	}
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
