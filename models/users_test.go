package models

import (
	"testing"

	"headroom/sim/unit"
)

// TestSharpPeaks: whatever the peak, the day has as many requests, its busiest moment is
// that many times the mean, and it grows and falls once.
func TestSharpPeaks(t *testing.T) {
	for _, peak := range []float64{2.01, 2.5, 8.0 / 3, 3, 5, 10} {
		u := made(func(u *Users) {
			u.Daily, u.RequestsEach, u.Peak, u.PeakAt, u.Period = 864_000, 1, unit.Factor(peak), seconds(40), seconds(100)
		})
		law := u.Derive()
		near(t, "peak", law.Rate(instant(40)), 10*peak, 1e-9)
		near(t, "the next", law.Rate(instant(140)), 10*peak, 1e-9)
		near(t, "a day", law.Cumulative(instant(100)), 1000, 1e-9)
		integrates(t, law, 200)
		inverts(t, law, 100)
		for s := range 50 {
			before, after := law.Rate(instant(40+float64(s))), law.Rate(instant(41+float64(s)))
			if after > before+1e-9 || after < 0 {
				t.Fatalf("peak %v: rate goes from %v to %v, %d s after the peak", peak, before, after, s)
			}
		}
	}
}

func TestSharpPeaksJoinTheSine(t *testing.T) {
	sine, sharp := newPeaked(10, 2, instant(30), 100), &Diurnal{High: 20, PeakAt: seconds(30), Period: seconds(100)}
	for s := range 100 {
		near(t, "rate", sine.Rate(instant(float64(s))), sharp.Rate(instant(float64(s))), 1e-12)
		near(t, "cumulative", sine.Cumulative(instant(float64(s))), sharp.Cumulative(instant(float64(s))), 1e-9)
	}
}

// TestAThreefoldPeak holds what the manual says of it.
func TestAThreefoldPeak(t *testing.T) {
	law := newPeaked(1, 3, instant(50), 100)
	third := law.Cumulative(instant(50+100.0/6)) - law.Cumulative(instant(50-100.0/6))
	near(t, "share of the busiest third of the day", third/100, 0.8, 0.01)
}

func TestWhatUsersCannotBe(t *testing.T) {
	var problems []Problem
	u := &Users{Peak: 11}
	u.validate(&Check{problems: &problems, path: "users"})
	want := []string{"users.daily", "users.requests_each", "users.peak", "users.period"}
	for i, p := range problems {
		same(t, "path", p.Path, want[i])
	}
	same(t, "problems", len(problems), len(want))
}
