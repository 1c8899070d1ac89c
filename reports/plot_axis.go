package reports

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Units that only settings have.
const (
	unitBytes unit = "bytes"
	unitUSD   unit = "usd"
)

// axis is one of the two axes of a board.
type axis struct {
	scale
	title string
	lines bool // a line through the area at each tick
	names bool // the ticks are names: all of them are written, slanted where they are long
}

// mostTicks is how many values of a setting have a tick each.
const mostTicks = 12

// span is a scale from a round number at or below low to one at or above high.
func span(low, high float64, u unit) scale {
	low, high = apartEnds(low, high)
	one := oneOf(math.Max(math.Abs(low), math.Abs(high)), u)
	step := niceStep((high-low)/one/5) * one
	if u == unitCount && high-low >= 3 {
		step = math.Max(step, 1)
	}
	first, last := math.Floor(low/step+1e-9), math.Ceil(high/step-1e-9)
	s := scale{min: first * step, max: last * step}
	for k := first; k <= last; k++ {
		s.ticks = append(s.ticks, tick{at: k * step})
	}
	label(s.ticks, u)
	return s
}

// logSpan is a logarithmic scale from low to high, with ticks at 1, 2 and 5 times powers of
// ten; also at 3 and 7 times when it is short, and at the powers alone when it is long.
func logSpan(low, high float64, u unit) scale {
	low, high = apartEnds(low, high)
	s := scale{min: low, max: high, log: true}
	one := oneOf(high, u)
	decades := math.Log10(high / low)
	for e := int(math.Floor(math.Log10(low / one))); e <= int(math.Ceil(math.Log10(high/one))); e++ {
		for _, m := range []string{"1", "2", "3", "5", "7"} {
			v, err := strconv.ParseFloat(m+"e"+strconv.Itoa(e), 64)
			if err != nil || m != "1" && decades > 4 || (m == "3" || m == "7") && decades > 1.2 {
				continue
			}
			if v *= one; v >= low*(1-1e-9) && v <= high*(1+1e-9) {
				s.ticks = append(s.ticks, tick{at: v})
			}
		}
	}
	if len(s.ticks) < 2 {
		s.ticks = []tick{{at: low}, {at: high}}
	}
	label(s.ticks, u)
	return s
}

// apartEnds moves two ends apart that are the same.
func apartEnds(low, high float64) (float64, float64) {
	if high-low > 1e-9*math.Max(math.Abs(low), math.Abs(high)) {
		return low, high
	}
	switch {
	case low > 0:
		return low * 0.9, high * 1.1
	case low < 0:
		return low * 1.1, high * 0.9
	}
	return 0, 1
}

// padded widens a scale by a share of its length at both ends, so that what stands at an
// end has room.
func (s scale) padded(share float64) scale {
	if s.log {
		by := math.Pow(s.max/s.min, share)
		s.min, s.max = s.min/by, s.max*by
		return s
	}
	by := (s.max - s.min) * share
	s.min, s.max = s.min-by, s.max+by
	return s
}

// named is a scale of n places with names, each in the middle of a field of its own.
func named(names []string) scale {
	s := scale{min: -0.5, max: float64(len(names)) - 0.5}
	for i, name := range names {
		s.ticks = append(s.ticks, tick{float64(i), name})
	}
	return s
}

// label writes the ticks of a scale in as many digits as it takes to tell them apart.
func label(ticks []tick, u unit) {
	for digits := 0; digits <= 9; digits++ {
		same := false
		for i := range ticks {
			ticks[i].label = axisText(ticks[i].at, u, digits)
			same = same || i > 0 && ticks[i].label == ticks[i-1].label
		}
		if !same {
			return
		}
		digits = max(digits, 2)
	}
}

// axisText writes a number on an axis; in so many digits, or as usual with 0.
func axisText(v float64, u unit, digits int) string {
	switch {
	case v == 0 && (u == unitPerMonth || u == unitPer1kOK || u == unitUSD || u == unitPerHour):
		return "$0"
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "-"
	case v < 0:
		return "-" + axisText(-v, u, digits)
	case u == unitBytes:
		one := oneOf(v, u)
		return significant(v/one, max(digits, 4)) + map[float64]string{1: " B", 1 << 10: " KiB", 1 << 20: " MiB", 1 << 30: " GiB", 1 << 40: " TiB"}[one]
	case digits > 0 && u == unitUSD:
		return "$" + amountDigits(v, unitCount, digits)
	case digits > 0:
		return amountDigits(v, u, digits)
	case u == unitPerMonth || u == unitPer1kOK || u == unitUSD:
		return dollars(v)
	}
	return u.text(v)
}

// oneOf is the size of one of the units in which a number is written: that of round steps.
func oneOf(v float64, u unit) float64 {
	switch u {
	case unitBytes:
		one := 1.0
		for one < 1<<40 && math.Abs(v) >= 1024*one {
			one *= 1024
		}
		return one
	case unitSeconds:
		return measureOf(v, u).one
	}
	return 1
}

// cutName shortens a name in its middle, where names differ least.
func cutName(name string, most int) string {
	if utf8.RuneCountInString(name) <= most {
		return name
	}
	runes := []rune(name)
	head := (most - 1) / 2
	return strings.TrimSpace(string(runes[:head])) + "…" + strings.TrimSpace(string(runes[len(runes)-(most-1-head):]))
}
