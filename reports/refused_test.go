package reports

import (
	"testing"

	"headroom/sim/stats"
)

func TestReasonsOfRefusals(t *testing.T) {
	by := stats.Ordered[uint64]{{Name: "queue_full", Value: 1200}, {Name: "shed", Value: 30}}
	if got, want := reasonsText(by), "1,200 queue full, 30 shed"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := refusedBy(by); got != 1230 {
		t.Errorf("got a sum of %d, want 1230", got)
	}
	passedOn := stats.Ordered[uint64]{{Name: "passed_on", Value: 7}}
	tests := []struct {
		name string
		by   stats.Ordered[uint64]
		want string
	}{
		{"reasons of its own are told", by, "rejected: 1,200 queue full, 30 shed"},
		{"what it only passes on is told by whoever rejected it", passedOn, ""},
		{"no reasons", nil, ""},
	}
	for _, tt := range tests {
		if got := rejectedNote(&stats.Component{RejectedBy: tt.by}); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestWastedShare(t *testing.T) {
	work := &stats.Latency{Mean: &stats.Estimate{Value: 0.01}}
	tests := []struct {
		name string
		c    stats.Component
		want float64
	}{
		{"half of the work", stats.Component{Completions: 1000, Service: work, Wasted: 5}, 0.5},
		{"nothing was completed", stats.Component{Wasted: 5}, 0},
		{"nothing was wasted", stats.Component{Completions: 1000, Service: work}, 0},
	}
	for _, tt := range tests {
		if got := wastedShare(&tt.c); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}
