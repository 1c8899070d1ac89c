package study_test

import (
	"reflect"
	"testing"

	"headroom/sim"
	"headroom/sim/study"
)

func TestProductsAndPairs(t *testing.T) {
	got, err := study.Product([]float64{1, 2}, []float64{10, 20, 30})
	if want := [][]float64{{1, 10}, {1, 20}, {1, 30}, {2, 10}, {2, 20}, {2, 30}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("product: got %v, %v, want %v", got, err, want)
	}
	if got, err := study.Product(); err != nil || len(got) != 1 || len(got[0]) != 0 {
		t.Errorf("product of nothing: got %v, %v, want one empty point", got, err)
	}
	if got, err := study.Product([]float64{1}, nil); err != nil || len(got) != 0 {
		t.Errorf("product with no values: got %v, %v, want no points", got, err)
	}
	many := make([]float64, 1<<16)
	if _, err := study.Product(many, many, many); err == nil {
		t.Error("product of 2^48 points: want an error")
	}
	got, err = study.Paired([]float64{1, 2}, []float64{10, 20})
	if want := [][]float64{{1, 10}, {2, 20}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("paired: got %v, %v, want %v", got, err, want)
	}
	if _, err := study.Paired([]float64{1, 2}, []float64{10}); err == nil {
		t.Error("paired lists of 2 and 1: want an error")
	}
}

// TestALatinHypercubeHasOnePointInEachPart of each dimension.
func TestALatinHypercubeHasOnePointInEachPart(t *testing.T) {
	s := sim.NewStream(7)
	for _, n := range []int{1, 2, 7, 49, 1000} {
		points := study.LatinHypercube(n, 3, &s)
		for k := range 3 {
			seen := make([]int, n)
			for _, p := range points {
				for part := range n {
					if float64(part)/float64(n) <= p[k] && p[k] < float64(part+1)/float64(n) {
						seen[part]++
					}
				}
			}
			for part, count := range seen {
				if count != 1 {
					t.Errorf("%d points, dimension %d: %d in part %d, want 1", n, k, count, part)
				}
			}
		}
	}
}

func TestDesignsDependOnTheStreamAlone(t *testing.T) {
	for name, design := range map[string]func(*sim.Stream) [][]float64{
		"random":          func(s *sim.Stream) [][]float64 { return study.Random(20, 3, s) },
		"Latin hypercube": func(s *sim.Stream) [][]float64 { return study.LatinHypercube(20, 3, s) },
	} {
		one, same, other := sim.NewStream(1), sim.NewStream(1), sim.NewStream(2)
		a, b, c := design(&one), design(&same), design(&other)
		if !reflect.DeepEqual(a, b) || reflect.DeepEqual(a, c) {
			t.Errorf("%s: want equal points from equal streams only", name)
		}
		for _, p := range a {
			for _, u := range p {
				if u < 0 || u >= 1 {
					t.Errorf("%s: %v is outside [0, 1)", name, u)
				}
			}
		}
	}
}

func TestPointsOnAxes(t *testing.T) {
	axes := []study.Axis{axis(t)(study.Linear(0, 100)), axis(t)(study.Integers(1, 8)), axis(t)(study.Logarithmic(1, 256))}
	got := study.OnAxes(axes, [][]float64{{0.5, 0.5, 0.5}, {0, 0, 0}})
	if want := [][]float64{{50, 5, 16}, {0, 1, 1}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
