package limit_test

import (
	"errors"
	"testing"
	"time"

	"headroom/models/policy/limit"
)

func TestNginx(t *testing.T) {
	at := func(ms ...int) (d []time.Duration) {
		for _, m := range ms {
			d = append(d, time.Duration(m)*time.Millisecond)
		}
		return d
	}
	nginx := func(burst, delay int, nodelay bool) *limit.Nginx {
		r := &limit.Nginx{Rate: 10, NoDelay: nodelay}
		if err := errors.Join(r.Burst.UnmarshalText([]byte{byte('0' + burst)}), r.Delay.UnmarshalText([]byte{byte('0' + delay)})); err != nil {
			t.Fatal(err)
		}
		return r
	}
	checkTraces(t, []traced{
		{"10/s is one call per 100 ms", nginx(0, 0, false), at(0, 50, 99, 100, 199, 200), "y n n y n y"},
		// The level after each: 0, 1, 2, rejected at 3, 2 (2-1+1), 2 (2-0.5+1 is 2.5: rejected).
		{"calls within the burst wait as long as they are early", nginx(2, 0, false), at(0, 0, 0, 0, 100, 150), "y 100ms 200ms n 200ms n"},
		{"the level falls in thousandths", nginx(2, 0, false), at(0, 0, 50, 60), "y 100ms 150ms n"},
		{"with nodelay they do not wait", nginx(2, 0, true), at(0, 0, 0, 0, 100, 150), "y y y n y n"},
		{"with delay=1 those beyond one wait", nginx(3, 1, false), at(0, 0, 0, 0, 0), "y y 100ms 200ms n"},
		// A pause of 150 ms leaves 0 - 1.5 + 1 < 0: nothing is left of the half call.
		{"a pause gathers nothing", nginx(0, 0, false), at(0, 150, 250, 349), "y y y n"},
		// The call at 10 s comes before the decay is complete: 0 behind it, not 1.
		{"the first after a pause leaves nothing behind", nginx(1, 0, true), at(0, 0, 10_000, 10_000, 10_000), "y y y y n"},
		{"within a millisecond no time passes", nginx(0, 0, false), []time.Duration{0, 100*ms - 1, 100 * ms, 200*ms - 1}, "y n y n"},
		{"1/min is 0.016/s", &limit.Nginx{Rate: 1.0 / 60}, []time.Duration{0, 62 * time.Second, 62*time.Second + 500*ms, 63 * time.Second}, "y n y n"},
	})
}

func TestEnvoyRate(t *testing.T) {
	rule := &limit.EnvoyRate{MaxTokens: 3, TokensPerFill: 2, FillInterval: span(time.Second)}
	checkTraces(t, []traced{
		{"it starts full and is filled at intervals of the clock", rule, []time.Duration{
			900 * ms, 900 * ms, 900 * ms, 900 * ms, 999 * ms, 1000 * ms, 1000 * ms, 1000 * ms}, "y y y n n y y n"},
		{"it overflows", rule, []time.Duration{0, time.Hour, time.Hour, time.Hour, time.Hour}, "y y y y n"},
		{"some fills make it full", rule, []time.Duration{0, 0, 0, 2 * time.Second, 2 * time.Second, 2 * time.Second, 2 * time.Second}, "y y y y y y n"},
	})
}
