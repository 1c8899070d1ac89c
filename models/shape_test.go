package models

import (
	"fmt"
	"strings"
	"testing"

	"headroom/sim"
)

// integrates holds the cumulative rate against the rate, summed over small steps. Jumps
// must lie on multiples of the step.
func integrates(t *testing.T, law curve, horizon float64) {
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

// inverts holds the instants of arrivals against the cumulative rate, wherever the search
// begins.
func inverts(t *testing.T, law curve, horizon float64) {
	t.Helper()
	end := sim.Time(horizon * 1e9)
	a := newAlong(law, end, nil)
	for i := 1; i < 200; i++ {
		target := a.whole * float64(i) / 200
		first := sim.Never
		for _, guess := range []sim.Time{a.at, a.at + 1, a.at + (end-a.at)/3, end - 1, end, sim.Never} {
			at, _ := a.invert(target, guess)
			if at < a.at || at > end {
				t.Fatalf("%T: arrival %d at %v is not between %v and %v", law, i, at, a.at, end)
			}
			// Two nanoseconds earlier it had not been reached, but for rounding.
			slack := 1e-7 * (1 + law.Rate(at))
			if got := law.Cumulative(at); got < target-slack {
				t.Fatalf("%T: cumulative at %v is %v, want %v", law, at, got, target)
			}
			if got := law.Cumulative(at - 3); got > target+slack {
				t.Fatalf("%T: %v is later than need be: before it the cumulative is %v, want %v", law, at, got, target)
			}
			first = min(first, at)
		}
		a.at = first
	}
	never, _ := a.invert(a.whole+1, 0)
	same(t, fmt.Sprintf("%T: what is never reached", law), never, end)
}

// everyShape has an example of each shape, on the scale of an hour, with jumps at whole
// minutes.
func everyShape(t *testing.T) map[string]RateLaw {
	day := made(func(d *Diurnal) { d.Low, d.High, d.Period = 2, 8, seconds(600) })
	return map[string]RateLaw{
		"constant": &Constant{Value: 7},
		"steps":    &Steps{Points: []Point{{seconds(600), 10}, {seconds(1200), 0}, {seconds(1800), 3}}},
		"ramp":     &Ramp{From: 2, To: 9, At: seconds(300), Over: seconds(1500)},
		"diurnal":  day,
		"spike":    &Spike{Base: 1, Peak: 11, At: seconds(600), Rise: seconds(120), Hold: seconds(300), Fall: seconds(900)},
		"flash_crowd": made(func(f *FlashCrowd) {
			f.Base, f.Peak, f.At, f.Rise, f.Hold = 2, 20, seconds(600), seconds(120), seconds(300)
			f.Decay = Decay{&PowerDecay{Exponent: 0.7, Scale: seconds(60)}}
		}),
		"weekly": made(func(w *Weekly) {
			w.Day, w.DayLength, w.Starts = Shape{day}, seconds(600), "friday"
			w.Factors.Add("saturday", 0.5)
			w.Days.Add("sunday", Shape{&Constant{Value: 4}})
		}),
		"seasonal": made(func(s *Seasonal) {
			s.Mean, s.Amplitude, s.Second, s.Period = 5, 0.6, 0.2, seconds(1200)
			s.Zones.Add("us", TimeZone{0.6, offset(t, "-5h")})
			s.Zones.Add("in", TimeZone{0.4, offset(t, "5h30m")})
		}),
		"sum": &Sum{Parts: []Shape{{day}, {&Constant{Value: 1}}, {&Ramp{To: 4, At: seconds(60), Over: seconds(600)}}}},
		"product": &Product{Base: Shape{day}, Times: []Multiplier{
			{Points: []FactorPoint{{seconds(600), 3}, {seconds(1200), 0.5}}},
			{Points: []FactorPoint{{seconds(60), 1}, {seconds(120), 2}}, Every: seconds(240)},
		}},
		"replay": replayed("time,count\n0m,600\n10m,1200\n20m,0\n30m,300\n", func(r *Replay) { r.Then = "loop" }),
	}
}

// TestEveryShapeIntegratesItsRate holds what all shapes have to keep: the cumulative rate
// is the integral of the rate, it never falls, and arrivals can be found in it; and the
// form that engines ask says the same.
func TestEveryShapeIntegratesItsRate(t *testing.T) {
	examples := everyShape(t)
	for _, form := range shapes {
		law := examples[form.Name]
		if law == nil {
			t.Errorf("there is no example of shape %s", form.Name)
			continue
		}
		if got := complaints(law); len(got) > 0 {
			t.Errorf("%s: %q", form.Name, got)
		}
		run := compile(law, instant(4000))
		integrates(t, run, 4000)
		inverts(t, run, 4000)
		last := 0.0
		for s := range 4000 {
			at := instant(float64(s) + 0.25)
			now := run.Cumulative(at)
			if now < last {
				t.Fatalf("%s: cumulative falls from %v to %v at %v", form.Name, last, now, at)
			}
			last = now
			if rate := run.Rate(at); rate < 0 || rate != law.Rate(at) {
				t.Fatalf("%s: rate at %v is %v, and %v of the spec", form.Name, at, rate, law.Rate(at))
			}
			if s%600 == 0 {
				near(t, form.Name+": cumulative of the spec", law.Cumulative(at), now, 1e-9*(1+now))
			}
		}
	}
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
	law.Validate(&Check{problems: &problems, path: "rate", System: &System{Run: Run{Duration: seconds(3600)}}})
	var list []string
	for _, p := range problems {
		list = append(list, p.Error())
	}
	return list
}

func offset(t *testing.T, text string) Offset {
	t.Helper()
	var o Offset
	if err := o.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return o
}

// complains holds a law against what it says is wrong with it, in order.
func complains(t *testing.T, what string, law RateLaw, want ...string) {
	t.Helper()
	got := complaints(law)
	if len(got) != len(want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
		return
	}
	for i := range got {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("%s: got %q, want %q", what, got[i], want[i])
		}
	}
}
