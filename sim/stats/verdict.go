package stats

import "math"

// Judge tells whether a value keeps a bound: value op bound, where op is <, <=, > or >=.
// With a confidence interval the whole of it must keep the bound to pass and the whole
// of it must break the bound to fail; else the data do not decide. Without an interval
// (nil) the value alone decides. A value that is NaN fails. Judge panics on another op.
func Judge(op string, bound, value float64, ci *[2]float64) Verdict {
	if ci == nil || math.IsNaN(value) {
		ci = &[2]float64{value, value}
	}
	low, high := keeps(op, ci[0], bound), keeps(op, ci[1], bound)
	switch {
	case low && high:
		return Pass
	case low || high:
		return Undecided
	default:
		return Fail
	}
}

func keeps(op string, value, bound float64) bool {
	switch op {
	case "<":
		return value < bound
	case "<=":
		return value <= bound
	case ">":
		return value > bound
	case ">=":
		return value >= bound
	}
	panic("stats: no comparison " + op)
}

// Worst returns the worse of two verdicts: [Fail] before [Undecided] before [Pass]. It
// panics on a verdict that is none of them.
func Worst(a, b Verdict) Verdict {
	if a.rank() >= b.rank() {
		return a
	}
	return b
}

// rank orders the verdicts from best to worst.
func (v Verdict) rank() int {
	switch v {
	case Pass:
		return 0
	case Undecided:
		return 1
	case Fail:
		return 2
	}
	panic("stats: no verdict " + string(v))
}
