package study_test

import (
	"math"
	"testing"

	"headroom/sim"
	"headroom/sim/study"
)

// ishigami is the function of Ishigami and Homma 1990 with a = 7 and b = 0.1.
func ishigami(u []float64) float64 {
	x := func(k int) float64 { return math.Pi * (2*u[k] - 1) }
	return math.Sin(x(0)) + 7*math.Pow(math.Sin(x(1)), 2) + 0.1*math.Pow(x(2), 4)*math.Sin(x(0))
}

var gWeights = []float64{0, 1, 4.5, 9, 99, 99}

// gFunction is that of Saltelli and Sobol 1995: the product of (|4 x - 2| + a)/(1 + a).
func gFunction(u []float64) float64 {
	y := 1.0
	for k, a := range gWeights {
		y *= (math.Abs(4*u[k]-2) + a) / (1 + a)
	}
	return y
}

// gIndices returns the exact indices: with V_k = 1/(3 (1 + a_k)^2) the variance is the
// product of all 1 + V_k, less 1.
func gIndices() (first, total []float64) {
	v := func(k int) float64 { return 1 / (3 * (1 + gWeights[k]) * (1 + gWeights[k])) }
	all := 1.0
	for k := range gWeights {
		all *= 1 + v(k)
	}
	for k := range gWeights {
		first = append(first, v(k)/(all-1))
		total = append(total, v(k)*all/(1+v(k))/(all-1))
	}
	return first, total
}

func TestIndicesOfKnownFunctions(t *testing.T) {
	gFirst, gTotal := gIndices()
	for _, c := range []struct {
		name         string
		model        func([]float64) float64
		first, total []float64
	}{
		{"Ishigami", ishigami, []float64{0.3139, 0.4424, 0}, []float64{0.5576, 0.4424, 0.2437}},
		{"g-function", gFunction, gFirst, gTotal},
	} {
		s := sim.NewStream(8)
		d, err := study.NewSaltelli(2048, len(c.first), &s)
		if err != nil {
			t.Fatal(err)
		}
		found, err := d.Indices(outputsOf(d.Points(), c.model), 100, &s)
		if err != nil {
			t.Fatal(err)
		}
		for k, i := range found {
			if math.Abs(i.First.Value-c.first[k]) > 0.02 || math.Abs(i.Total.Value-c.total[k]) > 0.02 {
				t.Errorf("%s, setting %d: got %.4f and %.4f, want %.4f and %.4f", c.name, k, i.First.Value, i.Total.Value, c.first[k], c.total[k])
			}
			// A quasi-random sequence errs by less than the bootstrap expects.
			if ci := i.First.CI95; ci[0] > c.first[k] || c.first[k] > ci[1] || ci[1]-ci[0] > 0.2 {
				t.Errorf("%s, first index of setting %d: interval %v, want %.4f inside", c.name, k, *ci, c.first[k])
			}
			if ci := i.Total.CI95; ci[0] > c.total[k] || c.total[k] > ci[1] || ci[1]-ci[0] > 0.2 {
				t.Errorf("%s, total index of setting %d: interval %v, want %.4f inside", c.name, k, *ci, c.total[k])
			}
		}
	}
}

func TestRowsWithoutOutputAreLeftOut(t *testing.T) {
	s := sim.NewStream(8)
	d, err := study.NewSaltelli(512, 3, &s)
	if err != nil {
		t.Fatal(err)
	}
	outputs := outputsOf(d.Points(), ishigami)
	outputs[7], outputs[100] = math.NaN(), math.Inf(1)
	found, err := d.Indices(outputs, 0, &s)
	if err != nil || math.Abs(found[1].Total.Value-0.4424) > 0.05 || found[1].Total.CI95 != nil {
		t.Errorf("got %+v, %v, want indices without intervals", found, err)
	}
	for i := range outputs {
		outputs[i] = 3
	}
	if found, err := d.Indices(outputs, 0, &s); err == nil {
		t.Errorf("a constant: got %v, want an error", found)
	}
	for i := range outputs {
		outputs[i] = math.NaN()
	}
	if found, err := d.Indices(outputs, 0, &s); err == nil {
		t.Errorf("no outputs: got %v, want an error", found)
	}
}

func TestImpossibleSensitivities(t *testing.T) {
	s := sim.NewStream(1)
	for _, c := range [][2]int{{1, 3}, {64, 0}, {64, study.SobolDims/2 + 1}} {
		if _, err := study.NewSaltelli(c[0], c[1], &s); err == nil {
			t.Errorf("%d rows of %d settings: want an error", c[0], c[1])
		}
	}
}
