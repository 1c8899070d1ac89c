package whatif

import (
	"math"
	"strconv"

	"headroom/sim/stats"
)

// nothing stands for what was not measured.
var nothing = math.NaN()

// short writes a number with three digits, and whole ones in full: 0.123, 6,536.
func short(v float64) string {
	if a := math.Abs(v); v != math.Floor(v) && a < 1000 || a >= 1e9 {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	text := strconv.FormatFloat(v, 'f', 0, 64)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// percent writes a share with three digits, and one near 1 to a thousandth: 15.5%, 99.975%.
func percent(share float64) string {
	if a := math.Abs(share); a > 0.9 && a <= 1 {
		return strconv.FormatFloat(math.Round(share*1e5)/1e3, 'g', -1, 64) + "%"
	}
	return strconv.FormatFloat(100*share, 'g', 3, 64) + "%"
}

// quantity writes a number in its unit: 12.5ms, 99.9%, $9,877/month.
func quantity(v float64, unit string) string {
	switch unit {
	case "s":
		switch a := math.Abs(v); {
		case a == 0 || a >= 1:
			return short(v) + "s"
		case a >= 1e-3:
			return short(v*1e3) + "ms"
		}
		return short(v*1e6) + "us"
	case "ratio":
		return percent(v)
	case "per_s":
		return short(v) + "/s"
	case "usd_per_month":
		return "$" + short(v) + "/month"
	case "usd_per_1k_ok":
		return "$" + short(v) + " per 1,000 good answers"
	}
	return short(v)
}

// inUnit writes an estimate with its interval.
func inUnit(e stats.Estimate, unit string) string {
	text := quantity(e.Value, unit)
	if e.CI95 == nil {
		return text
	}
	low, high := quantity(e.CI95[0], unit), quantity(e.CI95[1], unit)
	if low == high {
		return text
	}
	return text + " (" + low + " to " + high + ")"
}
