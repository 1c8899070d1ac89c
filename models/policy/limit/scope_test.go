package limit_test

import (
	"testing"
	"time"

	"headroom/models/policy/limit"
	"headroom/sim"
)

func TestKeysShareALimitOrHaveTheirOwn(t *testing.T) {
	for _, tt := range []struct {
		per  string
		want int
	}{{limit.PerAll, 1}, {limit.PerKey, 3}} {
		l := (&limit.TokenBucket{Rate: 1, Burst: 1, Scope: limit.Scope{Per: tt.per}}).New()
		got := 0
		for call := range 30 {
			if _, ok := l.Take(0, uint64(call%3)); ok {
				got++
			}
		}
		if got != tt.want {
			t.Errorf("per %s: 3 keys got %d calls through, want %d", tt.per, got, tt.want)
		}
	}
}

// TestForgettingChangesNothing: a limiter that forgets keys answers like limiters that
// have one key each and remember it.
func TestForgettingChangesNothing(t *testing.T) {
	for name, rule := range rateRules() {
		setScope(rule, limit.PerKey)
		all := rule.New()
		setScope(rule, limit.PerAll)
		alone := map[uint64]limit.Limiter{}
		s := sim.NewStream(5)
		now := sim.Time(0)
		for range 20_000 {
			key := uint64(s.IntN(1 + s.IntN(5000)))
			now = now.Add(time.Duration(s.IntN(1_000_000)))
			if alone[key] == nil {
				alone[key] = rule.New()
			}
			wait, ok := all.Take(now, key)
			wantWait, want := alone[key].Take(now, key)
			if wait != wantWait || ok != want {
				t.Fatalf("%s: key %d at %v got %v %v, want %v %v", name, key, now, wait, ok, wantWait, want)
			}
		}
	}
}

func TestMemoryFollowsTheKeysInUse(t *testing.T) {
	tests := []struct {
		name  string
		pause time.Duration // between calls of ever new keys
		busy  int           // keys not at rest at a time
	}{
		{"one key at a time", 20 * ms, 1},
		{"a hundred keys at a time", 100 * time.Microsecond, 100},
		{"ten thousand keys at a time", time.Microsecond, 10_000},
	}
	for _, tt := range tests {
		l := (&limit.TokenBucket{Rate: 100, Burst: 1, Scope: limit.Scope{Per: limit.PerKey}}).New()
		for call := range 100_000 {
			l.Take(sim.Time(call)*sim.Time(tt.pause), uint64(call))
		}
		if got, most := limit.Slots(l), max(64, 4*tt.busy); got > most {
			t.Errorf("%s: %d slots, want at most %d", tt.name, got, most)
		}
	}
}
