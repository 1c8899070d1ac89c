package reports

import (
	"math"
	"strconv"
	"strings"

	"headroom/sim/stats"
)

// apart writes two values in as many digits as it takes to tell them apart.
func apart(a, b float64, u unit) (string, string) {
	for digits := plainDigits; ; digits++ {
		x, y := amountDigits(a, u, digits), amountDigits(b, u, digits)
		if x != y || a == b || digits == 9 {
			return x, y
		}
	}
}

// changed writes a difference with its sign, and its interval. Differences of shares are
// in percentage points.
func changed(e *stats.Estimate, u unit) (value, interval string) {
	size := *e
	sign := "+"
	if e.Value < 0 {
		sign = "-"
		size.Value = -e.Value
		if e.CI95 != nil {
			size.CI95 = &[2]float64{-e.CI95[1], -e.CI95[0]}
		}
	}
	value, interval = measured(&size, u)
	if u == unitRatio {
		value = strings.Replace(value, " %", " pp", 1)
	}
	if e.Value == 0 {
		sign = ""
	}
	return sign + value, interval
}

// relativeText writes a change in percent of A: "+12 %", "-35 %"; from 0 there is none.
func relativeText(r *stats.Estimate) string {
	switch {
	case r == nil:
		return "from 0"
	case r.Value == 0:
		return "0 %"
	case r.Value < 0:
		return "-" + percent(-r.Value)
	}
	return "+" + percent(r.Value)
}

// percent writes a share that can be above 1 in two digits.
func percent(v float64) string {
	return fixed(v*100, min(decimals(v*100, 2), 6)) + " %"
}

// probability writes a p-value in two digits.
func probability(p float64) string {
	switch {
	case p < 0.001:
		return "<0.001"
	case p > 0.99:
		return "1"
	}
	return strconv.FormatFloat(math.Round(p*1000)/1000, 'g', 2, 64)
}
