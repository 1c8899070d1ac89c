package reports

import (
	"math"
	"strconv"
	"strings"

	"headroom/sim/stats"
)

// Units of objectives that no axis has.
const (
	unitPerMonth unit = "usd_per_month"
	unitPer1kOK  unit = "usd_per_1k_ok"
)

const (
	plainDigits = 3 // of a number without an interval
	mostDigits  = 4 // of a number whose interval would allow more
)

// measure is how a number of a unit and a size is written: what stands before it, the
// size of one, and what stands after it.
type measure struct {
	before string
	one    float64
	scale  string // k, M, G: written behind the interval too
	after  string
}

// measureOf picks the measure for a value. The limits leave room for rounding to three
// digits: 0.9996 s is 1 s and not 1000 ms.
func measureOf(v float64, u unit) measure {
	v = math.Abs(v)
	switch u {
	case unitSeconds:
		for _, m := range []struct {
			below float64
			measure
		}{
			{0.9995e-3, measure{one: 1e-6, after: " µs"}}, {0.9995, measure{one: 1e-3, after: " ms"}},
			{120, measure{one: 1, after: " s"}}, {3600, measure{one: 60, after: " min"}}, {48 * 3600, measure{one: 3600, after: " h"}},
		} {
			if v < m.below {
				return m.measure
			}
		}
		return measure{one: 86400, after: " d"}
	case unitRatio:
		return measure{one: 0.01, after: " %"}
	}
	m := measure{one: 1}
	switch {
	case v >= 999.5e6:
		m = measure{one: 1e9, scale: "G"}
	case v >= 999.5e3:
		m = measure{one: 1e6, scale: "M"}
	case v >= 9995:
		m = measure{one: 1e3, scale: "k"}
	}
	switch u {
	case unitPerSecond:
		m.after = "/s"
	case unitPerHour:
		m.before, m.after = "$", "/h"
	case unitPerMonth:
		m.before, m.after = "$", "/month"
	case unitPer1kOK:
		m.before, m.after = "$", "/1k ok"
	}
	return m
}

// amount writes a number with its unit, in three digits. A share keeps two digits of what
// it lacks to 1, so that 99.95 % does not read as 100 %; whole numbers below 10000 are
// exact.
func amount(v float64, u unit) string { return amountDigits(v, u, plainDigits) }

func amountDigits(v float64, u unit, digits int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "-"
	}
	if v == 0 && u == unitSeconds {
		return "0 s"
	}
	m := measureOf(v, u)
	x := v / m.one
	d := decimals(x, digits)
	if m.scale == "" {
		d = max(d, 0)
	}
	if u == unitRatio {
		d = max(d, lacking(v, digits-1))
	}
	text := fixed(notFull(x, u, d), d)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return m.before + text + m.scale + m.after
}

// measured writes an estimate and, apart, its interval: "41.2 ms" and "± 0.8". The
// interval is given by the larger of its halves in one digit, or two when the first is a
// 1, and the value has no digit beyond those. Both are empty for nil; the interval is
// empty when there is none.
func measured(e *stats.Estimate, u unit) (value, interval string) {
	if e == nil {
		return "", ""
	}
	if e.CI95 == nil || math.IsNaN(e.Value) || math.IsInf(e.Value, 0) {
		return amount(e.Value, u), ""
	}
	half := max(e.CI95[1]-e.Value, e.Value-e.CI95[0])
	if !(half > 0) || math.IsInf(half, 0) {
		return amount(e.Value, u), "± 0"
	}
	m := measureOf(e.Value, u)
	if e.Value == 0 {
		m = measureOf(half, u)
	}
	x, h := e.Value/m.one, half/m.one
	d := decimals(h, 1)
	if strconv.FormatFloat(h, 'e', 1, 64)[0] == '1' {
		d++
	}
	if x != 0 {
		most := decimals(x, mostDigits)
		if u == unitRatio {
			most = max(most, lacking(e.Value, 2))
		}
		d = min(max(d, decimals(x, 1)), most)
	}
	if u == unitRatio {
		d = max(d, 0)
	}
	interval = "± " + fixed(h, d) + m.scale
	if strings.Trim(fixed(h, d), "0.") == "" {
		interval = "± <" + fixed(math.Pow10(-d), d) + m.scale
	}
	return m.before + fixed(notFull(x, u, d), d) + m.scale + m.after, interval
}

// estimated writes an estimate with its interval in one text, "41.2 ms ± 0.8".
func estimated(e *stats.Estimate, u unit) string {
	value, interval := measured(e, u)
	return strings.TrimSpace(value + " " + interval)
}

// decimals is the number of decimals with which v has n significant digits; negative when
// digits before the point are rounded.
func decimals(v float64, n int) int {
	if v == 0 {
		return 0
	}
	_, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', n-1, 64), "e")
	e, err := strconv.Atoi(exponent)
	if err != nil {
		return 0
	}
	return n - 1 - e
}

// lacking is the number of decimals of a percentage that shows n digits of what a share
// above 0.9 lacks to 1, at most 6.
func lacking(share float64, n int) int {
	if share <= 0.9 || share >= 1 {
		return 0
	}
	return min(decimals((1-share)*100, n), 6)
}

// notFull keeps a percentage below 100 from being rounded to 100.
func notFull(x float64, u unit, d int) float64 {
	if u == unitRatio && x < 100 && x >= 100-float64(0.5*math.Pow10(-d)) {
		return 100 - math.Pow10(-d)
	}
	return x
}

// fixed writes v with d decimals and commas at the thousands. A negative d rounds to
// tens, hundreds and so on.
func fixed(v float64, d int) string {
	if d < 0 {
		p := math.Pow10(-d)
		v = math.Round(v/p) * p
	}
	s := strconv.FormatFloat(v, 'f', max(d, 0), 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, rest, point := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		rest = "." + rest
	}
	return sign + whole + rest
}

// whole writes a count of things: exact below 10000.
func whole(n uint64) string { return amount(float64(n), unitCount) }

// share writes a part of a whole in percent, in two digits; nothing when the part is zero.
func share(part, of uint64) string {
	if part == 0 || of == 0 {
		return ""
	}
	return amountDigits(float64(part)/float64(of), unitRatio, 2)
}
