package stats

import (
	"math"
	"strconv"
	"strings"
)

// Quantity writes a number in its unit, as sentences have it: 12.5ms, 99.95%, 1,105/s,
// $9,877/month. Digits is how many a number has that is not whole, 3 or 4; from 1,000 on all
// are whole. The units are those of results; any other is not written.
func Quantity(v float64, unit string, digits int) string {
	switch unit {
	case "s":
		switch a := math.Abs(rounded(v, digits)); {
		case a == 0 || a >= 1:
			return number(v, digits) + "s"
		case a >= 1e-3:
			return number(v*1e3, digits) + "ms"
		}
		return number(v*1e6, digits) + "us"
	case "ratio":
		return inPercent(v, digits) + "%"
	case "per_s":
		return number(v, digits) + "/s"
	case "usd_per_hour":
		return "$" + number(v, digits) + "/hour"
	case "usd_per_month":
		return "$" + number(v, digits) + "/month"
	case "usd_per_1k_ok":
		return "$" + number(v, digits) + "/1k ok"
	}
	return number(v, digits)
}

// number writes a number with so many digits, and large and whole ones in full, with commas
// between thousands: 0.123, 6,536. From a billion on it has an exponent.
func number(v float64, digits int) string {
	if a := math.Abs(rounded(v, digits)); a >= 1e9 || a < 1000 && v != math.Floor(v) || math.IsNaN(v) {
		return strconv.FormatFloat(v, 'g', digits, 64)
	}
	text := strconv.FormatFloat(v, 'f', 0, 64)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// inPercent writes a share in percent, and of one near 1 so many digits of what it lacks, so
// that 99.95 is not taken for 100; decimals end at the fifth.
func inPercent(share float64, digits int) string {
	if !(share > 0.9 && share <= 1) {
		return number(100*share, digits)
	}
	decimals := digits - 1
	for lack := 100 * (1 - share); lack < 1 && decimals < 5; lack *= 10 {
		decimals++
	}
	return strings.TrimRight(strings.TrimRight(strconv.FormatFloat(100*share, 'f', decimals, 64), "0"), ".")
}

// rounded returns the number that so many digits are.
func rounded(v float64, digits int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return v // rounded beyond the largest number
	}
	return r
}
