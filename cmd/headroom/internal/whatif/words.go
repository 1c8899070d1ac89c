package whatif

import (
	"math"

	"headroom/sim/stats"
)

// nothing stands for what was not measured.
var nothing = math.NaN()

// quantity writes a number in its unit with three digits, as answers have it.
func quantity(v float64, unit string) string { return stats.Quantity(v, unit, 3) }

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
