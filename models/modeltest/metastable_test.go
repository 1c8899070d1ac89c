package modeltest_test

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"headroom/configs"
	"headroom/models"
)

// fates says what becomes of the retry storm of the gallery, and of its variations in
// scenarios/metastable, three minutes after the slow-down has ended. Which recover was
// found with an independent program; the rule is that the system never comes back where
// load x attempts exceeds the capacity (Bronson et al. 2021, "Metastable failures in
// distributed systems").
var fates = map[string][]string{
	"recovers": {
		"load-300", "load-330", "no-retries", "no-retries-900", "two-attempts-450", "trigger-500ms",
		"budget-10", "budget-20", "queue-200", "queue-400", "queue-480", "lifo",
	},
	"never recovers": {
		"load-450", "load-900", "two-attempts-700", "trigger-2s", "trigger-5s", "backoff-5s",
		"budget-10-at-900", "budget-20-at-900", "queue-600", "drop-old",
	},
	"is a coin toss": {"load-400", "trigger-1300ms"},
}

func TestMetastability(t *testing.T) {
	if good := goodput(t, "retry-storm", 1, 2); good > 0.3 {
		t.Errorf("retry-storm: goodput is %.0f %% three minutes after the trigger, want at most 30 %%", 100*good)
	}
	for _, name := range fates["recovers"] {
		if good := goodput(t, "metastable/"+name, 1, 2); good < 0.95 {
			t.Errorf("%s: goodput is %.0f %% three minutes after the trigger, want at least 95 %%", name, 100*good)
		}
	}
	for _, name := range fates["never recovers"] {
		if good := goodput(t, "metastable/"+name, 1, 2); good > 0.3 {
			t.Errorf("%s: goodput is %.0f %% three minutes after the trigger, want at most 30 %%", name, 100*good)
		}
	}
}

// TestCoinTosses: near the cliff the seed decides. Of 40 seeds 24 recovered at 400/s with
// the independent program; both fates must be there, and no third.
func TestCoinTosses(t *testing.T) {
	for _, name := range fates["is a coin toss"] {
		recovered := 0
		for seed := range 40 {
			switch good := goodput(t, "metastable/"+name, seed+1, 1); {
			case good >= 0.95:
				recovered++
			case good > 0.6:
				t.Errorf("%s: goodput is %.0f %% with seed %d: neither recovered nor collapsed", name, 100*good, seed+1)
			}
		}
		t.Logf("%s: %d of 40 seeds recovered", name, recovered)
		if recovered < 6 || recovered > 36 {
			t.Errorf("%s: %d of 40 seeds recovered, want 6 to 36", name, recovered)
		}
	}
}

func TestEveryVariationHasAFate(t *testing.T) {
	files, err := fs.Glob(configs.Bundled(), "scenarios/metastable/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".yaml")
		text, err := fs.ReadFile(configs.Bundled(), file)
		if err != nil {
			t.Fatal(err)
		}
		known := false
		for fate, names := range fates {
			if slices.Contains(names, name) {
				known = true
				word := strings.TrimPrefix(fate, "is a ")
				if !strings.Contains(strings.ToLower(string(text)), word) {
					t.Errorf("%s does not say that it %s", file, fate)
				}
			}
		}
		if !known {
			t.Errorf("%s: nobody tests what becomes of it", file)
		}
	}
}

// goodput is the share of good answers in the half minute that begins three minutes
// after the end of a trigger of 30 s.
func goodput(t *testing.T, scenario string, seed, repeat int) float64 {
	t.Helper()
	sys, _, err := configs.Load(configs.Options{
		Files: []string{"scenarios/" + scenario + ".yaml"},
		Set:   []string{"run.seed=" + strconv.Itoa(seed), "run.repeat=" + strconv.Itoa(repeat)},
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := sys.Play(context.Background(), models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ok, sent := r.Series.Column("operation/main", "ok"), r.Series.Column("operation/main", "rate")
	good, all := 0.0, 0.0
	for i, at := range r.Series.Times {
		if at >= 270 && at < 298 {
			good, all = good+ok[i], all+sent[i]
		}
	}
	return good / all
}
