package models

import "fmt"

// varying says what of the scenario changes with time, "" when nothing does: every load is
// constant, nothing goes wrong and no number of replicas follows the load. Only then is
// there a steady state that a warm-up leads to, and only then can parts of a run stand for
// each other.
func (s *System) varying() string {
	for i := range s.Components {
		name := s.Components[i].Name
		switch spec := s.Components[i].Spec.(type) {
		case *Traffic:
			if why := spec.varying(); why != "" {
				return why + " of " + name
			}
		case *Service:
			if spec.Autoscale.Enabled() {
				return "the number of replicas of " + name
			}
		}
	}
	for i := range s.Faults {
		if f := &s.Faults[i]; f.At < s.Run.Duration {
			what, name := f.target()
			return fmt.Sprintf("the state of %s (%s)", name, what)
		}
	}
	return ""
}

// varying says what of the traffic changes with time, "" when nothing does.
func (t *Traffic) varying() string {
	if t.Model == "connections" {
		if t.Online.Law != nil && !constant(t.Online.Law.Rate()) {
			return "the number of people"
		}
		return ""
	}
	switch t.Arrivals.process().(type) {
	case *Cron, *Timestamps:
		return "the load"
	}
	if t.Model != "closed" && !constant(t.law()) {
		return "the load"
	}
	return ""
}

// constant tells whether a rate never changes.
func constant(law RateLaw) bool {
	switch l := law.(type) {
	case *Constant:
		return true
	case *Sum:
		for i := range l.Parts {
			if !constant(l.Parts[i].Law) {
				return false
			}
		}
		return true
	}
	return false
}
