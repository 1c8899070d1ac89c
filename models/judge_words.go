package models

import (
	"fmt"
	"math"

	"headroom/sim/stats"
)

// undecided says why an objective with an interval from so many replications is open.
func undecided(j *stats.Objective, replications int) string {
	quantity := func(v float64) string { return stats.Quantity(v, j.Unit, 4) }
	return fmt.Sprintf("undecided after %s: the interval %s to %s holds the bound %s; %s", replicationsText(replications),
		quantity(j.CI95[0]), quantity(j.CI95[1]), quantity(j.Bound), moreNeeded(j, replications))
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
