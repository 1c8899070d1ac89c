package limit_test

import (
	"testing"
	"time"

	"headroom/models/policy/limit"
)

// TestLatenciesHaveTwoDigits: quantiles are linear within bins of two digits of
// microseconds, as in Envoy.
func TestLatenciesHaveTwoDigits(t *testing.T) {
	const us = time.Microsecond
	tests := []struct {
		name  string
		spans []time.Duration
		q     float64
		want  float64 // us
	}{
		{"the middle of a bin stands for one span", []time.Duration{10 * ms}, 0.5, 10_500},
		{"the end of the bin for all of it", []time.Duration{10*ms + 999*us}, 1, 11_000},
		{"nothing took no time at all", []time.Duration{0, 999}, 0.5, 0},
		{"few microseconds have narrow bins", []time.Duration{9 * us, 9 * us}, 1, 9.1},
		{"tens have bins of one", []time.Duration{10 * us, 99 * us}, 1, 100},
		{"half are below the boundary between two bins", []time.Duration{ms, 2 * ms}, 0.5, 1100},
		{"three quarters of four", []time.Duration{ms, 2 * ms, 3 * ms, 40 * ms}, 0.75, 3100},
		{"the longest span of time", []time.Duration{1<<63 - 1}, 1, 9.3e15},
	}
	for _, tt := range tests {
		if got := limit.Quantile(tt.spans, tt.q); got < tt.want*0.999999 || got > tt.want*1.000001 {
			t.Errorf("%s: got %v us, want %v", tt.name, got, tt.want)
		}
	}
}
