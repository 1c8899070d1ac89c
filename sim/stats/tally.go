package stats

import "math"

// Tally sums up observations one by one. The zero value is empty and ready to use.
//
// Mean and standard deviation follow Welford (1962): with the n-th observation x,
//
//	mean' = mean + (x - mean)/n        s' = s + (x - mean)(x - mean')
//
// which, unlike sums of squares, loses nothing where observations are large and close
// together.
type Tally struct {
	n        uint64
	mean, s  float64
	min, max float64
}

// Record counts an observation. It panics if x is not a number.
func (t *Tally) Record(x float64) {
	if math.IsNaN(x) {
		panic("stats: NaN in a tally")
	}
	t.n++
	if t.n == 1 {
		t.mean, t.min, t.max = x, x, x
		return
	}
	d := x - t.mean
	t.mean += d / float64(t.n)
	t.s += float64(d * (x - t.mean))
	t.min = min(t.min, x)
	t.max = max(t.max, x)
}

// Count returns how many observations there were.
func (t *Tally) Count() uint64 { return t.n }

// Mean returns the mean of the observations; NaN when there are none.
func (t *Tally) Mean() float64 { return t.known(t.mean) }

// SD returns the standard deviation: the root of the sum of squared distances from the
// mean over Count - 1. It is 0 for one observation and NaN for none.
func (t *Tally) SD() float64 {
	if t.n < 2 {
		return t.known(0)
	}
	return math.Sqrt(t.s / float64(t.n-1))
}

// Min returns the smallest observation; NaN when there are none.
func (t *Tally) Min() float64 { return t.known(t.min) }

// Max returns the largest observation; NaN when there are none.
func (t *Tally) Max() float64 { return t.known(t.max) }

func (t *Tally) known(x float64) float64 {
	if t.n == 0 {
		return math.NaN()
	}
	return x
}
