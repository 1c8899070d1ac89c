package models

import (
	"testing"

	"headroom/sim/stats"
)

func TestWhyUndecided(t *testing.T) {
	open := func(value, low, high, bound float64, unit string) *stats.Objective {
		return &stats.Objective{Value: &value, CI95: &[2]float64{low, high}, Bound: bound, Unit: unit, Verdict: stats.Undecided}
	}
	for _, c := range []struct {
		j    *stats.Objective
		n    int
		want string
	}{
		{open(1.19, 1.17, 1.21, 1.2, "s"), 60, "undecided after 60 replications: the interval 1.17s to 1.21s holds the bound 1.2s; about 180 more would decide"},
		{open(0.014, 0.008, 0.02, 0.0139, "s"), 2, "undecided after 2 replications: the interval 8ms to 20ms holds the bound 13.9ms; the value is too close to it for more replications to tell them apart"},
		{open(0.99, 0.98, 1, 0.985, "ratio"), 10, "undecided after 10 replications: the interval 98% to 100% holds the bound 98.5%; about 30 more would decide"},
		{open(0.99991, 0.9998, 1, 0.9999, "ratio"), 5, "undecided after 5 replications: the interval 99.98% to 100% holds the bound 99.99%; the value is too close to it for more replications to tell them apart"},
		{open(1000, 900, 1100, 1000, "usd_per_month"), 5, "undecided after 5 replications: the interval $900/month to $1,100/month holds the bound $1,000/month; the value is too close to it for more replications to tell them apart"},
		{open(10, 8, 12, 11, "count"), 3, "undecided after 3 replications: the interval 8 to 12 holds the bound 11; about 9 more would decide"},
		{open(10, 5, 15, 12, "per_s"), 5, "undecided after 5 replications: the interval 5/s to 15/s holds the bound 12/s; about 30 more would decide"},
	} {
		same(t, "reason", undecided(c.j, c.n), c.want)
	}
}
