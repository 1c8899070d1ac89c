package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"headroom/sim"
)

func TestProgressLine(t *testing.T) {
	minute := sim.Time(time.Minute)
	tests := []struct {
		name    string
		reached []sim.Time
		elapsed time.Duration
		want    string
	}{
		{"nothing is heard of yet", nil, time.Second, "shop: starting"},
		{"one replication is half done", []sim.Time{30 * minute}, 2 * time.Second, "shop: 30m0s of 3h0m0s simulated (17 %), 500k events/s, 10s left"},
		{"two are done", []sim.Time{60 * minute, 60 * minute}, 4 * time.Second, "shop: 2h0m0s of 3h0m0s simulated (67 %), 500k events/s, 2s left"},
		{"no replication counts more than its time", []sim.Time{61 * minute}, 2 * time.Second, "shop: 1h0m0s of 3h0m0s simulated (33 %), 500k events/s, 4s left"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newProgress(nil, "shop", time.Hour, 3)
			for i, now := range tt.reached {
				p.told(i, now, 1_000_000)
			}
			if got := p.line(tt.elapsed); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestProgressOfARunThatIsPlayedAgain(t *testing.T) {
	p := newProgress(nil, "shop", time.Hour, 2)
	p.told(0, sim.Time(time.Hour), 1_000_000)
	p.told(1, sim.Time(time.Hour), 1_000_000)
	p.again(time.Minute)
	p.told(0, sim.Time(time.Hour), 1_000_000)
	if got, want := p.line(3*time.Second), "shop: 3h0m0s of 4h0m0s simulated (75 %), 1.0M events/s, 1s left"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	p.looked(3, 2, 6)
	if got, want := p.line(3*time.Second), "shop: 3h0m0s of 8h0m0s simulated (38 %), 1.0M events/s, 5s left until the next look; 3 not yet precise"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var nobody *progress
	nobody.again(time.Minute)
	nobody.looked(1, 2, 3)
}

func TestProgressOnATerminalIsOneLine(t *testing.T) {
	var b bytes.Buffer
	p := newProgress(&b, "shop", time.Hour, 3)
	p.live, p.width = true, 12
	p.begin(time.Millisecond, p.line)
	time.Sleep(20 * time.Millisecond)
	p.done()
	got := b.String()
	if !strings.HasPrefix(got, "\rshop: start\x1b[K") {
		t.Errorf("got %q, want lines cut to the terminal that start over", got)
	}
	if !strings.HasSuffix(got, "\r\x1b[K") || strings.Contains(got, "\n") {
		t.Errorf("got %q, want the line wiped at the end", got)
	}
}

func TestShortNumbers(t *testing.T) {
	tests := []struct {
		v    float64
		want string
	}{
		{0, "0"}, {950.4, "950"}, {999.9, "1.0k"}, {1234, "1.2k"}, {9999, "10k"}, {950_000, "950k"}, {999_900, "1.0M"}, {3_140_000, "3.1M"},
	}
	for _, tt := range tests {
		if got := short(tt.v); got != tt.want {
			t.Errorf("short(%v): got %q, want %q", tt.v, got, tt.want)
		}
	}
}
