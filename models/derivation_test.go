package models

import (
	"fmt"
	"slices"
	"testing"

	"headroom/sim/stats"
	"headroom/sim/unit"
)

func TestDerivations(t *testing.T) {
	mix := stats.Ordered[unit.Ratio]{{Name: "browse", Value: 0.9}, {Name: "buy", Value: 0.1}}
	for _, c := range []struct {
		what    string
		traffic Component
		want    []string
	}{
		{"people", poisson("p", 0, func(t *Traffic) {
			t.Mix, t.Users = mix, *made(func(u *Users) { u.Daily, u.RequestsEach, u.Peak = 1_000_000, 20, 3 })
		}), []string{
			"people a day: 1M", "requests a day: 20M = 1M people x 20 each", "mean rate: 231.5/s = 20M requests / 86,400 s",
			"peak rate: 694.4/s = 231.5/s x 3x, at 12h of each 1d",
			"peak rate of browse: 625/s = 694.4/s x 90%", "peak rate of buy: 69.44/s = 694.4/s x 10%",
		}},
		{"a shape", poisson("p", 0, func(t *Traffic) {
			t.Rate = Shape{&Spike{Base: 10, Peak: 110, At: seconds(20), Rise: seconds(10), Hold: seconds(20), Fall: seconds(10)}}
		}), []string{
			"requests in the run: 4000 = integral of the rate over 100s", "mean rate: 40/s = 4000 requests / 100s", "peak rate: 110/s = highest of the run, at 30s",
		}},
		{"visitors", visitors("p", 2, "1s", func(s *Session) { s.Operations = []string{"browse", "browse", "buy"} }), []string{
			"visitors in the run: 200 = integral of the rate over 100s", "mean rate: 2/s = 200 visitors / 100s", "peak rate: 2/s = highest of the run, at 0s",
			"peak rate of browse: 4/s = 2 visitors/s x 2 requests of each", "peak rate of buy: 2/s = 2 visitors/s x 1 requests of each",
		}},
		{"clerks", comp("traffic", "users", made(func(t *Traffic) {
			t.Model, t.Population, t.Think = "closed", 50, duration("exponential(mean=20s)")
		})), []string{
			"clients: 50", "time to think: 20s = mean of exponential(mean=20s)", "highest rate: 2.5/s = 50 clients / 20 s, if answers took no time",
		}},
	} {
		if c.what == "people" {
			c.traffic.Spec.(*Traffic).Rate = Shape{}
		}
		var got []string
		for _, d := range c.traffic.Spec.(*Traffic).Derivation(seconds(100)) {
			line := d.Label + ": " + d.Amount()
			if d.Formula != "" {
				line += " = " + d.Formula
			}
			got = append(got, line)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.what, got, c.want)
		}
	}
}

func TestRoundedAmounts(t *testing.T) {
	for _, c := range []struct {
		x    float64
		want string
	}{{0, "0"}, {0.05, "0.05"}, {1.0 / 3, "0.3333"}, {9999.4, "9999"}, {9999.6, "10k"}, {146_612, "146.6k"}, {2e6, "2M"}, {5e10, "50G"}} {
		same(t, fmt.Sprint(c.x), rounded(c.x), c.want)
	}
}
