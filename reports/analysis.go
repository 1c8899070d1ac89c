package reports

import (
	"fmt"
	"strconv"
	"strings"

	"headroom/sim/stats"
)

// analysisText tells how the numbers were made; "" where the result does not know.
func analysisText(r *stats.Result) string {
	if r.Analysis == nil {
		return ""
	}
	return r.Analysis.Text
}

// warningLines are the warnings about single numbers. Pages without the 99.9th percentile
// leave out those about it alone.
func warningLines(r *stats.Result, all bool) []string {
	if r.Analysis == nil {
		return nil
	}
	var lines []string
	for _, w := range r.Analysis.Warnings {
		if all || w.Metric != "p999" {
			lines = append(lines, w.Text)
		}
	}
	return lines
}

// effectiveText tells how many independent requests would tell the mean latencies as well;
// "" where the result does not know.
func effectiveText(r *stats.Result) string {
	if r.Analysis == nil || len(r.Analysis.Effective) == 0 {
		return ""
	}
	var parts []string
	for _, e := range r.Analysis.Effective {
		parts = append(parts, fmt.Sprintf("%s %s of %s", e.Name, tickCount(e.Value.Effective), tickCount(float64(e.Value.Requests))))
	}
	return "As requests wait for each other, they tell as much about the mean as so many that do not: " + strings.Join(parts, ", ") + "."
}

// warmupName is the name of the warm-up in plots, with how it was found.
func warmupName(r *stats.Result) string {
	switch {
	case r.Analysis == nil:
		return "warm-up"
	case r.Analysis.Warmup.By == stats.WarmupDetected:
		return "warm-up (found)"
	case r.Analysis.Warmup.By == stats.WarmupGiven:
		return "warm-up (given)"
	}
	return "warm-up"
}

// precisionFlags are the flags that ask for the precision of a result again.
func precisionFlags(p *stats.Precise) string {
	text := " --precision " + strings.ReplaceAll(unitRatio.text(p.Wanted), " ", "")
	if p.Most != usualMostPrecise {
		text += " --max-repeat " + strconv.Itoa(p.Most)
	}
	return text
}

// usualMostPrecise is the largest number of replications for a precision when none is given.
const usualMostPrecise = 200
