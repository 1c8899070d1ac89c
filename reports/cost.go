package reports

import (
	"fmt"
	"slices"
	"strings"

	"headroom/sim/stats"
)

// mostPayers is how many components the cost is broken down to.
const mostPayers = 5

// costSection tells what it costs and for what; nothing when nothing has a price.
func costSection(r *stats.Result) section {
	c := &r.Cost
	if c.PerHour <= 0 {
		return section{}
	}
	var parts []string
	for _, e := range []string{estimated(c.PerMonth, unitPerMonth), estimated(c.Per1kOK, unitPer1kOK), amount(c.PerHour, unitPerHour)} {
		if e != "" {
			parts = append(parts, e)
		}
	}
	if c.Idle > 0 {
		parts = append(parts, amount(c.Idle/c.PerHour, unitRatio)+" of it for instances that were not busy")
	}
	s := section{title: "Cost", summary: strings.Join(parts, ", ")}
	s.lines = append(s.lines, "by component: "+largestShares(c.By, c.PerHour), "by meter: "+largestShares(c.ByMeter, c.PerHour))
	if len(c.Unpriced) > 0 {
		s.lines = append(s.lines, "without a price: "+strings.Join(c.Unpriced, ", "))
	}
	return s
}

// largestShares lists the largest parts of a sum in percent, and the others together.
func largestShares(parts stats.Ordered[float64], sum float64) string {
	sorted := slices.Clone(parts)
	slices.SortStableFunc(sorted, func(a, b stats.Entry[float64]) int {
		switch {
		case a.Value > b.Value:
			return -1
		case a.Value < b.Value:
			return 1
		}
		return 0
	})
	var texts []string
	for i, p := range sorted {
		if i == mostPayers {
			rest := 0.0
			for _, q := range sorted[i:] {
				rest += q.Value
			}
			texts = append(texts, fmt.Sprintf("%d others %s", len(sorted)-i, percentOf(rest, sum)))
			break
		}
		texts = append(texts, p.Name+" "+percentOf(p.Value, sum))
	}
	return strings.Join(texts, ", ")
}

// percentOf writes a part of a whole in two digits, which sum to 100 well enough.
func percentOf(part, of float64) string { return amountDigits(part/of, unitRatio, 2) }

// perMonth is the part of a component in the monthly cost, and whether there is one.
func perMonth(c *stats.Cost, name string) (float64, bool) {
	v, ok := c.By.Find(name)
	if !ok || c.PerMonth == nil || c.PerHour <= 0 {
		return 0, false
	}
	return v / c.PerHour * c.PerMonth.Value, true
}
