package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"headroom/sim"
)

// progress tells on stderr how far a run is: one line that is written over on a
// terminal, plain lines elsewhere.
type progress struct {
	w        io.Writer
	name     string
	total    time.Duration // simulated time to play, all replications
	duration time.Duration // simulated time of one replication
	live     bool
	width    int

	mu      sync.Mutex
	reached map[int]time.Duration // by replication
	events  map[int]uint64
	began   time.Time

	stop    chan struct{}
	stopped sync.WaitGroup
}

func newProgress(w io.Writer, name string, duration time.Duration, repeat int) *progress {
	p := &progress{
		w: w, name: name, duration: duration, total: duration * time.Duration(repeat),
		reached: map[int]time.Duration{}, events: map[int]uint64{}, stop: make(chan struct{}),
	}
	p.width, p.live = terminalOf(w)
	return p
}

// follow starts to tell the progress of a scenario; a nil progress tells nothing.
func (a *app) follow(sc *scenario) *progress {
	if a.quiet {
		return nil
	}
	p := newProgress(a.stderr, sc.sys.Name, sc.sys.Run.Duration.Std(), sc.sys.Run.Repeat)
	if p.live {
		p.start(200 * time.Millisecond)
	} else {
		p.start(a.every)
	}
	return p
}

// start tells from now on, once in every period, until [progress.done].
func (p *progress) start(every time.Duration) {
	p.began = time.Now()
	p.stopped.Go(func() { p.run(every) })
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

// done ends the telling and wipes the live line.
func (p *progress) done() {
	if p == nil {
		return
	}
	close(p.stop)
	p.stopped.Wait()
	if p.live {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

func (p *progress) run(every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-p.stop:
			return
		case now := <-tick.C:
			line := p.line(now.Sub(p.began))
			if p.live {
				if len(line) >= p.width {
					line = line[:p.width-1]
				}
				fmt.Fprint(p.w, "\r"+line+"\x1b[K")
			} else {
				fmt.Fprintln(p.w, line)
			}
		}
	}
}

// line says how far the run is after some time: "shop: 1h12m0s of 5h0m0s simulated (24 %),
// 3.1M events/s, 1m20s left".
func (p *progress) line(elapsed time.Duration) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var reached time.Duration
	for _, r := range p.reached {
		reached += r
	}
	var events uint64
	for _, e := range p.events {
		events += e
	}
	if reached <= 0 || elapsed <= 0 {
		return fmt.Sprintf("%s: starting", p.name)
	}
	share := float64(reached) / float64(p.total)
	left := time.Duration(float64(elapsed) * (1 - share) / share)
	return fmt.Sprintf("%s: %s of %s simulated (%.0f %%), %s events/s, %s left", p.name,
		coarse(reached, p.total), coarse(p.total, p.total), 100*share, short(float64(events)/elapsed.Seconds()), coarse(left, left))
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
