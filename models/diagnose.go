package models

import (
	"fmt"
	"sort"

	"headroom/sim/stats"
)

// diagnose writes sentences about what limits the system, the weightiest first.
func diagnose(s *System, r *stats.Result) []stats.Finding {
	list := []stats.Finding{}
	add := func(component, format string, args ...any) {
		list = append(list, stats.Finding{Component: component, Text: fmt.Sprintf(format, args...)})
	}
	for _, text := range r.Unstable {
		add("", "%s: it takes in more than it can do, and has no steady state", text)
	}
	for _, o := range r.Operations {
		if v := o.Value; v.Offered > 0 && v.OK == 0 {
			add("", "no %s request was answered", o.Name)
		}
	}
	name, c := busiest(r)
	if c != nil {
		add(name, "bottleneck: %s, busy %s on average and %s in its worst window of %s%s", name,
			percent(c.Utilization.Mean.Value), percent(c.Utilization.Max), span(r.Series.Width), busiestAt(r, name))
	}
	for _, o := range r.Operations {
		if len(o.Value.Attribution) > 0 {
			a := o.Value.Attribution[0]
			add(a.Component, "%s spends %s of its mean latency and %s of its slowest hundredth in %s (%s)", o.Name,
				percent(a.Mean), percent(a.P99), a.Component, a.Cause)
		}
	}
	for _, e := range r.Components {
		if a := s.autoscaleMax(e.Name); a > 0 && int(e.Value.Replicas.Max) >= a {
			add(e.Name, "%s reached the autoscaler's maximum of %d replicas", e.Name, a)
		}
		if u := e.Value; u.Utilization != nil && u.Utilization.Max > 0.999 && e.Name != name && u.Kind != "queue" {
			add(e.Name, "%s was saturated: all servers busy in its worst window of %s", e.Name, span(r.Series.Width))
		}
		if v := e.Value.Imbalance; v != nil && *v > 2 && e.Value.Utilization != nil {
			add(e.Name, "the load of %s is uneven: its busiest instance has %.1f times the mean", e.Name, *v)
		}
	}
	for _, l := range r.Links {
		v := l.Value
		if v.Calls > 0 && float64(v.Attempts) > 1.1*float64(v.Calls) {
			add("", "retries multiply %s: %.2f attempts per call", l.Name, float64(v.Attempts)/float64(v.Calls))
		}
		if v.Breaker != nil && v.Breaker.Opened > 0 {
			add("", "breakers on %s opened %d times and refused %d calls", l.Name, v.Breaker.Opened, v.Breaker.Refused)
		}
	}
	return list
}

// busiest returns the component with the highest mean utilisation.
func busiest(r *stats.Result) (string, *stats.Component) {
	name := ""
	var c *stats.Component
	for _, e := range r.Components {
		if e.Value.Kind == "queue" || e.Value.Utilization == nil {
			continue
		}
		if c == nil || e.Value.Utilization.Mean.Value > c.Utilization.Mean.Value {
			name, c = e.Name, e.Value
		}
	}
	return name, c
}

// busiestAt tells when the worst window of a component was.
func busiestAt(r *stats.Result, name string) string {
	line := r.Series.Column("component/"+name, "utilization")
	best := -1
	for i, v := range line {
		if r.Series.Times[i] >= r.Scenario.Warmup && v == v && (best < 0 || v > line[best]) {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return " (at " + span(r.Series.Times[best]) + ")"
}

// autoscaleMax returns the maximum of a service's autoscaler, 0 without one.
func (s *System) autoscaleMax(name string) int {
	if v, ok := s.spec(name).(*Service); ok && v.Autoscale.Enabled() {
		return v.Autoscale.Max
	}
	return 0
}

// percent writes a share of 1.
func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }

// span writes seconds as 40 s, 12:30 or 1:02:30.
func span(seconds float64) string {
	if seconds < 60 {
		return fmt.Sprintf("%.6g s", seconds)
	}
	n := int(seconds + 0.5)
	if n < 3600 {
		return fmt.Sprintf("%d:%02d", n/60, n%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", n/3600, n/60%60, n%60)
}

// sortByTime orders what happened, keeping the order of what happened at once.
func sortByTime(list []stats.Happening) {
	sort.SliceStable(list, func(i, j int) bool { return list[i].At < list[j].At })
}
