package models

import (
	"strings"
	"testing"
)

func TestASpike(t *testing.T) {
	s := &Spike{Base: 10, Peak: 110, At: seconds(20), Rise: seconds(10), Hold: seconds(20), Fall: seconds(40)}
	for _, c := range []struct {
		what     string
		at, want float64
	}{
		{"the base", 0, 10},
		{"when the rise begins", 20, 10},
		{"half way up", 25, 60},
		{"when the peak is reached", 30, 110},
		{"the hold", 45, 110},
		{"half way down", 70, 60},
		{"back at the base", 90, 10},
	} {
		near(t, c.what, s.Rate(instant(c.at)), c.want, 1e-9)
	}
	integrates(t, s, 100)
	inverts(t, s, 100)
	near(t, "cumulative", s.Cumulative(instant(100)), 10*100+100*(5+20+20), 1e-6)
}

func TestASpikeWithoutSlopesIsABox(t *testing.T) {
	s := &Spike{Peak: 100, At: seconds(10), Hold: seconds(5)}
	for _, c := range []struct {
		what     string
		at, want float64
	}{
		{"before", 9.999, 0}, {"at its begin", 10, 100}, {"within", 14.999, 100}, {"at its end", 15, 0},
	} {
		same(t, c.what, s.Rate(instant(c.at)), c.want)
	}
	integrates(t, s, 20)
	inverts(t, s, 20)
}

func TestASpikeLasts(t *testing.T) {
	got := complaints(&Spike{Peak: 5})
	if len(got) != 1 || !strings.HasPrefix(got[0], "rate.hold: a spike lasts for some time") {
		t.Errorf("got %q", got)
	}
}
