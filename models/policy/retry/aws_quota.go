package retry

import (
	"fmt"

	"headroom/sim"
	"headroom/sim/unit"
)

// AWSQuota is the retry quota of the AWS SDKs: tokens in a bucket that starts full and
// holds no more. A retry takes its cost, or is not made; a success after a retry gives
// the cost of that retry back; a success at the first attempt gives one token; a call
// that fails for good gives nothing. First attempts are never held up.
//
// Costs by mode, for what is retried:
//
//	             timeout   rejection   other errors
//	standard          10           5              5
//	2026              14           5             14
//
// Source: AWS SDKs and Tools Reference Guide, "Retry behavior", and the constants of the
// SDKs for JavaScript and Go for the mode standard. The quota of the mode adaptive is the
// same; its limit of the rate is not modelled.
type AWSQuota struct {
	// Mode is the generation: standard until 2026, 2026 with AWS_NEW_RETRIES_2026, which
	// is to become the default in November 2026.
	Mode string `yaml:"mode" default:"standard" enum:"standard,2026"`
	// Tokens is the size of the bucket, at least 1. AWS: 500.
	Tokens unit.Count `yaml:"tokens" default:"500"`
}

// ShortForm says that a scalar sets the mode.
func (AWSQuota) ShortForm() string { return "mode" }

// Validate returns what is wrong with the fields.
func (q *AWSQuota) Validate() []error {
	if q.Tokens < 1 {
		return []error{fmt.Errorf("tokens: %v is less than 1; write for example 500, or retries: 0", q.Tokens)}
	}
	return nil
}

// awsPurse is an [AWSQuota] at work.
type awsPurse struct {
	tokens, full                  int64
	timeout, rejection, transient int64 // costs
}

// New returns a full bucket.
func (q *AWSQuota) New() Purse {
	p := &awsPurse{tokens: int64(q.Tokens), full: int64(q.Tokens), timeout: 10, rejection: 5, transient: 5}
	if q.Mode == "2026" {
		p.timeout, p.transient = 14, 14
	}
	return p
}

func (p *awsPurse) cost(how Result) int64 {
	switch how {
	case Timeout:
		return p.timeout
	case Rejection:
		return p.rejection
	}
	return p.transient
}

// Begin has no say.
func (p *awsPurse) Begin(sim.Time) {}

// Ended gives tokens back after a success.
func (p *awsPurse) Ended(_ sim.Time, a Attempt) {
	switch {
	case a.How != Success:
	case a.Number == 1:
		p.tokens = min(p.tokens+1, p.full)
	default:
		p.tokens = min(p.tokens+p.cost(a.After), p.full)
	}
}

// Retry takes the cost, if there is as much.
func (p *awsPurse) Retry(_ sim.Time, how Result) bool {
	cost := p.cost(how)
	if p.tokens < cost {
		return false
	}
	p.tokens -= cost
	return true
}

// Done has no say.
func (p *awsPurse) Done(sim.Time, int) {}
