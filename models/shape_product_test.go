package models

import (
	"strings"
	"testing"
)

func TestAProduct(t *testing.T) {
	p := &Product{Base: Shape{&Ramp{To: 100, Over: seconds(100)}}, Times: []Multiplier{
		{Points: []FactorPoint{{seconds(50), 2}}},
		{Points: []FactorPoint{{seconds(10), 0.5}, {seconds(30), 1}}, Every: seconds(40)},
	}}
	for _, c := range []struct {
		what     string
		at, want float64
	}{
		{"before the first point, and as the round before ended", 5, 5},
		{"half", 20, 10},
		{"all again", 35, 35},
		{"twice the half", 60, 60},
		{"twice", 75, 150},
		{"the next round", 95, 95},
	} {
		near(t, c.what, p.Rate(instant(c.at)), c.want, 1e-9)
	}
	// The ramp sums to t^2/2 until t: 0-10, 10-30, 30-50, 50-70, 70-90, 90-100.
	near(t, "cumulative", p.Cumulative(instant(100)), 50+0.5*400+800+1200+2*1600+950, 1e-6)
	integrates(t, p, 100)
	inverts(t, compile(p, instant(100)), 100)
}

func TestASumOfShapes(t *testing.T) {
	s := &Sum{Parts: []Shape{{&Constant{Value: 5}}, {&Spike{Peak: 100, At: seconds(10), Hold: seconds(5)}}}}
	same(t, "before", s.Rate(instant(9)), 5)
	same(t, "both", s.Rate(instant(12)), 105)
	near(t, "cumulative", s.Cumulative(instant(20)), 100+500, 1e-9)
}

func TestPointsOfFactorsArePairs(t *testing.T) {
	var p FactorPoint
	if err := p.UnmarshalPair([]string{"30m", "3x"}); err != nil || p != (FactorPoint{seconds(1800), 3}) {
		t.Errorf("got %v and %v", p, err)
	}
	for _, pair := range [][]string{{"30m"}, {"x", "3x"}, {"30m", "3"}} {
		if p.UnmarshalPair(pair) == nil {
			t.Errorf("%v is read", pair)
		}
	}
}

func TestWhatSumsAndProductsCannotBe(t *testing.T) {
	complains(t, "an empty sum", &Sum{}, "rate.parts: there is nothing to add")
	complains(t, "a sum with a wrong part", &Sum{Parts: []Shape{{&Constant{}}, {&Diurnal{High: 1}}, {}}},
		"rate.parts[1].period: a period takes time", "rate.parts[2]: there is no rate")
	complains(t, "an empty product", &Product{}, "rate.rate: there is no rate", "rate.times: there is nothing to multiply with")
	point := func(at float64) FactorPoint { return FactorPoint{seconds(at), 1} }
	complains(t, "wrong factors", &Product{Base: Shape{&Constant{}}, Times: []Multiplier{
		{}, {Points: []FactorPoint{point(5), point(5)}}, {Points: []FactorPoint{point(5)}, Every: seconds(5)}, {Points: []FactorPoint{point(0)}, Every: 5},
	}}, "rate.times[0].points: there are no factors", "rate.times[1].points[1]: time 5s is not after 5s",
		"rate.times[2].every: the points begin again after 5s, before the last of them at 5s", "rate.times[3].every: 5ns is less than 1s")
	long := Multiplier{Points: []FactorPoint{point(0)}, Every: seconds(1)}
	var problems []Problem
	long.validate(&Check{problems: &problems, System: &System{Run: Run{Duration: seconds(30 * 86400)}}})
	if len(problems) != 1 || !strings.HasPrefix(problems[0].Error(), "every: 1s makes more than 1000000 jumps in the 30d of the run") {
		t.Errorf("a month of seconds: %v", problems)
	}
}
