package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"headroom/sim/stats"
)

// The wanted values are those of R's p.adjust.
func TestCorrectedPValues(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	for _, c := range []struct {
		name               string
		p                  []float64
		holm, benjaminiHoc []float64
	}{
		{"none", nil, nil, nil},
		{"one stays as it is", []float64{0.03}, []float64{0.03}, []float64{0.03}},
		{"in the order given", []float64{0.04, 0.01, 0.03, 0.005}, []float64{0.06, 0.03, 0.06, 0.02}, []float64{0.04, 0.02, 0.04, 0.02}},
		{"equal ones stay equal", []float64{0.02, 0.02, 0.5}, []float64{0.06, 0.06, 0.5}, []float64{0.03, 0.03, 0.5}},
		{"none above 1", []float64{0.6, 0.7}, []float64{1, 1}, []float64{0.7, 0.7}},
		{"a gap does not count", []float64{0.03, nan, 0.01}, []float64{0.03, nan, 0.02}, []float64{0.03, nan, 0.02}},
	} {
		given := slices.Clone(c.p)
		for i, v := range stats.Holm(c.p) {
			sameNumber(t, c.name+": Holm", v, c.holm[i])
		}
		for i, v := range stats.BenjaminiHochberg(c.p) {
			sameNumber(t, c.name+": Benjamini-Hochberg", v, c.benjaminiHoc[i])
		}
		for i := range given {
			sameNumber(t, c.name+": the input", c.p[i], given[i])
		}
	}
}

// TestHolmKeepsItsPromise: of 20 metrics, 15 do not differ. Any of those is taken for a
// difference in at most 5 % of the comparisons; with Benjamini-Hochberg at most 5 % of what
// is found is false, and more is found.
func TestHolmKeepsItsPromise(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(81, 82))
	const trials = 500
	errs, found, discoveries, falseShare := 0, 0, 0, 0.0
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
		holm := stats.Holm(p)
		if slices.ContainsFunc(holm[:15], func(v float64) bool { return v <= 0.05 }) {
			errs++
		}
		wrong, right := 0, 0
		for i, v := range stats.BenjaminiHochberg(p) {
			switch {
			case holm[i] <= 0.05 && i >= 15:
				found++
			}
			switch {
			case v <= 0.05 && i >= 15:
				right++
			case v <= 0.05:
				wrong++
			}
		}
		discoveries += right
		falseShare += float64(wrong) / float64(max(1, wrong+right)) / trials
	}
	if got := float64(errs) / trials; got > 0.08 {
		t.Errorf("comparisons in which Holm lets a false one through = %v, want 0.05 at most", got)
	}
	if falseShare > 0.06 {
		t.Errorf("mean share of false ones with Benjamini-Hochberg = %v, want 0.05 at most", falseShare)
	}
	if discoveries <= found {
		t.Errorf("found with Benjamini-Hochberg %d, with Holm %d; want more", discoveries, found)
	}
}
