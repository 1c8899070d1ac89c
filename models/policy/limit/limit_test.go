package limit_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"headroom/models"
	"headroom/models/policy/limit"
	"headroom/models/policy/policytest"
	"headroom/models/variant"
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/unit"
)

const ms = time.Millisecond

func seconds(s float64) sim.Time { return sim.Time(s*1e9 + 0.5) }

func span(d time.Duration) unit.Duration { return unit.Duration(d) }

// completeRate sets what has no default.
func completeRate(spec any) {
	switch r := spec.(type) {
	case *limit.TokenBucket:
		r.Rate = 100
	case *limit.LeakyBucket:
		r.Rate = 100
	case *limit.GCRA:
		r.Rate = 100
	case *limit.FixedWindow:
		r.Limit = 100
	case *limit.SlidingWindow:
		r.Limit = 100
	case *limit.SlidingCounter:
		r.Limit = 100
	case *limit.Nginx:
		r.Rate = 100
	case *limit.EnvoyRate:
		r.MaxTokens, r.TokensPerFill, r.FillInterval = 10, 10, span(100*ms)
	}
}

// rateRules returns every limit of a rate, of about 100/s, for each scope.
func rateRules() map[string]limit.RateRule {
	rules := map[string]limit.RateRule{}
	_, forms := (&limit.Rate{}).Variants()
	for _, f := range forms {
		for _, per := range []string{limit.PerAll, limit.PerKey} {
			r, ok := f.New().(limit.RateRule)
			if !ok {
				continue
			}
			models.FillDefaults(r)
			completeRate(r)
			setScope(r, per)
			rules[f.Name+" per "+per] = r
		}
	}
	return rules
}

func setScope(r limit.RateRule, per string) {
	switch r := r.(type) {
	case *limit.TokenBucket:
		r.Scope.Per = per
	case *limit.LeakyBucket:
		r.Scope.Per = per
	case *limit.GCRA:
		r.Scope.Per = per
	case *limit.FixedWindow:
		r.Scope.Per = per
	case *limit.SlidingWindow:
		r.Scope.Per = per
	case *limit.SlidingCounter:
		r.Scope.Per = per
	case *limit.Nginx:
		r.Scope.Per = per
	case *limit.EnvoyRate:
		r.Scope.Per = per
	default:
		panic(fmt.Sprintf("no scope in %T", r))
	}
}

func TestForms(t *testing.T) {
	_, rates := (&limit.Rate{}).Variants()
	policytest.Forms(t, rates, completeRate)
}

func TestNoneSwitchesALimitOff(t *testing.T) {
	r := limit.Rate{Rule: &limit.TokenBucket{Rate: 1}}
	r.SetVariant(&variant.None{})
	if r.Enabled() || r.Variant() != nil || r.Validate() != nil {
		t.Errorf("after none there is still %v", r.Variant())
	}
}

// trace writes what a limiter says to calls at given times: y for a call let through, n
// for one refused, and the wait of one that has to.
func trace(l limit.Limiter, at []time.Duration) string {
	var said []string
	for _, t := range at {
		wait, ok := l.Take(sim.Time(t), 7)
		switch {
		case !ok:
			said = append(said, "n")
		case wait > 0:
			said = append(said, wait.String())
		default:
			said = append(said, "y")
		}
	}
	return strings.Join(said, " ")
}

type traced struct {
	name string
	rule limit.RateRule
	at   []time.Duration
	want string
}

func checkTraces(t *testing.T, tests []traced) {
	t.Helper()
	for _, tt := range tests {
		if errs := tt.rule.Validate(); errs != nil {
			t.Errorf("%s: %v", tt.name, errs)
		}
		if got := trace(tt.rule.New(), tt.at); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// passing is a case of Poisson arrivals at a limit, with the exact share let through.
type passing struct {
	name     string
	arrivals float64 // a second
	rule     limit.RateRule
	share    float64
}

func checkPassing(t *testing.T, tests []passing) {
	t.Helper()
	for i, tt := range tests {
		var shares []float64
		for replication := range 10 {
			s := sim.NewStream(sim.Mix(uint64(i), uint64(replication)))
			l := tt.rule.New()
			const calls = 200_000
			var now float64
			taken := 0
			for call := range calls + calls/10 {
				now += dist.Exp(&s) / tt.arrivals
				if _, ok := l.Take(seconds(now), 0); ok && call >= calls/10 {
					taken++
				}
			}
			shares = append(shares, float64(taken)/calls)
		}
		policytest.Within(t, tt.name, shares, tt.share, 0.002)
	}
}

func TestNoRateLimitAllocates(t *testing.T) {
	for name, rule := range rateRules() {
		l := rule.New()
		var now sim.Time
		call := func() { now = now.Add(ms); l.Take(now, uint64(now)%3e6) }
		for range 1000 {
			call()
		}
		if got := testing.AllocsPerRun(1000, call); got != 0 {
			t.Errorf("%s: %v allocations a call, want 0", name, got)
		}
	}
}

// TestEveryRateIsKept: whatever the form, a hundred seconds of far too many calls get about
// 100 a second through.
func TestEveryRateIsKept(t *testing.T) {
	for name, rule := range rateRules() {
		l := rule.New()
		taken := 0
		for i := range 100_000 {
			if _, ok := l.Take(sim.Time(i)*sim.Time(ms), 1); ok {
				taken++
			}
		}
		if math.Abs(float64(taken)-10_000) > 150 {
			t.Errorf("%s: %d calls in 100 s, want about 10,000", name, taken)
		}
	}
}

func TestRateValidate(t *testing.T) {
	tests := []struct {
		name string
		rule limit.RateRule
		want []string
	}{
		{"a rate of nothing", &limit.TokenBucket{OnExcess: "reject"}, []string{"rate: 0/s is not above 0/s"}},
		{"negative numbers", &limit.TokenBucket{Rate: -1, Burst: -1}, []string{"rate: -1 is not", "burst: -1 is not"}},
		{"numbers beyond the arithmetic", &limit.TokenBucket{Rate: 2e9, Burst: 2e9}, []string{"rate: ", "burst: "}},
		{"a delay without an end", &limit.TokenBucket{Rate: 1, OnExcess: limit.Delay}, []string{"longest_delay: 0s"}},
		{"too many calls that wait", &limit.TokenBucket{Rate: 1e9, OnExcess: limit.Delay, LongestDelay: span(time.Hour)}, []string{"longest_delay: 1h"}},
		{"words that do not exist", &limit.TokenBucket{Rate: 1, OnExcess: "ignore", Scope: limit.Scope{Per: "user"}}, []string{`per: "user" is neither`, `on_excess: "ignore" is neither`}},
		{"a negative queue", &limit.LeakyBucket{Rate: 1, Queue: -1}, []string{"queue: -1"}},
		{"a tolerance that is too long", &limit.GCRA{Rate: 1e6, Tolerance: span(time.Hour)}, []string{"tolerance: 1h"}},
		{"no window", &limit.FixedWindow{}, []string{"limit: 0 is not between 1 and 1G", "window: 0s"}},
		{"a log without bounds", &limit.SlidingWindow{Limit: 1e7, Window: 1}, []string{"limit: 10M is not between 1 and 1M"}},
		{"a counter without a limit", &limit.SlidingCounter{Window: 1}, []string{"limit: 0"}},
		{"nginx with two words for the delay", &limit.Nginx{Rate: 1, Burst: 5, Delay: 2, NoDelay: true}, []string{"delay: with nodelay"}},
		{"nginx with a delay beyond the burst", &limit.Nginx{Rate: 1, Burst: 5, Delay: 6}, []string{"delay: 6 is not between 0 and the burst of 5"}},
		{"nginx with a rate below its grain", &limit.Nginx{Rate: 0.0001}, []string{"rate: "}},
		{"fills that are too quick", &limit.EnvoyRate{MaxTokens: 1, TokensPerFill: 1, FillInterval: span(ms)}, []string{"fill_interval: 1ms is less than 50ms"}},
		{"an empty bucket", &limit.EnvoyRate{FillInterval: span(time.Second)}, []string{"max_tokens: 0", "tokens_per_fill: 0"}},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, tt.rule.Validate(), tt.want)
	}
}
