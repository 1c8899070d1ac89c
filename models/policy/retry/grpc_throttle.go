package retry

import (
	"fmt"

	"headroom/sim"
	"headroom/sim/unit"
)

// GRPCThrottle stops retries and hedges while too much fails, as the retryThrottling of
// a gRPC service config does (gRFC A6): every attempt that fails takes a token, every one
// that succeeds puts TokenRatio of a token back, and there is none above MaxTokens, with
// which it starts. A retry is granted while more than half of them are there; one that is
// not is dropped, not delayed. Failures that are not retried do not count. gRPC keeps the
// tokens for each server name; here each caller does.
type GRPCThrottle struct {
	// MaxTokens is the largest number of tokens, 1 to 1,000. gRPC has no default; 10 is
	// the example of A6.
	MaxTokens int `yaml:"max_tokens" default:"10" min:"1" max:"1000"`
	// TokenRatio is the part of a token that a success puts back, above 0%, taken down to
	// whole thousandths of a token as in gRPC. There is no default in gRPC; 10% is the
	// 0.1 of A6: ten successes make good for one failure.
	TokenRatio unit.Ratio `yaml:"token_ratio" default:"10%"`
}

// ShortForm says that a scalar sets the ratio.
func (GRPCThrottle) ShortForm() string { return "token_ratio" }

// Validate returns what is wrong with the fields.
func (t *GRPCThrottle) Validate() []error {
	var errs []error
	if t.MaxTokens < 1 || t.MaxTokens > 1000 {
		errs = append(errs, fmt.Errorf("max_tokens: %d is not between 1 and 1000", t.MaxTokens))
	}
	if t.ratio() < 1 || t.TokenRatio > 1000 {
		errs = append(errs, fmt.Errorf("token_ratio: %v is not between 0.1%% and 100000%%; write for example 10%%", t.TokenRatio))
	}
	return errs
}

// ratio returns the thousandths of a token that a success puts back. The text 10% is
// 0.1, which is a hair off a tenth; the addition makes up for that.
func (t *GRPCThrottle) ratio() int64 { return int64(float64(float64(t.TokenRatio)*1000) + 1e-6) }

// grpcPurse is a [GRPCThrottle] at work, in thousandths of a token.
type grpcPurse struct{ tokens, full, ratio int64 }

// New returns a throttle that has seen no call.
func (t *GRPCThrottle) New() Purse {
	full := int64(t.MaxTokens) * 1000
	return &grpcPurse{tokens: full, full: full, ratio: t.ratio()}
}

// Begin has no say.
func (p *grpcPurse) Begin(sim.Time) {}

// Ended counts a success or a failure.
func (p *grpcPurse) Ended(_ sim.Time, a Attempt) {
	switch {
	case a.How == Abandoned || a.Fatal:
	case a.How == Success:
		p.tokens = min(p.tokens+p.ratio, p.full)
	default:
		p.tokens = max(p.tokens-1000, 0)
	}
}

// Retry grants while more than half of the tokens are there.
func (p *grpcPurse) Retry(sim.Time, Result) bool { return p.tokens > p.full/2 }

// Done has no say.
func (p *grpcPurse) Done(sim.Time, int) {}
