package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"headroom/sim/stats"
)

// The wanted values are those of R's p.adjust.
func TestHolm(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	for _, c := range []struct {
		name    string
		p, want []float64
	}{
		{"none", nil, nil},
		{"one stays as it is", []float64{0.03}, []float64{0.03}},
		{"in the order given", []float64{0.04, 0.01, 0.03, 0.005}, []float64{0.06, 0.03, 0.06, 0.02}},
		{"equal ones stay equal", []float64{0.02, 0.02, 0.5}, []float64{0.06, 0.06, 0.5}},
		{"none above 1", []float64{0.6, 0.7}, []float64{1, 1}},
		{"a gap does not count", []float64{0.03, nan, 0.01}, []float64{0.03, nan, 0.02}},
	} {
		given := slices.Clone(c.p)
		for i, v := range stats.Holm(c.p) {
			sameNumber(t, c.name, v, c.want[i])
		}
		for i := range given {
			sameNumber(t, c.name+": the input", c.p[i], given[i])
		}
	}
}

// TestHolmKeepsItsPromise: of 20 metrics, 15 do not differ. Any of those is taken for a
// difference in at most 5 % of the comparisons. The others differ by 3.7 standard errors, of
// which p < 0.05/20 finds near half.
func TestHolmKeepsItsPromise(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(81, 82))
	const trials = 500
	errs, found := 0, 0
	for range trials {
		p := make([]float64, 20)
		for i := range p {
			a, b := independentNormal(r, 10), independentNormal(r, 10)
			if i >= 15 {
				for k := range b {
					b[k] += 5
				}
			}
			p[i] = stats.Paired(a, b).P
		}
		wrong := false
		for i, v := range stats.Holm(p) {
			switch {
			case v <= 0.05 && i >= 15:
				found++
			case v <= 0.05:
				wrong = true
			}
		}
		if wrong {
			errs++
		}
	}
	if got := float64(errs) / trials; got > 0.08 {
		t.Errorf("comparisons in which Holm lets a false one through = %v, want 0.05 at most", got)
	}
	if found < 1000 {
		t.Errorf("found with Holm %d of %d, want near half", found, 5*trials)
	}
}
