package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"headroom/sim/stats"
)

func TestInterval(t *testing.T) {
	t.Parallel()
	// Of 1 to 5: sd = sqrt(2.5), t = 2.776445, half = 2.776445 * sqrt(2.5/5) = 1.963243.
	five := &[2]float64{3 - 1.963243, 3 + 1.963243}
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name   string
		values []float64
		want   *stats.Estimate
	}{
		{"no replication measures nothing", nil, nil},
		{"nothing measured in any", []float64{nan, nan, inf}, nil},
		{"one replication has no interval", []float64{7}, &stats.Estimate{Value: 7}},
		{"one that measured has no interval", []float64{nan, 7}, &stats.Estimate{Value: 7}},
		{"five replications", []float64{1, 2, 3, 4, 5}, &stats.Estimate{Value: 3, CI95: five}},
		{"those without a measure are left out", []float64{1, nan, 2, 3, -inf, 4, 5}, &stats.Estimate{Value: 3, CI95: five}},
		{"equal values have a width of 0", []float64{2, 2, 2}, &stats.Estimate{Value: 2, CI95: &[2]float64{2, 2}}},
	} {
		sameEstimate(t, c.name, stats.Interval(c.values), c.want)
	}
}

func sameEstimate(t *testing.T, name string, got, want *stats.Estimate) {
	t.Helper()
	if got == nil || want == nil {
		if got != want {
			t.Errorf("%s: estimate = %v, want %v", name, got, want)
		}
		return
	}
	same := near(got.Value, want.Value, 1e-6) && (got.CI95 == nil) == (want.CI95 == nil)
	if same && got.CI95 != nil {
		same = near(got.CI95[0], want.CI95[0], 1e-6) && near(got.CI95[1], want.CI95[1], 1e-6)
	}
	if !same {
		t.Errorf("%s: estimate = %v %v, want %v %v", name, got.Value, got.CI95, want.Value, want.CI95)
	}
}

func TestEstimateOf(t *testing.T) {
	t.Parallel()
	runs := []float64{1, 2, 3, 4, 5}
	low, high := 3-1.963243, 3+1.963243
	for _, c := range []struct {
		name  string
		value float64
		runs  []float64
		want  *stats.Estimate
	}{
		{"a value within leaves the interval alone", 3.5, runs, &stats.Estimate{Value: 3.5, CI95: &[2]float64{low, high}}},
		{"a value above extends it", 6, runs, &stats.Estimate{Value: 6, CI95: &[2]float64{low, 6}}},
		{"a value below extends it", 0.5, runs, &stats.Estimate{Value: 0.5, CI95: &[2]float64{0.5, high}}},
		{"one replication has no interval", 3, []float64{3}, &stats.Estimate{Value: 3}},
		{"a value alone has no interval", 3, nil, &stats.Estimate{Value: 3}},
		{"nothing measured", math.NaN(), runs, nil},
		{"a ratio to nothing", math.Inf(1), runs, nil},
	} {
		sameEstimate(t, c.name, stats.EstimateOf(c.value, c.runs), c.want)
	}
}

// TestConfidenceCovers counts how many intervals of normal samples hold the true mean.
// Their share is binomial; 4 standard errors are allowed.
func TestConfidenceCovers(t *testing.T) {
	t.Parallel()
	const trials, mean = 4000, 10.0
	r := rand.New(rand.NewPCG(11, 12))
	for _, confidence := range []float64{0.8, 0.95, 0.99} {
		for _, n := range []int{2, 5, 20} {
			held := 0
			values := make([]float64, n)
			for range trials {
				for i := range values {
					values[i] = mean + 3*r.NormFloat64()
				}
				if _, ci := stats.Confidence(confidence, values); ci[0] <= mean && mean <= ci[1] {
					held++
				}
			}
			allowed := 4 * math.Sqrt(confidence*(1-confidence)/trials)
			if got := float64(held) / trials; math.Abs(got-confidence) > allowed {
				t.Errorf("intervals of %d values that hold the mean = %v, want %v +- %v", n, got, confidence, allowed)
			}
		}
	}
}

func TestConfidenceRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []float64{0, 1, 95, math.NaN()} {
		panics(t, "a confidence out of range", func() { stats.Confidence(c, []float64{1, 2}) })
	}
}

// The intervals of 81/263, 15/148, 0/20, 1/29 are printed in Newcombe, Statistics in
// Medicine 17 (1998), table I, method 3.
func TestWilsonAgreesWithPublishedValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ok, n uint64
		want  [2]float64
	}{
		{81, 263, [2]float64{0.2553, 0.3662}},
		{15, 148, [2]float64{0.0624, 0.1605}},
		{0, 20, [2]float64{0, 0.1611}},
		{1, 29, [2]float64{0.0061, 0.1718}},
		{0, 10, [2]float64{0, 0.2775}},
		{5, 10, [2]float64{0.2366, 0.7634}},
		{10, 10, [2]float64{0.7225, 1}},
		{0, 0, [2]float64{0, 1}},
	} {
		got := stats.Wilson(c.ok, c.n)
		if math.Abs(got[0]-c.want[0]) > 0.5001e-4 || math.Abs(got[1]-c.want[1]) > 0.5001e-4 {
			t.Errorf("Wilson(%d, %d) = %.5f, want %.4f", c.ok, c.n, got, c.want)
		}
	}
	if got := stats.Wilson(0, 7)[0]; got != 0 {
		t.Errorf("low end without a success = %v, want exactly 0", got)
	}
	if got := stats.Wilson(1e9, 1e9)[1]; got != 1 {
		t.Errorf("high end without a failure = %v, want exactly 1", got)
	}
	panics(t, "more successes than trials", func() { stats.Wilson(2, 1) })
}
