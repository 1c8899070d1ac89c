package stats_test

import (
	"math"
	"testing"

	"headroom/sim/stats"
)

// Tails in closed form: 1 - 2/pi atan(t) for one degree of freedom, 1 - t/sqrt(2 + t^2)
// for two, written so that they lose nothing where the tail is small.
func TestStudentTailAgreesWithClosedForms(t *testing.T) {
	t.Parallel()
	for _, x := range []float64{0, 1e-3, 0.5, 1, 1.7, 1.8, 3, 12.706, 100, 1e5, 1e8} {
		one := 2 / math.Pi * math.Atan2(1, x)
		root := math.Sqrt(2 + x*x)
		two := 2 / (root * (root + x))
		for df, want := range map[int]float64{1: one, 2: two} {
			for _, at := range []float64{x, -x} {
				if got := stats.StudentTail(at, df); !near(got, want, 1e-10) {
					t.Errorf("StudentTail(%v, %d) = %v, want %v", at, df, got, want)
				}
			}
		}
	}
}

// The tail with four degrees of freedom is 1 - sin (1 + cos^2/2) with tan = t/2, which
// for large t is 6/t^4 (1 - 40/(3 t^2) + 140/t^4 - ...)/... and so tiny that 1 - p is lost;
// the exact value for t = 1000 is from 3/8 (1-s)^2 (2+s) * 2/3 with s = sin.
func TestStudentTailIsExactWhereItIsTiny(t *testing.T) {
	t.Parallel()
	for _, x := range []float64{2, 10, 1000, 1e6} {
		s := x / math.Sqrt(4+x*x)
		lack := 4 / (4 + x*x) / (1 + s) // 1 - s
		want := lack * lack * (2 + s) / 2
		if got := stats.StudentTail(x, 4); !near(got, want, 1e-10) {
			t.Errorf("StudentTail(%v, 4) = %v, want %v", x, got, want)
		}
	}
}

func TestStudentTailInvertsTheQuantile(t *testing.T) {
	t.Parallel()
	for _, df := range []int{1, 2, 3, 4, 5, 9, 30, 101, 1000, 5001} {
		for _, p := range []float64{0.9, 0.2, 0.05, 0.01, 0.0004} {
			if got := stats.StudentTail(stats.Student(1-p/2, df), df); !near(got, p, 1e-8) {
				t.Errorf("StudentTail of the quantile of %v with df %d = %v", p, df, got)
			}
		}
	}
}

func TestStudentTailAtTheEnds(t *testing.T) {
	t.Parallel()
	for _, df := range []int{1, 2, 7} {
		exact(t, "tail at 0", stats.StudentTail(0, df), 1)
		exact(t, "tail at infinity", stats.StudentTail(math.Inf(1), df), 0)
		if got := stats.StudentTail(math.NaN(), df); !math.IsNaN(got) {
			t.Errorf("tail at NaN = %v, want NaN", got)
		}
	}
	panics(t, "no degree of freedom", func() { stats.StudentTail(1, 0) })
}

// The results of other machines must not differ, so neither may these bits.
func TestStudentTailBits(t *testing.T) {
	t.Parallel()
	for df, want := range map[int]uint64{1: 0x3fcf01a6a50f0df4, 9: 0x3fa1565664f66151, 99: 0x3f8cccd9cefc3e4e} {
		if got := math.Float64bits(stats.StudentTail(2.5, df)); got != want {
			t.Errorf("bits of StudentTail(2.5, %d) = %#x, want %#x", df, got, want)
		}
	}
}
