package study_test

import (
	"math"
	"slices"
	"testing"

	"headroom/sim"
	"headroom/sim/study"
)

// TestSobolPointsArePublished: the points of new-joe-kuo-6.21201 that the program of Joe
// and Kuo prints.
func TestSobolPointsArePublished(t *testing.T) {
	for _, c := range []struct {
		number int
		want   []float64
	}{
		{0, []float64{0, 0, 0}},
		{1, []float64{0.5, 0.5, 0.5}},
		{2, []float64{0.75, 0.25, 0.25, 0.25, 0.75, 0.75, 0.25, 0.75, 0.75, 0.75}},
		{3, []float64{0.25, 0.75, 0.75}},
		{4, []float64{0.375, 0.375, 0.625, 0.875, 0.375, 0.125, 0.375, 0.875, 0.875, 0.625, 0.875, 0.375, 0.375, 0.625,
			0.375, 0.875, 0.375, 0.875, 0.875, 0.125, 0.125, 0.125, 0.375, 0.875, 0.875, 0.875, 0.375}},
		{8, []float64{0.1875, 0.3125, 0.9375}},
		{9, []float64{0.6875, 0.8125, 0.4375}},
		{122, []float64{0.8828125, 0.2890625, 0.6796875, 0.7578125, 0.6015625, 0.9609375, 0.8671875, 0.4453125, 0.0390625,
			0.6640625, 0.9921875, 0.4609375, 0.0078125, 0.3828125, 0.4765625, 0.1484375, 0.0859375, 0.3359375, 0.8046875,
			0.4296875, 0.1640625, 0.8671875, 0.5390625, 0.7109375, 0.3671875, 0.1015625, 0.4140625}},
		{999, []float64{0.1572265625}},
	} {
		q, err := study.NewSobol(len(c.want))
		if err != nil {
			t.Fatal(err)
		}
		points := q.Take(c.number + 1)
		if got := points[c.number]; !slices.Equal(got, c.want) {
			t.Errorf("point %d: got %v, want %v", c.number, got, c.want)
		}
	}
}

// TestSobolPointsFillEachDimensionEvenly: 2^k points, shifted or not, have one in each of
// 2^k parts.
func TestSobolPointsFillEachDimensionEvenly(t *testing.T) {
	q, err := study.NewSobol(study.SobolDims)
	if err != nil {
		t.Fatal(err)
	}
	s := sim.NewStream(3)
	for _, shifted := range []bool{false, true} {
		if shifted {
			q.Shift(&s)
		}
		const n = 1 << 9
		points := q.Take(n)
		for k := range study.SobolDims {
			seen := make([]int, n)
			for _, p := range points {
				seen[int(p[k]*n)]++
			}
			if slices.Max(seen) != 1 {
				t.Errorf("dimension %d, shifted %v: a part has %d points, want 1", k, shifted, slices.Max(seen))
			}
		}
	}
}

// TestSobolIntegratesBetterThanChance: the product of 1.5 (1 - x^2) over 5 dimensions
// has the mean 1 and the variance 1.2^5 - 1, so 1024 random points err by 0.04.
func TestSobolIntegratesBetterThanChance(t *testing.T) {
	q, err := study.NewSobol(5)
	if err != nil {
		t.Fatal(err)
	}
	s := sim.NewStream(11)
	q.Shift(&s)
	sum := 0.0
	for _, p := range q.Take(1024) {
		f := 1.0
		for _, x := range p {
			f *= 1.5 * (1 - x*x)
		}
		sum += f
	}
	if got := sum / 1024; math.Abs(got-1) > 0.003 {
		t.Errorf("got a mean of %v, want 1", got)
	}
}

func TestSobolHasItsDimensions(t *testing.T) {
	for _, dims := range []int{0, study.SobolDims + 1} {
		if _, err := study.NewSobol(dims); err == nil {
			t.Errorf("%d dimensions: want an error", dims)
		}
	}
}
