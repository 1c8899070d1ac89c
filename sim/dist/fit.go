package dist

import (
	"fmt"
	"strings"
)

// statistics are the parameters of a fitted law: any two of them are enough.
const statistics = "mean sd p50 p90 p95 p99 p999"

// percentile is a percentile that may be a parameter.
type percentile struct {
	name string
	tail float64 // share of values above it
	z    float64 // the same percentile of the standard normal law
}

// percentiles lists them in ascending order.
func percentiles() []percentile {
	return []percentile{
		{"p50", 0.5, 0},
		{"p90", 0.1, 1.2815515655446004},
		{"p95", 0.05, 1.6448536269514722},
		{"p99", 0.01, 2.3263478740408408},
		{"p999", 0.001, 3.0902323061678132},
	}
}

// param is a statistic with its value.
type param struct {
	name  string
	value float64
}

// percentile returns which percentile the parameter is, if it is one.
func (p param) percentile() (percentile, bool) {
	for _, q := range percentiles() {
		if q.name == p.name {
			return q, true
		}
	}
	return percentile{}, false
}

// fitted is what laws with two fitted parameters have in common: the law's name and the
// two statistics, in the order of the list.
type fitted struct {
	law  string
	in   Quantity
	a, b param
}

// String returns the text form of the law.
func (f *fitted) String() string {
	return fmt.Sprintf("%s(%s=%s %s=%s)", f.law, f.a.name, f.in.format(f.a.value), f.b.name, f.in.format(f.b.value))
}

// readFitted reads two statistics and checks what holds for every law: percentiles
// rise, and the high ones are above the mean.
func readFitted(a *args) fitted {
	var list []param
	for _, name := range strings.Fields(statistics) {
		if a.has(name) {
			list = append(list, param{name, a.quantity(name)})
		}
	}
	if len(list) != 2 {
		a.fault("it takes two of %s and has %d; %s", statistics, len(list), a.write())
		return fitted{}
	}
	f := fitted{a.law.name, a.in, list[0], list[1]}
	if len(a.faults) > 0 {
		return f
	}
	_, first := f.a.percentile()
	second, isPercentile := f.b.percentile()
	low, high := f.in.format(f.a.value), f.in.format(f.b.value)
	switch {
	case first && f.b.value < f.a.value:
		a.fault("%s %s is below %s %s; a higher percentile has a larger value", f.b.name, high, f.a.name, low)
	case first && f.b.value == f.a.value:
		a.fault("%s and %s are both %s: that is no spread; write %s alone", f.a.name, f.b.name, low, low)
	case f.a.name == "mean" && isPercentile && second.z > 0 && f.b.value <= f.a.value:
		a.fault("%s %s is not above the mean %s; make it larger, or write p50", f.b.name, high, low)
	}
	return f
}

// family is a family of laws with a scale, which is 1 here, and a spread: the larger
// the wider.
type family struct {
	low, high float64 // range of spreads that is searched
	// log returns the logarithm of a statistic.
	log func(name string, p percentile, spread float64) float64
}

// steps is the number of steps in which a range of spreads is searched.
const steps = 256

// fit returns the least spread in the range of the family for which the two statistics
// have the ratio that is asked for, and the logarithm of the scale.
func (f *fitted) fit(a *args, fam family) (spread, logScale float64) {
	pa, _ := f.a.percentile()
	pb, _ := f.b.percentile()
	ratio := func(x float64) float64 { return fam.log(f.b.name, pb, x) - fam.log(f.a.name, pa, x) }
	want := FastLog(f.b.value) - FastLog(f.a.value)

	x, y := fam.low, ratio(fam.low)
	lowest, highest := y, y
	if f.narrow(want, y) {
		a.fault("%s %s and %s %s leave nearly no spread; write the value alone, or normal(mean= sd=)",
			f.a.name, f.in.format(f.a.value), f.b.name, f.in.format(f.b.value))
		return 1, 0
	}
	step := (FastLog(fam.high) - FastLog(fam.low)) / steps
	for i := 1; i <= steps; i++ {
		next := fam.low * FastExp(step*float64(i))
		value := ratio(next)
		if (y <= want) == (want <= value) {
			spread = bisect(func(x float64) bool { return (ratio(x) < want) == (y < want) }, x, next)
			return spread, FastLog(f.a.value) - fam.log(f.a.name, pa, spread)
		}
		x, y = next, value
		lowest, highest = min(lowest, y), max(highest, y)
	}
	bound, nearest := "most", highest
	if want < lowest {
		bound, nearest = "least", lowest
	}
	a.fault("%s %s does not go with %s %s; with that %s it is at %s %s",
		f.b.name, f.in.format(f.b.value), f.a.name, f.in.format(f.a.value), f.a.name, bound,
		f.in.format(round(f.a.value*FastExp(nearest), 3)))
	return 1, 0
}

// narrow tells whether the ratio that is wanted lies beyond the ratio at the least
// spread, towards that of no spread at all: 1, or a standard deviation of 0.
func (f *fitted) narrow(want, least float64) bool {
	switch {
	case f.a.name == "sd":
		return want > least
	case f.b.name == "sd":
		return want < least
	}
	return want >= min(0, least) && want <= max(0, least)
}

// bisect returns the point between low and high at which before turns false.
func bisect(before func(float64) bool, low, high float64) float64 {
	for {
		middle := low + float64((high-low)/2)
		if middle <= low || middle >= high {
			return middle
		}
		if before(middle) {
			low = middle
		} else {
			high = middle
		}
	}
}

// finite notes a fault when a fitted law has a mean beyond all use.
func (f *fitted) finite(a *args, mean float64) {
	if len(a.faults) == 0 && !(mean <= most) {
		a.fault("%s %s and %s %s are too far apart: the mean is out of range",
			f.a.name, f.in.format(f.a.value), f.b.name, f.in.format(f.b.value))
	}
}

// relative returns sd / mean when these are the two statistics.
func (f *fitted) relative() (float64, bool) {
	return f.b.value / f.a.value, f.a.name == "mean" && f.b.name == "sd"
}

// meanOr returns the mean as it was written, or else the one that was computed, so that
// rounding in the fit does not show.
func (f *fitted) meanOr(computed float64) float64 {
	if f.a.name == "mean" {
		return f.a.value
	}
	return computed
}
