package stats_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"headroom/sim/stats"
)

func TestStudentAgreesWithPrintedTables(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		df          int
		p           float64
		want        float64
		decimalUnit float64
	}{
		{1, 0.975, 12.706, 1e-3}, {2, 0.975, 4.303, 1e-3}, {3, 0.975, 3.182, 1e-3},
		{4, 0.975, 2.776, 1e-3}, {5, 0.975, 2.571, 1e-3}, {9, 0.975, 2.262, 1e-3},
		{19, 0.975, 2.093, 1e-3}, {29, 0.975, 2.045, 1e-3}, {30, 0.975, 2.042, 1e-3},
		{60, 0.975, 2.000, 1e-3}, {120, 0.975, 1.980, 1e-3},
		{1, 0.95, 6.314, 1e-3}, {4, 0.95, 2.132, 1e-3}, {10, 0.95, 1.812, 1e-3},
		{1, 0.995, 63.657, 1e-3}, {4, 0.995, 4.604, 1e-3}, {19, 0.995, 2.861, 1e-3},
		{1, 0.9995, 636.619, 1e-3}, {10, 0.9995, 4.587, 1e-3},
		{7, 0.5, 0, 1e-12}, {4, 0.025, -2.776, 1e-3},
	} {
		if got := stats.Student(c.p, c.df); math.Abs(got-c.want) > c.decimalUnit/2*1.001 {
			t.Errorf("Student(%v, %d) = %v, want %v", c.p, c.df, got, c.want)
		}
	}
}

func TestStudentAgreesWithClosedForms(t *testing.T) {
	t.Parallel()
	for _, p := range []float64{0.0001, 0.01, 0.3, 0.6, 0.975, 0.999, 0.9999} {
		one := math.Tan(math.Pi * (p - 0.5))
		two := (2*p - 1) * math.Sqrt(2/(4*p*(1-p)))
		for df, want := range map[int]float64{1: one, 2: two} {
			if got := stats.Student(p, df); !near(got, want, 1e-9) {
				t.Errorf("Student(%v, %d) = %v, want %v", p, df, got, want)
			}
		}
	}
}

func TestStudentInvertsTheDistribution(t *testing.T) {
	t.Parallel()
	for _, df := range []int{1, 2, 3, 4, 5, 8, 13, 40, 101, 500, 1001} {
		law := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(df)}
		for _, p := range []float64{0.0005, 0.2, 0.55, 0.9, 0.975, 0.9995} {
			if got, want := law.CDF(stats.Student(p, df)), p; !near(got, want, 1e-9) {
				t.Errorf("CDF of Student(%v, %d) = %v, want %v", p, df, got, want)
			}
		}
	}
}

// The results of other machines must not differ, so neither may these bits.
func TestStudentBits(t *testing.T) {
	t.Parallel()
	for df, want := range map[int]uint64{
		1:  0x40296993aacc4d1c,
		4:  0x40063628d9efb5de,
		9:  0x400218e5dac50b20,
		10: 0x4001d33a7661d302,
		19: 0x4000be83653b6670,
		99: 0x3fffbf5a4633b83e,
	} {
		if got := math.Float64bits(stats.Student(0.975, df)); got != want {
			t.Errorf("bits of Student(0.975, %d) = %#x, want %#x", df, got, want)
		}
	}
}

func TestStudentRefuses(t *testing.T) {
	t.Parallel()
	for _, p := range []float64{0, 1, -1, math.NaN()} {
		panics(t, "a share out of range", func() { stats.Student(p, 3) })
	}
	panics(t, "no degree of freedom", func() { stats.Student(0.9, 0) })
}

func BenchmarkStudent(b *testing.B) {
	for b.Loop() {
		stats.Student(0.975, 19)
	}
}
