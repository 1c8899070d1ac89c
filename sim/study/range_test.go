package study_test

import (
	"math"
	"slices"
	"testing"

	"headroom/sim/study"
)

func TestValuesOfARange(t *testing.T) {
	for _, c := range []struct {
		name string
		axis study.Axis
		n    int
		want []float64
	}{
		{"tenths are the numbers that one would write", axis(t)(study.Linear(0, 1)), 11,
			[]float64{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1}},
		{"a range may fall", axis(t)(study.Linear(3, 1)), 3, []float64{3, 2, 1}},
		{"a range may be a point", axis(t)(study.Linear(3, 3)), 1, []float64{3}},
		{"ends can be huge", axis(t)(study.Linear(0, 1.5e308)), 3, []float64{0, 7.5e307, 1.5e308}},
		{"decades are round", axis(t)(study.Logarithmic(1, 1000)), 4, []float64{1, 10, 100, 1000}},
		{"powers of 2", axis(t)(study.Logarithmic(1, 256)), 9, []float64{1, 2, 4, 8, 16, 32, 64, 128, 256}},
		{"a logarithmic range may fall", axis(t)(study.Logarithmic(8, 1)), 4, []float64{8, 4, 2, 1}},
		{"all integers", axis(t)(study.Integers(-1, 2)), 0, []float64{-1, 0, 1, 2}},
		{"integers downwards", axis(t)(study.Integers(3, 1)), 0, []float64{3, 2, 1}},
		{"some integers", axis(t)(study.Integers(1, 10)), 4, []float64{1, 4, 7, 10}},
		{"integers are rounded", axis(t)(study.Integers(1, 4)), 3, []float64{1, 3, 4}},
		{"the zero axis is a point", study.Axis{}, 1, []float64{0}},
	} {
		if got, err := c.axis.Grid(c.n); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, %v, want %v", c.name, got, err, c.want)
		}
	}
}

func axis(t *testing.T) func(study.Axis, error) study.Axis {
	return func(a study.Axis, err error) study.Axis {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
}

func TestLogarithmicStepsHaveEqualRatios(t *testing.T) {
	got, err := axis(t)(study.Logarithmic(0.002, 7e5)).Grid(31)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range got {
		want := 0.002 * math.Pow(7e5/0.002, float64(i)/30)
		if math.Abs(v/want-1) > 1e-14 {
			t.Errorf("value %d: got %v, want %v", i, v, want)
		}
	}
}

func TestPlacesOnAnAxis(t *testing.T) {
	almost := math.Nextafter(1, 0)
	for _, c := range []struct {
		name    string
		axis    study.Axis
		u, want float64
	}{
		{"linear", axis(t)(study.Linear(10, 20)), 0.25, 12.5},
		{"logarithmic", axis(t)(study.Logarithmic(1, 256)), 0.375, 8},
		{"logarithmic and falling", axis(t)(study.Logarithmic(256, 1)), 0.5, 16},
		{"integers have equal parts", axis(t)(study.Integers(1, 4)), 0.25, 2},
		{"the end of the integers is the last", axis(t)(study.Integers(1, 4)), almost, 4},
		{"falling integers", axis(t)(study.Integers(4, 1)), 0.25, 3},
	} {
		if got := c.axis.At(c.u); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
	log := axis(t)(study.Logarithmic(3, 50000))
	for u := 0.0; u < 1; u += 0.0137 {
		if got, want := log.At(u), 3*math.Pow(50000.0/3, u); math.Abs(got/want-1) > 1e-14 {
			t.Errorf("%v along: got %v, want %v", u, got, want)
		}
	}
}

func TestLevelsOfAnAxis(t *testing.T) {
	for _, c := range []struct {
		name string
		axis study.Axis
		want []float64 // at 0, 1/3, 2/3 and 1
	}{
		{"two integers", axis(t)(study.Integers(5, 6)), []float64{5, 5, 6, 6}},
		{"four integers", axis(t)(study.Integers(5, 8)), []float64{5, 6, 7, 8}},
		{"linear", axis(t)(study.Linear(0, 3)), []float64{0, 1, 2, 3}},
		{"integers", axis(t)(study.Integers(1, 10)), []float64{1, 4, 7, 10}},
		{"falling integers", axis(t)(study.Integers(10, 1)), []float64{10, 7, 4, 1}},
		{"logarithmic", axis(t)(study.Logarithmic(1, 1000)), []float64{1, 10, 100, 1000}},
	} {
		for i, want := range c.want {
			if got := c.axis.Level(float64(i) / 3); math.Abs(got/want-1) > 1e-14 && got != want {
				t.Errorf("%s, level %d: got %v, want %v", c.name, i, got, want)
			}
		}
	}
}

func TestImpossibleRanges(t *testing.T) {
	for name, make := range map[string]func() (study.Axis, error){
		"no number":                func() (study.Axis, error) { return study.Linear(0, math.NaN()) },
		"to infinity":              func() (study.Axis, error) { return study.Linear(0, math.Inf(1)) },
		"logarithmic from 0":       func() (study.Axis, error) { return study.Logarithmic(0, 1) },
		"logarithmic and too wide": func() (study.Axis, error) { return study.Logarithmic(1e-300, 1e300) },
		"integers without end":     func() (study.Axis, error) { return study.Integers(0, math.MaxInt) },
	} {
		if a, err := make(); err == nil {
			t.Errorf("%s: got %v, want an error", name, a)
		}
	}
	for _, c := range []struct {
		name string
		axis study.Axis
		n    int
	}{
		{"one value of two ends", axis(t)(study.Linear(1, 2)), 1},
		{"all of a range", axis(t)(study.Linear(1, 2)), 0},
		{"more integers than there are", axis(t)(study.Integers(1, 3)), 4},
		{"one place many times", axis(t)(study.Linear(2, 2)), 2},
	} {
		if got, err := c.axis.Grid(c.n); err == nil {
			t.Errorf("%s: got %v, want an error", c.name, got)
		}
	}
}
