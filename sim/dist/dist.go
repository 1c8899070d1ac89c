// Package dist holds the distributions of times, sizes and counts: their text form,
// their samplers and the popularity of keys.
//
//	lognormal(mean=5ms p99=40ms)
//	mix(90% 2ms | 10% exponential(mean=50ms))
//	zipf(s=0.9 items=3M)
//
// All draws come from a [sim.Stream] that is passed in. No draw allocates, and the same
// stream gives the same draws on every architecture: the package has its own
// exponential and logarithm, and rounds every product before it is added.
//
// It does not know what the values are used for.
package dist

import (
	"headroom/sim"
	"headroom/sim/unit"
)

// Dist is a distribution of values that are not negative, in seconds, bytes or plain
// counts. Distributions never change once made, so that any number of goroutines may
// share one.
type Dist interface {
	// Sample returns the next value drawn from s.
	Sample(s *sim.Stream) float64
	// Mean returns the mean of the values that Sample returns.
	Mean() float64
	// String returns the text form, of which [Parse] makes an equal distribution.
	String() string
}

// Quantity is what the values of a distribution measure. It decides which units its
// text form has.
type Quantity uint8

// The quantities.
const (
	Seconds Quantity = iota // 5ms; see unit.Duration
	Bytes                   // 4KiB; see unit.Bytes
	Counts                  // 12, 25k; see unit.Count
)

// least and most bound the values in a text form, other than 0: far beyond all use, and
// near enough that sums and squares of spreads stay finite.
const (
	least = 1e-18
	most  = 1e18
)

// parse reads a value.
func (q Quantity) parse(text string) (float64, error) {
	switch q {
	case Bytes:
		return unit.ParseBytes(text)
	case Counts:
		return unit.ParseCount(text)
	}
	return unit.ParseSeconds(text)
}

// format writes what parse reads.
func (q Quantity) format(v float64) string {
	switch q {
	case Bytes:
		return unit.FormatBytes(v)
	case Counts:
		return unit.FormatCount(v)
	}
	return unit.FormatSeconds(v)
}

// samples returns three values of the quantity for examples, from small to large.
func (q Quantity) samples() (a, b, c string) {
	switch q {
	case Bytes:
		return "1KiB", "4KiB", "32KiB"
	case Counts:
		return "2", "5", "40"
	}
	return "2ms", "5ms", "40ms"
}

// one returns one value of the quantity for examples.
func (q Quantity) one() string {
	_, b, _ := q.samples()
	return b
}
