package models

import (
	"strings"
	"testing"
)

func TestSteps(t *testing.T) {
	s := &Steps{Points: []Point{{seconds(10), 100}, {seconds(30), 0}, {seconds(40), 50}}}
	for _, c := range []struct {
		what     string
		at, want float64
	}{
		{"nothing before the first point", 9.9, 0},
		{"the first rate from its instant on", 10, 100},
		{"until the next", 29.9, 100},
		{"a pause", 35, 0},
		{"the last rate holds", 99, 50},
	} {
		same(t, c.what, s.Rate(instant(c.at)), c.want)
	}
	integrates(t, s, 100)
	inverts(t, s, 100)
	near(t, "cumulative", s.Cumulative(instant(100)), 2000+3000, 1e-9)
}

func TestPointsArePairs(t *testing.T) {
	var p Point
	if err := p.UnmarshalPair([]string{"10m", "500/s"}); err != nil {
		t.Fatal(err)
	}
	same(t, "the point", p, Point{At: seconds(600), Rate: 500})
	for _, c := range []struct {
		what string
		pair []string
		want string
	}{
		{"one text", []string{"10m"}, "[10m] is not a point; write a time and a rate, for example [10m, 500/s]"},
		{"no time", []string{"x", "500/s"}, "x"},
		{"no rate", []string{"10m", "5"}, "5"},
	} {
		if err := p.UnmarshalPair(c.pair); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.what, err, c.want)
		}
	}
}

func TestStepsAreInOrderOfTime(t *testing.T) {
	got := complaints(&Steps{Points: []Point{{seconds(0), 1}, {seconds(60), 2}, {seconds(60), 3}}})
	if len(got) != 1 || !strings.HasPrefix(got[0], "rate.points[2]: time 1m is not after 1m") {
		t.Errorf("got %q", got)
	}
}
