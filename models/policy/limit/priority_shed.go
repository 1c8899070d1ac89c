package limit

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// PriorityShed refuses a call that comes while the utilisation is at or above the
// threshold of its class, after Google's criticality ("Site Reliability Engineering",
// chapter 21). The utilisation is the share of busy servers, averaged over a time with
// weights that fall exponentially. Google does not tell its thresholds or its time: all
// defaults here are examples.
type PriorityShed struct {
	// Sheddable is the threshold of the class sheddable. 0% refuses all of it, and 100%
	// none, as for the other classes.
	Sheddable unit.Ratio `yaml:"sheddable" default:"60%"`
	// SheddablePlus is the threshold of the class sheddable_plus.
	SheddablePlus unit.Ratio `yaml:"sheddable_plus" default:"70%"`
	// Critical is the threshold of the class critical.
	Critical unit.Ratio `yaml:"critical" default:"90%"`
	// CriticalPlus is the threshold of the class critical_plus.
	CriticalPlus unit.Ratio `yaml:"critical_plus" default:"100%"`
	// AverageOver is the time constant of the average. 0s takes the present share.
	AverageOver unit.Duration `yaml:"average_over" default:"1s"`
}

// Validate returns what is wrong with the fields.
func (r *PriorityShed) Validate() []error {
	var errs []error
	least := unit.Ratio(0)
	for i, threshold := range r.thresholds() {
		if threshold < least || threshold > 1 {
			errs = append(errs, fmt.Errorf("%v: %v is not between %v and 100%%; a class has at least the threshold of the one below", Class(i), threshold, least))
		}
		least = max(least, threshold)
	}
	if r.AverageOver < 0 {
		errs = append(errs, fmt.Errorf("average_over: %v is negative; write 0s for the present utilisation", r.AverageOver))
	}
	return errs
}

// thresholds returns the thresholds by class.
func (r *PriorityShed) thresholds() [len(classes)]unit.Ratio {
	return [...]unit.Ratio{r.Sheddable, r.SheddablePlus, r.Critical, r.CriticalPlus}
}

// New returns what guards an idle server.
func (r *PriorityShed) New() Shedder {
	return &priorityShed{thresholds: r.thresholds(), over: float64(r.AverageOver)}
}

// priorityShed is a [PriorityShed] at work.
type priorityShed struct {
	inOrder
	thresholds [len(classes)]unit.Ratio
	over       float64 // ns
	average    float64
	last       sim.Time
}

// Admit compares the utilisation with the threshold of the class.
func (p *priorityShed) Admit(now sim.Time, r Request, q Queue) bool {
	if p.over == 0 {
		p.average = q.Utilisation
	} else if now > p.last {
		keep := dist.FastExp(-float64(now-p.last) / p.over)
		p.average = float64(p.average*keep) + float64(q.Utilisation*(1-keep))
		p.last = now
	}
	threshold := p.thresholds[r.Class]
	return threshold >= 1 || p.average < float64(threshold)
}

// Drop drops nothing.
func (p *priorityShed) Drop(sim.Time, Request, time.Duration, int) bool { return false }
