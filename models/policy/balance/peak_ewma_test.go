package balance_test

import (
	"testing"
	"time"

	"headroom/models/policy/balance"
	"headroom/models/policy/policytest"
	"headroom/sim"
)

const ms = time.Millisecond

// told is a picker for two replicas with a history.
func told(edit func(*balance.PeakEWMA), answers func(balance.Observer)) (balance.Picker, *balance.View) {
	p := newPicker(made(edit), 5)
	answers(p.(balance.Observer))
	return p, fleet(2)
}

func TestPeakEWMA(t *testing.T) {
	envoy := func(r *balance.PeakEWMA) { r.Variant = balance.Envoy }
	tests := []struct {
		name        string
		edit        func(*balance.PeakEWMA)
		answers     func(balance.Observer)
		outstanding []int32
		at          time.Duration
		want        string
	}{
		{"takes the faster one", nil, func(o balance.Observer) { o.Answered(0, 0, 20*ms, true); o.Answered(0, 1, 10*ms, true) },
			[]int32{0, 0}, 0, "bbbb"},
		{"weighs latency with calls", nil, func(o balance.Observer) { o.Answered(0, 0, 20*ms, true); o.Answered(0, 1, 10*ms, true) },
			[]int32{0, 2}, 0, "aaaa"},
		{"a peak counts at once", nil, func(o balance.Observer) {
			for range 1000 {
				o.Answered(0, 0, 10*ms, true)
			}
			o.Answered(0, 1, 11*ms, true)
			o.Answered(0, 0, time.Second, true)
		}, []int32{0, 0}, 0, "bbbb"},
		{"nothing known and idle is free", nil, func(o balance.Observer) { o.Answered(0, 0, 1, true) }, []int32{0, 0}, 0, "bbbb"},
		{"nothing known and a call under way is penalized", nil, func(o balance.Observer) { o.Answered(0, 0, 10*time.Second, true) }, []int32{9, 1}, 0, "aaaa"},
		{"envoy: no peaks", envoy, func(o balance.Observer) {
			o.Answered(0, 0, 10*ms, true)
			o.Answered(0, 1, 11*ms, true)
			o.Answered(1e6, 0, time.Second, true) // moves the average by 0.1 ms
		}, []int32{0, 0}, 150 * ms, "aaaa"},
		{"envoy: nothing known and idle is 10 ms", envoy, func(o balance.Observer) { o.Answered(0, 0, 9*ms, true) }, []int32{0, 0}, 150 * ms, "aaaa"},
		{"envoy: 10 ms are better than 11 ms", envoy, func(o balance.Observer) { o.Answered(0, 0, 11*ms, true) }, []int32{0, 0}, 150 * ms, "bbbb"},
		{"envoy: nothing known and a call under way is penalized", envoy, func(o balance.Observer) { o.Answered(0, 0, 10*time.Second, true) },
			[]int32{9, 1}, 150 * ms, "aaaa"},
	}
	for _, tt := range tests {
		p, v := told(tt.edit, tt.answers)
		v.Outstanding, v.Now = tt.outstanding, sim.Time(tt.at)
		if got := letters(p, v, 4); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestAPeakDecays: from 1 s down to the steady 100 ms of the other takes 10 s * ln 10,
// whether the load is read meanwhile or not.
func TestAPeakDecays(t *testing.T) {
	for _, every := range []time.Duration{10 * ms, 5 * time.Second} {
		p := newPicker(made[balance.PeakEWMA](nil), 5)
		o, v := p.(balance.Observer), fleet(2)
		o.Answered(0, 0, time.Second, true)
		back := sim.Never
		for v.Now < sim.Time(40*time.Second) && back == sim.Never {
			v.Now = v.Now.Add(every)
			o.Answered(v.Now, 1, 100*ms, true)
			if letters(p, v, 1) == "a" {
				back = v.Now
			}
		}
		want := sim.Time(23.026e9)
		if back < want || back > want.Add(every) {
			t.Errorf("reading every %v: back at %v, want just after %v", every, back, want)
		}
	}
}

// TestEnvoyAggregates: what was answered shows 100 ms after the last aggregation.
func TestEnvoyAggregates(t *testing.T) {
	p := newPicker(made(func(r *balance.PeakEWMA) { r.Variant = balance.Envoy }), 5)
	o, v := p.(balance.Observer), fleet(2)
	v.Now = 1e9
	letters(p, v, 1)
	o.Answered(1_010e6, 0, ms, true)
	o.Answered(1_010e6, 1, 2*ms, true)
	v.Now = 1_099e6
	if got := letters(p, v, 20); got == "aaaaaaaaaaaaaaaaaaaa" {
		t.Errorf("after 99 ms the latencies are known")
	}
	v.Now = 1_100e6
	if got := letters(p, v, 20); got != "aaaaaaaaaaaaaaaaaaaa" {
		t.Errorf("after 100 ms: picks %s, want a only", got)
	}
}

func TestPeakEWMAErrors(t *testing.T) {
	policytest.Errors(t, "peak ewma", (&balance.PeakEWMA{}).Validate(), []string{
		`variant: no variant is named ""`, "decay_time: 0s is not above 0s", "default_rtt: 0s is not above 0s",
	})
}
