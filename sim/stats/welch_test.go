package stats

import (
	"math"
	"testing"
)

func TestWelch(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name   string
		a, b   []float64
		value  float64
		ci     *[2]float64
		p      float64
		within float64
	}{
		// t = 4/sqrt(1/6 + 1/6) with df = 6: p = 1 - sqrt(8/9) (1 + 1/18 + 1/216).
		{"two samples of the same spread", []float64{1, 2, 3, 2}, []float64{5, 6, 7, 6}, 4, &[2]float64{2.5872, 5.4128}, 0.00044782, 1e-4},
		// df = 2: p = 1 - t/sqrt(2 + t^2), here and in the next.
		{"one that spreads less has fewer degrees of freedom", []float64{10, 10, 10}, []float64{11, 12, 13}, 2, &[2]float64{-0.4841, 4.4841}, 0.0741799, 1e-4},
		{"values that are not finite are left out", []float64{1, nan, 3}, []float64{2, 4, math.Inf(1)}, 1, &[2]float64{-5.0849, 7.0849}, 0.5527864, 1e-4},
		{"a single value has no interval", []float64{1}, []float64{2, 3}, 1.5, nil, nan, 0},
		{"samples that do not spread and are equal", []float64{3, 3}, []float64{3, 3}, 0, &[2]float64{0, 0}, 1, 0},
		{"samples that do not spread and differ", []float64{3, 3}, []float64{4, 4}, 1, &[2]float64{1, 1}, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, p := Welch(tt.a, tt.b)
			if e.Value != tt.value || (e.CI95 == nil) != (tt.ci == nil) {
				t.Fatalf("got %v with %v, want %v with %v", e.Value, e.CI95, tt.value, tt.ci)
			}
			if tt.ci != nil && (math.Abs(e.CI95[0]-tt.ci[0]) > 1e-3 || math.Abs(e.CI95[1]-tt.ci[1]) > 1e-3) {
				t.Errorf("got interval %v, want %v", *e.CI95, *tt.ci)
			}
			if math.IsNaN(p) != math.IsNaN(tt.p) || math.Abs(p-tt.p) > tt.within*tt.p {
				t.Errorf("got p %v, want %v", p, tt.p)
			}
		})
	}
	if e, p := Welch(nil, []float64{1, 2}); e != nil || !math.IsNaN(p) {
		t.Errorf("without values: got %v and p %v, want nothing", e, p)
	}
}
