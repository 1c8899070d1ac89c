package models

import (
	"strings"
	"testing"
)

func TestARamp(t *testing.T) {
	r := &Ramp{From: 10, To: 50, At: seconds(20), Over: seconds(40)}
	for _, c := range []struct {
		what     string
		at, want float64
	}{
		{"before the ramp", 5, 10},
		{"when it begins", 20, 10},
		{"half way", 40, 30},
		{"when it ends", 60, 50},
		{"long after", 90, 50},
	} {
		near(t, c.what, r.Rate(instant(c.at)), c.want, 1e-9)
	}
	integrates(t, r, 100)
	inverts(t, r, 100)
}

func TestARampDown(t *testing.T) {
	r := &Ramp{From: 50, To: 0, Over: seconds(40)}
	integrates(t, r, 100)
	near(t, "cumulative", r.Cumulative(instant(100)), 1000, 1e-9)
	same(t, "no arrival after the end", newAlong(r, instant(100), nil).reach(1001), instant(100))
}

func TestARampTakesTime(t *testing.T) {
	got := complaints(&Ramp{To: 5})
	if len(got) != 1 || !strings.HasPrefix(got[0], "rate.over: a ramp takes time; write for example 5m") {
		t.Errorf("got %q", got)
	}
}
