package retry

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Ratio limits retries to a share of the calls, as Finagle's RetryBudget and Linkerd's
// ServiceProfile do: every call deposits, every retry withdraws, deposits expire after
// TTL, and a reserve of MinRate is always there. In any TTL, then,
//
//	retries <= Ratio * calls + MinRate * TTL
//
// for each caller: a fleet of a thousand callers has a thousand reserves.
type Ratio struct {
	// Ratio of retries to calls, above 0%. Finagle and Linkerd: 20%.
	Ratio unit.Ratio `yaml:"ratio" default:"20%"`
	// MinRate is the rate of retries that is allowed whatever the calls. Finagle and
	// Linkerd: 10/s.
	MinRate unit.Rate `yaml:"min_rate" default:"10/s"`
	// TTL is how long a call counts. At least 1s. Finagle and Linkerd: 10 s.
	TTL unit.Duration `yaml:"ttl" default:"10s"`
}

// ShortForm says that a scalar sets the ratio: "retry_budget: 10%".
func (Ratio) ShortForm() string { return "ratio" }

// Validate returns what is wrong with the fields.
func (b *Ratio) Validate() []error {
	var errs []error
	if b.Ratio <= 0 {
		errs = append(errs, fmt.Errorf("ratio: %v is not above 0%%; write for example 20%%, or retries: 0", b.Ratio))
	}
	if b.TTL.Std() < time.Second {
		errs = append(errs, fmt.Errorf("ttl: %v is less than 1s; write for example 10s", b.TTL))
	}
	return errs
}

const budgetSlices = 10 // of the TTL, as in Finagle's WindowedAdder

// ratioPurse is a [Ratio] at work.
type ratioPurse struct {
	ratio, reserve float64
	slice          time.Duration

	calls, retries [budgetSlices]int64
	sumCalls       int64
	sumRetries     int64
	now            int64 // number of the present slice
}

// New returns a budget that has seen no call.
func (b *Ratio) New() Purse {
	return &ratioPurse{
		ratio: float64(b.Ratio), reserve: float64(b.MinRate) * b.TTL.Std().Seconds(),
		slice: b.TTL.Std() / budgetSlices,
	}
}

// Begin deposits.
func (s *ratioPurse) Begin(now sim.Time) {
	s.advance(now)
	s.calls[s.now%budgetSlices]++
	s.sumCalls++
}

// Ended has no say.
func (s *ratioPurse) Ended(sim.Time, Attempt) {}

// Done has no say.
func (s *ratioPurse) Done(sim.Time, int) {}

// Retry withdraws.
func (s *ratioPurse) Retry(now sim.Time, _ Result) bool {
	s.advance(now)
	if float64(s.sumRetries+1) > float64(s.ratio*float64(s.sumCalls))+s.reserve {
		return false
	}
	s.retries[s.now%budgetSlices]++
	s.sumRetries++
	return true
}

// advance forgets the slices that have expired.
func (s *ratioPurse) advance(now sim.Time) {
	present := int64(now) / int64(s.slice)
	for steps := 0; s.now < present && steps < budgetSlices; steps++ {
		s.now++
		i := s.now % budgetSlices
		s.sumCalls -= s.calls[i]
		s.sumRetries -= s.retries[i]
		s.calls[i], s.retries[i] = 0, 0
	}
	s.now = present
}
