package reports

import (
	"strings"

	"headroom/sim/stats"
)

// reasonsText lists all reasons with their counts: "1,200 queue full, 30 shed".
func reasonsText(by stats.Ordered[uint64]) string {
	var parts []string
	for _, e := range by {
		parts = append(parts, whole(e.Value)+" "+reasonText(e.Name))
	}
	return strings.Join(parts, ", ")
}

// reasonText writes the name of a reason as words.
func reasonText(name string) string { return strings.ReplaceAll(name, "_", " ") }

// refusedBy is the sum over all reasons.
func refusedBy(by stats.Ordered[uint64]) uint64 {
	sum := uint64(0)
	for _, e := range by {
		sum += e.Value
	}
	return sum
}

// wastedShare returns the work of a component for callers that had given up, as a share of
// its work on the calls that it completed. Most wasted work is part of those, as a timeout
// does not stop anybody; where callers cancel, or have deadlines, work that was broken off
// comes on top. It is 0 when nothing was completed.
func wastedShare(c *stats.Component) float64 {
	m := orNone(c.Service).Mean
	if m == nil || m.Value <= 0 || c.Completions == 0 {
		return 0
	}
	return c.Wasted / (m.Value * float64(c.Completions))
}
