package models

import (
	"fmt"

	"headroom/sim"
	"headroom/sim/unit"
)

// Derived is one step of a [Traffic.Derivation]: what is computed, from what, and the value
// with its unit.
type Derived struct {
	Label   string  // "mean rate"
	Formula string  // "20M / 86,400 s"; empty for what was written
	Value   float64 // 231.48
	Unit    string  // "/s"; empty for plain numbers
}

// Amount returns the value with its unit, rounded to four digits: "50M", "578.7/s".
func (d Derived) Amount() string { return rounded(d.Value) + d.Unit }

// rounded writes a number with four digits that count, and k, M, G for thousands.
func rounded(x float64) string {
	suffix := ""
	for _, s := range []string{"k", "M", "G"} {
		if x >= 9999.5 || suffix != "" && x >= 999.95 {
			x, suffix = x/1000, s
		}
	}
	if x >= 1000 {
		return fmt.Sprintf("%.0f%s", x, suffix)
	}
	return fmt.Sprintf("%.4g%s", x, suffix)
}

// derivationSteps is how many instants of a run are looked at to find its peak.
const derivationSteps = 10_000

// Derivation tells how the load of a traffic comes about, step by step: from people to
// requests a day, the mean rate and the rate at the peak where Users say so; else the
// requests of a run of the given length, and their mean and highest rate; then the rate of
// each operation at the peak. The traffic must be free of problems.
func (t *Traffic) Derivation(run unit.Duration) []Derived {
	law := t.law()
	what := "requests"
	if t.Model == "sessions" {
		what = "visitors"
	}
	var list []Derived
	add := func(label string, value float64, unit, format string, args ...any) {
		list = append(list, Derived{label, fmt.Sprintf(format, args...), value, unit})
	}
	peak := 0.0
	switch u := &t.Users; {
	case t.Model == "connections":
		t.deriveOnline(run, add)
		return list
	case t.Model == "closed":
		add("clients", float64(t.Population), "", "")
		add("time to think", t.Think.Mean(), "s", "mean of %v", t.Think)
		peak = law.Rate(0)
		add("highest rate", peak, "/s", "%v clients / %s s, if answers took no time", t.Population, rounded(t.Think.Mean()))
	case *u != (Users{}):
		mean := u.mean()
		peak = mean * float64(u.Peak)
		add("people a day", float64(u.Daily), "", "")
		add(what+" a day", float64(u.Daily)*u.RequestsEach, "", "%v people x %v each", u.Daily, u.RequestsEach)
		add("mean rate", mean, "/s", "%s %s / 86,400 s", rounded(float64(u.Daily)*u.RequestsEach), what)
		add("peak rate", peak, "/s", "%s/s x %v, at %v of each %v", rounded(mean), u.Peak, u.PeakAt, u.Period)
	default:
		end := sim.Time(run)
		asked := compile(law, end)
		total := asked.Cumulative(end)
		var at float64
		peak, at = highest(law, run)
		add(what+" in the run", total, "", "integral of the rate over %v", run)
		add("mean rate", total/run.Seconds(), "/s", "%s %s / %v", rounded(total), what, run)
		add("peak rate", peak, "/s", "highest of the run, at %v", unit.Duration(at*1e9))
	}
	for _, o := range t.operations() {
		if t.Model == "sessions" {
			add("peak rate of "+o.Name, peak*float64(o.Value), "/s", "%s visitors/s x %s requests of each", rounded(peak), rounded(float64(o.Value)))
		} else if len(t.operations()) > 1 {
			add("peak rate of "+o.Name, peak*float64(o.Value), "/s", "%s/s x %s%%", rounded(peak), rounded(100*float64(o.Value)))
		}
	}
	return list
}
