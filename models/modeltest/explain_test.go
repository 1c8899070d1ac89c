package modeltest_test

import (
	"encoding/json"
	"io/fs"
	"math"
	"strings"
	"testing"
	"time"

	"headroom/configs"
	"headroom/models"
	"headroom/sim"
)

// calm makes the shop a steady one.
const calm = `
faults: []
run: {duration: 50s, warmup: 5s, repeat: 2}
traffic: {shoppers: {rate: 500/s}, flash-sale: {rate: 200/s}}
studies: {ceiling: {find: max traffic.shoppers.rate.rate, while: slos, from: 200/s, to: 5k/s}}
`

func gallery(t *testing.T, name, layer string) *models.System {
	t.Helper()
	files := []string{"scenarios/" + name}
	if layer != "" {
		files = append(files, "-")
	}
	sys, _, err := configs.Load(configs.Options{Files: files, Stdin: strings.NewReader(layer)})
	if err != nil {
		t.Fatal(err)
	}
	return sys
}

// TestExplainIsWhatARunMeasures plays a steady minute of the shop, without faults, and
// holds rates, utilisation, service, hit ratios and latencies against theory. The caches
// have not quite settled within a minute.
func TestExplainIsWhatARunMeasures(t *testing.T) {
	sys := gallery(t, "shop.yaml", calm)
	rows := sys.Beside(play(t, sys, 0))
	within := map[string]float64{
		"rate": 0.03, "utilization": 0.05, "mean service": 0.05, "hit ratio": 0.06, "mean latency": 0.03,
	}
	seen := map[string]int{}
	for _, r := range rows {
		limit, judged := within[r.Metric]
		if !judged || r.Theory == nil {
			continue
		}
		seen[r.Metric]++
		if r.Off == nil || math.Abs(*r.Off) > limit {
			t.Errorf("%s of %s: theory has %v, measured were %v", r.Metric, r.Component, *r.Theory, r.Simulated.Value)
		}
	}
	if seen["rate"] < 15 || seen["utilization"] < 8 || seen["mean latency"] < 3 || seen["hit ratio"] < 3 {
		t.Errorf("too little was compared: %v", seen)
	}
}

// TestExplainTakesNoTime: the whole shop, at its busiest instant and on average.
func TestExplainTakesNoTime(t *testing.T) {
	sys := gallery(t, "shop.yaml", "")
	best := time.Hour
	for range 5 {
		began := time.Now()
		sys.Explain(models.Busiest)
		best = min(best, time.Since(began))
	}
	if best > 50*time.Millisecond {
		t.Errorf("it took %v, want less than 50 ms", best)
	}
}

// TestEverythingCanBeExplained: the gallery, and the small systems of every kind, at several
// instants. All numbers are finite, or JSON would refuse them.
func TestEverythingCanBeExplained(t *testing.T) {
	var all []*models.System
	for _, kind := range models.Kinds() {
		all = append(all, load(t, small[kind.Name].scenario))
	}
	err := fs.WalkDir(configs.Bundled(), "scenarios", func(file string, d fs.DirEntry, err error) error {
		if strings.HasSuffix(file, ".yaml") && err == nil {
			all = append(all, gallery(t, strings.TrimPrefix(file, "scenarios/"), ""))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, sys := range all {
		first := mustJSON(t, sys.Explain(models.Busiest))
		if second := mustJSON(t, sys.Explain(models.Busiest)); string(first) != string(second) {
			t.Errorf("%s is explained differently the second time", sys.Name)
		}
		for _, at := range []float64{0, 0.5, 1} {
			e := sys.Explain(sim.Time(at * float64(sys.Run.Duration)))
			if _, err := json.Marshal(e); err != nil {
				t.Errorf("%s: %v", sys.Name, err)
			}
			if len(e.Components) == 0 || len(e.Operations) == 0 {
				t.Errorf("%s: %d components and %d operations are explained", sys.Name, len(e.Components), len(e.Operations))
			}
		}
		if rows := sys.Beside(sys.Topology()); rows == nil {
			t.Errorf("%s has no rows beside a result", sys.Name)
		}
	}
}
