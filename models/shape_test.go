package models

import (
	"fmt"
	"testing"

	"headroom/sim"
)

// integrates holds the cumulative rate against the rate, summed over small steps. Jumps
// must lie on multiples of the step.
func integrates(t *testing.T, law RateLaw, horizon float64) {
	t.Helper()
	const n = 20_000
	step := horizon / n
	sum := 0.0
	for i := range n {
		mid := sim.Time((float64(i) + 0.5) * step * 1e9)
		sum += law.Rate(mid) * step
		if i%500 == 499 {
			end := float64(i+1) * step
			near(t, fmt.Sprintf("%T: cumulative at %v s", law, end), law.Cumulative(sim.Time(end*1e9)), sum, 1e-5*(1+sum))
		}
	}
	same(t, fmt.Sprintf("%T: cumulative at 0", law), law.Cumulative(0), 0)
}

// inverts holds the instants of arrivals against the cumulative rate.
func inverts(t *testing.T, law RateLaw, horizon float64) {
	t.Helper()
	end := sim.Time(horizon * 1e9)
	all := law.Cumulative(end)
	last := sim.Time(0)
	for i := 1; i < 200; i++ {
		target := all * float64(i) / 200
		at := invert(law, target, last, end)
		if at < last || at > end {
			t.Fatalf("%T: arrival %d at %v is not between %v and %v", law, i, at, last, end)
		}
		// One nanosecond earlier it had not been reached, but for rounding.
		slack := 1e-7 * (1 + law.Rate(at))
		if got := law.Cumulative(at); got < target-slack {
			t.Fatalf("%T: cumulative at %v is %v, want %v", law, at, got, target)
		}
		if got := law.Cumulative(at - 3); got > target+slack {
			t.Fatalf("%T: %v is later than need be: before it the cumulative is %v, want %v", law, at, got, target)
		}
		last = at
	}
	same(t, fmt.Sprintf("%T: what is never reached", law), invert(law, all+1, 0, end), end)
}

func TestAConstantRate(t *testing.T) {
	c := &Constant{Value: 80}
	integrates(t, c, 100)
	inverts(t, c, 100)
}

func TestShapesHaveVariantsByName(t *testing.T) {
	for _, v := range shapes {
		law, ok := v.New().(RateLaw)
		if !ok {
			t.Errorf("%s is no rate law", v.Name)
			continue
		}
		var s Shape
		if s.Variant() != nil {
			t.Error("a shape that was not given has a variant")
		}
		s.SetVariant(law)
		same(t, v.Name, s.Variant(), any(law))
	}
}

// complaints returns the paths and texts of what a law finds wrong with itself.
func complaints(law RateLaw) []string {
	var problems []Problem
	law.Validate(&Check{problems: &problems, path: "rate"})
	var list []string
	for _, p := range problems {
		list = append(list, p.Error())
	}
	return list
}
