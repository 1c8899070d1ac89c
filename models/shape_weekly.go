package models

import (
	"slices"
	"strings"

	"headroom/sim"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// weekdays in their order.
var weekdays = [7]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// Weekly repeats the shape of a day, with weekdays that have a factor or a shape of their
// own. Only the first day of each shape counts, from its 0s to DayLength.
type Weekly struct {
	// Day is the shape of a day, from midnight to midnight. Required.
	Day Shape `yaml:"day" required:"true"`
	// Days are the shapes of weekdays that differ from Day, by name: monday to sunday.
	Days stats.Ordered[Shape] `yaml:"days"`
	// Factors multiply weekdays, by name: {saturday: 0.7x, sunday: 0.6x}. Those left out have
	// 1x.
	Factors stats.Ordered[unit.Factor] `yaml:"factors"`
	// Starts is the weekday of t = 0, which is its midnight.
	Starts string `yaml:"starts" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday" default:"monday"`
	// DayLength is how long a day takes; with 1h a week is played in 7 hours.
	DayLength unit.Duration `yaml:"day_length" default:"1d"`
}

// Rate at an instant.
func (w *Weekly) Rate(t sim.Time) float64 { return w.compile(t).Rate(t) }

// Cumulative from 0.
func (w *Weekly) Cumulative(t sim.Time) float64 { return w.compile(t).Cumulative(t) }

// Validate wants shapes, names of weekdays, and days that take time.
func (w *Weekly) Validate(c *Check) {
	w.Day.validate(c.At("day"))
	for i := range w.Days {
		day := &w.Days[i]
		weekday(c, "days", day.Name)
		day.Value.validate(c.At("days." + day.Name))
	}
	for _, f := range w.Factors {
		weekday(c, "factors", f.Name)
	}
	if w.DayLength <= 0 {
		c.Errorf("day_length", "a day takes time; write for example 1d")
	}
}

func weekday(c *Check, field, name string) {
	if !slices.Contains(weekdays[:], name) {
		c.Errorf(join(field, name), "no weekday is named %q%s; write one of %s", name, didYouMean(name, weekdays[:]), strings.Join(weekdays[:], ", "))
	}
}

func (w *Weekly) compile(sim.Time) curve {
	k := &week{length: sim.Time(w.DayLength)}
	first := slices.Index(weekdays[:], w.Starts)
	for i := range k.days {
		name := weekdays[(first+i)%7]
		shape := w.Day
		if s, ok := w.Days.Find(name); ok {
			shape = s
		}
		factor := unit.Factor(1)
		if f, ok := w.Factors.Find(name); ok {
			factor = f
		}
		day := compile(shape.Law, k.length)
		k.days[i] = weekPart{day, float64(factor), k.whole}
		k.whole += float64(float64(factor) * day.Cumulative(k.length))
	}
	return k
}

// week is a [Weekly] in an engine, from the weekday of t = 0 on.
type week struct {
	length sim.Time
	days   [7]weekPart
	whole  float64 // cumulative rate of a week
}

type weekPart struct {
	law    curve
	factor float64
	before float64 // cumulative rate of the week until then
}

func (w *week) Rate(t sim.Time) float64 {
	d := &w.days[t/w.length%7]
	return d.factor * d.law.Rate(t%w.length)
}

func (w *week) Cumulative(t sim.Time) float64 {
	d := &w.days[t/w.length%7]
	weeks := float64(t / w.length / 7)
	return float64(weeks*w.whole) + d.before + float64(d.factor*d.law.Cumulative(t%w.length))
}
