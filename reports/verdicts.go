package reports

import (
	"strings"

	"headroom/sim/stats"
)

// Words for what came of an objective. A warning is an objective of severity warning that
// was not kept.
const (
	wordFail      = "FAIL"
	wordUndecided = "UNDECIDED"
	wordWarning   = "warning"
	wordPass      = "pass"
)

func verdictWord(o stats.Objective) (string, style) {
	switch {
	case o.Verdict == stats.Pass:
		return wordPass, good
	case o.Severity == "warning":
		return wordWarning, unsure
	case o.Verdict == stats.Undecided:
		return wordUndecided, unsure
	}
	return wordFail, bad
}

// objectiveMeasured writes the value of an objective and its interval. A value without
// interval has as many digits as it takes to tell it from the bound.
func objectiveMeasured(o stats.Objective) (value, interval string) {
	switch {
	case o.Value == nil && strings.HasPrefix(o.Reason, stats.NoLatency):
		return "unstable", ""
	case o.Value == nil:
		return "nothing", ""
	case o.CI95 != nil:
		return measured(&stats.Estimate{Value: *o.Value, CI95: o.CI95}, unit(o.Unit))
	}
	for digits := plainDigits; ; digits++ {
		value = amountDigits(*o.Value, unit(o.Unit), digits)
		if digits == 9 || *o.Value == o.Bound || value != amountDigits(o.Bound, unit(o.Unit), digits) {
			return value, ""
		}
	}
}

// verdictText tells in one line what came of an objective.
func verdictText(o stats.Objective) string {
	value, interval := objectiveMeasured(o)
	if interval != "" {
		value += " " + interval
	}
	text := string(o.Verdict) + ": " + o.Objective + ", measured " + value
	if o.Reason != "" {
		text += "; " + o.Reason
	}
	return text
}
