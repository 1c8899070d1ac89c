package models

import (
	"fmt"
	"math"
	"strconv"

	"headroom/sim/stats"
)

// undecided says why an objective with an interval from so many replications is open.
func undecided(j *stats.Objective, replications int) string {
	return fmt.Sprintf("undecided after %s: the interval %s to %s holds the bound %s; %s", replicationsText(replications),
		quantity(j.CI95[0], j.Unit), quantity(j.CI95[1], j.Unit), quantity(j.Bound, j.Unit), moreNeeded(j, replications))
}

// farTooMany is how many times as many replications nobody plays.
const farTooMany = 50

// moreNeeded estimates how many more replications would decide: intervals shrink with the
// root of the number, to the distance of the value from the bound.
func moreNeeded(j *stats.Objective, n int) string {
	distance := math.Abs(*j.Value - j.Bound)
	half := *j.Value - j.CI95[0]
	if *j.Value < j.Bound {
		half = j.CI95[1] - *j.Value
	}
	ratio := half / distance
	times := float64(ratio * ratio)
	if !(times <= farTooMany) {
		return "the value is too close to it for more replications to tell them apart"
	}
	more := max(1, math.Ceil(float64(n)*(float64(ratio*ratio)-1)))
	if more >= 20 {
		scale := 10.0
		for more >= 100*scale {
			scale *= 10
		}
		more = math.Ceil(more/scale) * scale
	}
	return fmt.Sprintf("about %.0f more would decide", more)
}

func replicationsText(n int) string {
	if n == 1 {
		return "1 replication"
	}
	return fmt.Sprintf("%d replications", n)
}

// quantity writes a number with its unit, with four digits: 1.204s, 99.95%, $9,877/month.
func quantity(v float64, unit string) string {
	digits := func(v float64) string {
		if math.Abs(v) >= 1000 {
			return strconv.FormatFloat(v, 'f', 0, 64)
		}
		return strconv.FormatFloat(v, 'g', 4, 64)
	}
	switch unit {
	case "s":
		switch a := math.Abs(v); {
		case a == 0 || a >= 1:
			return digits(v) + "s"
		case a >= 1e-3:
			return digits(v*1e3) + "ms"
		}
		return digits(v*1e6) + "us"
	case "ratio":
		// As many digits as tell 99.99 % from 100 %.
		return strconv.FormatFloat(math.Round(v*1e7)/1e5, 'g', -1, 64) + "%"
	case "per_s":
		return digits(v) + "/s"
	case "usd_per_month":
		return "$" + digits(v) + "/month"
	case "usd_per_hour":
		return "$" + digits(v) + "/hour"
	case "usd_per_1k_ok":
		return "$" + digits(v)
	}
	return digits(v)
}
