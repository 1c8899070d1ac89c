package study_test

import (
	"math"
	"slices"
	"testing"

	"headroom/sim/stats"
	"headroom/sim/study"
)

func TestTheFrontOfCostAgainstLatency(t *testing.T) {
	point := func(cost, latency, noise float64) []stats.Estimate {
		e := stats.Estimate{Value: latency}
		if noise > 0 {
			e.CI95 = &[2]float64{latency - noise, latency + noise}
		}
		return []stats.Estimate{{Value: cost}, e}
	}
	for _, c := range []struct {
		name   string
		points [][]stats.Estimate
		want   []int
	}{
		{"the one that is worse in both is dropped", [][]stats.Estimate{point(3, 10, 0), point(1, 30, 0), point(3.5, 20, 0), point(2, 20, 0)}, []int{1, 3, 0}},
		{"equal in one and worse in the other", [][]stats.Estimate{point(1, 10, 0), point(1, 11, 0), point(2, 10, 0)}, []int{0}},
		{"equal points stay", [][]stats.Estimate{point(1, 10, 0), point(1, 10, 0)}, []int{0, 1}},
		{"dearer and slower, but perhaps not slower", [][]stats.Estimate{point(1, 10, 1), point(2, 10.5, 1)}, []int{0, 1}},
		{"dearer and certainly slower", [][]stats.Estimate{point(1, 10, 1), point(2, 12.5, 1)}, []int{0}},
		{"the same cost and perhaps slower", [][]stats.Estimate{point(1, 10, 1), point(1, 11, 1)}, []int{0, 1}},
		{"what was not measured is left out", [][]stats.Estimate{point(1, math.NaN(), 0), point(2, 10, 0)}, []int{1}},
		{"no points", nil, nil},
	} {
		if got := study.Front(c.points); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
