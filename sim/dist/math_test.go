package dist_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"

	"headroom/sim"
	"headroom/sim/dist"
)

// near fails the test when got is further from want than a relative error, or an
// absolute one where want is below 1.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if got == want {
		return
	}
	if !(math.Abs(got-want) <= tolerance*max(1, math.Abs(want))) {
		t.Errorf("%s = %v, want %v within %g", what, got, want, tolerance)
	}
}

func TestFastExpIsPrecise(t *testing.T) {
	s := sim.NewStream(1)
	var worst float64
	for range 200000 {
		x := -700 + 1400*s.Float64()
		if s.IntN(2) == 0 {
			x /= 100
		}
		want := math.Exp(x)
		worst = max(worst, math.Abs(dist.FastExp(x)-want)/want)
	}
	if worst > 1.2e-15 {
		t.Errorf("worst relative error %g, want at most 1e-15 and the error of math.Exp", worst)
	}
}

func TestFastLogIsPrecise(t *testing.T) {
	s := sim.NewStream(2)
	var worst float64
	for range 200000 {
		x := math.Ldexp(0.5+s.Float64(), s.IntN(2000)-1000)
		switch s.IntN(3) {
		case 0:
			x = 0.5 + s.Float64()
		case 1:
			x = 1 + (s.Float64()-0.5)*1e-6
		}
		want := math.Log(x)
		if want != 0 {
			worst = max(worst, math.Abs((dist.FastLog(x)-want)/want))
		}
	}
	if worst > 1.2e-15 {
		t.Errorf("worst relative error %g, want at most 1e-15 and the error of math.Log", worst)
	}
}

func TestFastExpAndFastLogAtTheEnds(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	tests := []struct {
		name      string
		got, want float64
	}{
		{"exp of 0", dist.FastExp(0), 1},
		{"exp of -Inf", dist.FastExp(-inf), 0},
		{"exp of +Inf", dist.FastExp(inf), inf},
		{"exp of NaN", dist.FastExp(nan), nan},
		{"exp that overflows", dist.FastExp(710), inf},
		{"exp that underflows", dist.FastExp(-746), 0},
		{"exp that is not normal", dist.FastExp(-744.4400719213812), 5e-324},
		{"log of 1", dist.FastLog(1), 0},
		{"log of 0", dist.FastLog(0), -inf},
		{"log below 0", dist.FastLog(-1), nan},
		{"log of NaN", dist.FastLog(nan), nan},
		{"log of +Inf", dist.FastLog(inf), inf},
		{"log of the least number", dist.FastLog(5e-324), -744.4400719213812},
		{"log of the largest number", dist.FastLog(math.MaxFloat64), 709.782712893384},
	}
	for _, tt := range tests {
		if tt.got != tt.want && !(math.IsNaN(tt.got) && math.IsNaN(tt.want)) {
			t.Errorf("%s = %v, want %v", tt.name, tt.got, tt.want)
		}
	}
	near(t, "exp of 709.7", dist.FastExp(709.7)/1.6549840276802644e308, 1, 2e-15)
}

func TestSpecialFunctionsAgreeWithTheStandardLibraryAndGonum(t *testing.T) {
	for _, x := range []float64{0.01, 0.3, 1, 1.5, 2, 7, 11.9, 12, 40, 1e4, 1e8} {
		want, _ := math.Lgamma(x)
		near(t, "logGamma", dist.LogGamma(x), want, 1e-13)
	}
	for _, x := range []float64{-5, -1, 0, 0.3, 1, 2.9, 3.1, 3.6541528853610088, 6, 20} {
		want := 0.5 * math.Erfc(x/math.Sqrt2)
		near(t, "normalTail", dist.NormalTail(x)/want, 1, 1e-12)
	}
	for _, shape := range []float64{0.02, 0.5, 1, 3, 50, 1e4} {
		for _, r := range []float64{0.01, 0.5, 0.99, 1, 1.01, 2, 10} {
			near(t, "gammaShare", dist.GammaShare(shape, shape*r), mathext.GammaIncReg(shape, shape*r), 1e-10)
		}
		for _, q := range []struct {
			name string
			p    float64
		}{{"p50", 0.5}, {"p90", 0.9}, {"p999", 0.999}} {
			x := math.Exp(dist.LogGammaQuantile(shape, q.name))
			near(t, "share below the quantile", mathext.GammaIncReg(shape, x), q.p, 1e-10)
		}
	}
	for _, x := range []float64{-1e-9, 1e-12, 0.003, 0.0099, 0.0101, -0.5, 3} {
		near(t, "log1p", dist.Log1p(x)/math.Log1p(x), 1, 1e-14)
		near(t, "expm1Over", dist.Expm1Over(x)*x/math.Expm1(x), 1, 3e-14)
	}
}

func TestLayersOfTheZigguratsHaveOneArea(t *testing.T) {
	for z, areas := range dist.LayerAreas() {
		for i, area := range areas {
			near(t, "area of a layer over that of the first", area/areas[0], 1, 1e-9)
			if t.Failed() {
				t.Fatalf("ziggurat %d, layer %d", z, i+1)
			}
		}
	}
}

func TestHarmonicNumbersAgreeWithTheirSums(t *testing.T) {
	for _, s := range []float64{-0.9, -0.2, 0.1, 0.8, 1, 1.0001, 2, 5} {
		var sum float64
		for k := 1; k <= 10000; k++ {
			sum += math.Pow(float64(k), -s)
			if k == 1 || k == 63 || k == 64 || k == 65 || k == 1000 || k == 10000 {
				near(t, "harmonic over its sum", dist.Harmonic(int64(k), s)/sum, 1, 1e-12)
			}
		}
	}
}
