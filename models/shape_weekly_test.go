package models

import "testing"

func TestAWeek(t *testing.T) {
	w := made(func(w *Weekly) {
		w.Day = Shape{made(func(d *Diurnal) { d.Low, d.High, d.PeakAt = 100, 300, seconds(14*3600) })}
		w.Factors.Add("saturday", 0.5)
		w.Days.Add("sunday", Shape{&Constant{Value: 80}})
	})
	const day = 24
	for _, c := range []struct {
		what        string
		hours, want float64
	}{
		{"the peak of Monday", 14, 300},
		{"the trough of Friday", 4*day + 2, 100},
		{"Saturday has half", 5*day + 14, 150},
		{"Sunday has a shape of its own", 6*day + 14, 80},
		{"the next Monday", 7*day + 14, 300},
	} {
		near(t, c.what, w.Rate(instant(3600*c.hours)), c.want, 1e-9)
	}
	near(t, "a week", w.Cumulative(instant(7*86400)), 86400*(5*200+100+80), 1e-2)
	integrates(t, w, 10*86400)
	inverts(t, compile(w, instant(10*86400)), 10*86400)
}

func TestAWeekMayStartOnAnyDay(t *testing.T) {
	w := made(func(w *Weekly) {
		w.Day, w.Starts, w.DayLength = Shape{&Constant{Value: 10}}, "sunday", seconds(60)
		w.Factors.Add("sunday", 0)
		w.Factors.Add("monday", 2)
	})
	same(t, "Sunday", w.Rate(instant(30)), 0)
	same(t, "Monday, a minute later", w.Rate(instant(90)), 20)
	near(t, "nine days", w.Cumulative(instant(9*60)), 60*(20+50+20), 1e-9)
}

func TestWhatAWeekCannotBe(t *testing.T) {
	w := made(func(w *Weekly) { w.DayLength = 0; w.Factors.Add("munday", 2) })
	complains(t, "a wrong week", w, "rate.day: there is no rate", `rate.factors.munday: no weekday is named "munday" (did you mean "`, "rate.day_length: a day takes time")
}
