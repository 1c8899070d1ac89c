package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"headroom/sim"
)

// progress tells on stderr how far a run is. A nil one tells nothing.
type progress struct {
	*teller
	name     string
	total    time.Duration // simulated time to play, all replications
	duration time.Duration // simulated time of one replication

	mu      sync.Mutex
	before  time.Duration         // simulated with a warm-up that was too short
	handled uint64                // events of that
	open    int                   // metrics that are not as precise as wanted
	reached map[int]time.Duration // by replication
	events  map[int]uint64
}

func newProgress(w io.Writer, name string, duration time.Duration, repeat int) *progress {
	return &progress{
		teller: tellerTo(w), name: name, duration: duration, total: duration * time.Duration(repeat),
		reached: map[int]time.Duration{}, events: map[int]uint64{},
	}
}

// follow starts to tell the progress of a scenario, until [progress.done].
func (a *app) follow(sc *scenario) *progress {
	if a.quiet {
		return nil
	}
	p := newProgress(a.stderr, sc.sys.Name, sc.sys.Run.Duration.Std(), sc.sys.Run.Repeat)
	p.begin(p.period(a.every), p.line)
	return p
}

// told is the callback of a run: a replication has reached an instant.
func (p *progress) told(replication int, now sim.Time, events uint64) {
	if p == nil {
		return
	}
	p.mu.Lock()
	p.reached[replication] = min(time.Duration(now), p.duration)
	p.events[replication] = events
	p.mu.Unlock()
}

// again is the callback of a run that plays everything again with a longer warm-up.
func (p *progress) again(time.Duration) {
	if p == nil {
		return
	}
	p.mu.Lock()
	for i, r := range p.reached {
		p.before, p.handled = p.before+r, p.handled+p.events[i]
	}
	p.reached, p.events = map[int]time.Duration{}, map[int]uint64{}
	p.mu.Unlock()
}

// looked is the callback of a run to a wanted precision.
func (p *progress) looked(open, played, next int) {
	if p == nil {
		return
	}
	p.aim(max(played, next))
	p.mu.Lock()
	p.open = open
	p.mu.Unlock()
}

// done ends the telling and wipes the live line.
func (p *progress) done() {
	if p != nil {
		p.end()
	}
}

// line says how far the run is after some time: "shop: 1h12m0s of 5h0m0s simulated (24 %),
// 3.1M events/s, 1m20s left".
func (p *progress) line(elapsed time.Duration) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	reached := p.before
	total := p.before + p.total
	for _, r := range p.reached {
		reached += r
	}
	events := p.handled
	for _, e := range p.events {
		events += e
	}
	if reached <= 0 || elapsed <= 0 {
		return fmt.Sprintf("%s: starting", p.name)
	}
	share := float64(reached) / float64(total)
	left := time.Duration(float64(elapsed) * (1 - share) / share)
	line := fmt.Sprintf("%s: %s of %s simulated (%.0f %%), %s events/s, %s left", p.name,
		coarse(reached, total), coarse(total, total), 100*share, short(float64(events)/elapsed.Seconds()), coarse(left, left))
	if p.open > 0 {
		line += fmt.Sprintf(" until the next look; %d not yet precise", p.open)
	}
	return line
}

// coarse writes a span with a precision that fits a scale.
func coarse(d, scale time.Duration) string {
	switch {
	case scale >= 10*time.Second:
		return d.Round(time.Second).String()
	case scale >= 100*time.Millisecond:
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(time.Microsecond).String()
}

// short writes a number with two or three digits: 950, 12k, 3.1M.
func short(v float64) string {
	switch {
	case v >= 999_500:
		return fmt.Sprintf("%.1fM", v/1e6)
	case v >= 9_950:
		return fmt.Sprintf("%.0fk", v/1e3)
	case v >= 999.5:
		return fmt.Sprintf("%.1fk", v/1e3)
	}
	return fmt.Sprintf("%.0f", v)
}
