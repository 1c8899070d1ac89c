package study_test

import (
	"math"
	"testing"

	"headroom/sim"
	"headroom/sim/study"
)

func screening(t *testing.T, dims, trajectories, levels int, model func([]float64) float64) []study.Effect {
	t.Helper()
	s := sim.NewStream(5)
	m, err := study.NewMorris(dims, trajectories, levels, &s)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(m.Points()); got != trajectories*(dims+1) {
		t.Errorf("got %d points, want %d", got, trajectories*(dims+1))
	}
	return m.Effects(outputsOf(m.Points(), model))
}

func outputsOf(points [][]float64, model func([]float64) float64) []float64 {
	outputs := make([]float64, len(points))
	for i, p := range points {
		outputs[i] = model(p)
	}
	return outputs
}

// TestEffectsOfALinearModelAreItsSlopes: they are the same wherever they are measured.
func TestEffectsOfALinearModelAreItsSlopes(t *testing.T) {
	slopes := []float64{3, -5, 0, 0.25}
	for _, levels := range []int{2, 4, 8} {
		effects := screening(t, 4, 6, levels, func(x []float64) float64 {
			y := 7.0
			for k, c := range slopes {
				y += c * x[k]
			}
			return y
		})
		for k, e := range effects {
			if e.N != 6 || math.Abs(e.Mu-slopes[k]) > 1e-12 || math.Abs(e.MuStar.Value-math.Abs(slopes[k])) > 1e-12 || e.Sigma > 1e-12 {
				t.Errorf("%d levels, setting %d: got %+v, want the slope %v", levels, k, e, slopes[k])
			}
		}
		for i, want := range []int{1, 0, 3, 2} {
			if got := study.Rank(effects)[i].Setting; got != want {
				t.Errorf("%d levels: place %d of the ranking is setting %d, want %d", levels, i, got, want)
			}
		}
	}
}

// TestSigmaShowsInteractions: in x0 x1 + x2 the effect of x0 is x1, on levels 0, 1/3, 2/3
// and 1: mean 1/2, standard deviation sqrt(5)/6 = 0.373.
func TestSigmaShowsInteractions(t *testing.T) {
	effects := screening(t, 3, 2000, 4, func(x []float64) float64 { return x[0]*x[1] + x[2] })
	for k, want := range []struct{ mu, sigma float64 }{{0.5, 0.373}, {0.5, 0.373}, {1, 0}} {
		if e := effects[k]; math.Abs(e.Mu-want.mu) > 3*0.373/math.Sqrt(2000) || math.Abs(e.Sigma-want.sigma) > 0.01 {
			t.Errorf("setting %d: got %+v, want mu %v, sigma %v", k, e, want.mu, want.sigma)
		}
	}
}

// TestMorrisRanksTheGFunction: its settings matter the less, the larger their number.
func TestMorrisRanksTheGFunction(t *testing.T) {
	effects := screening(t, 6, 50, 4, gFunction)
	for i, want := range []int{0, 1, 2, 3} {
		if got := study.Rank(effects)[i].Setting; got != want {
			t.Errorf("place %d: got setting %d, want %d", i, got, want)
		}
	}
}

func TestPointsWithoutOutputAreLeftOut(t *testing.T) {
	s := sim.NewStream(1)
	m, err := study.NewMorris(2, 2, 4, &s)
	if err != nil {
		t.Fatal(err)
	}
	outputs := outputsOf(m.Points(), func(x []float64) float64 { return x[0] + 2*x[1] })
	outputs[1] = math.NaN() // the middle of the first trajectory
	for k, e := range m.Effects(outputs) {
		if e.N != 1 || math.Abs(e.Mu-float64(k+1)) > 1e-12 {
			t.Errorf("setting %d: got %+v, want one effect of %d", k, e, k+1)
		}
	}
	for i := range outputs {
		outputs[i] = math.Inf(1)
	}
	for _, e := range study.Rank(m.Effects(outputs)) {
		if e.N != 0 || e.MuStar != nil {
			t.Errorf("without outputs: got %+v, want no effect", e)
		}
	}
}

func TestImpossibleScreenings(t *testing.T) {
	s := sim.NewStream(1)
	for _, c := range [][3]int{{0, 10, 4}, {3, 0, 4}, {3, 10, 5}, {3, 10, 0}} {
		if _, err := study.NewMorris(c[0], c[1], c[2], &s); err == nil {
			t.Errorf("%d settings, %d trajectories, %d levels: want an error", c[0], c[1], c[2])
		}
	}
}
