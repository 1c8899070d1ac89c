package main

import (
	"fmt"
	"sync"
	"time"
)

// studyProgress tells how far the runs of a study are. A nil one tells nothing.
type studyProgress struct {
	*teller
	name   string
	rounds bool // the study goes in rounds

	mu      sync.Mutex
	round   int
	runs    int                // known so far
	done    int                // finished, those of earlier times too
	here    int                // finished since it began, of all rounds
	own     int                // to play here, of the round
	ownDone int                // of these
	under   map[string]reached // under way, by key
	events  uint64             // of the runs that were finished here
}

// reached is how far a run is.
type reached struct {
	share  float64
	events uint64
}

// followStudy starts to tell the progress of a study.
func (a *app) followStudy(name string, rounds bool) *studyProgress {
	if a.quiet {
		return nil
	}
	p := &studyProgress{teller: tellerTo(a.stderr), name: name, rounds: rounds, under: map[string]reached{}}
	p.begin(p.period(a.every), p.line)
	return p
}

// aim says which round begins, how many runs are known and finished, and how many are to
// be played here.
func (p *studyProgress) aim(round, done, runs, own int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.round, p.done, p.runs, p.own, p.ownDone = round, done, runs, own, 0
}

// Reached is the callback of a run that is under way.
func (p *studyProgress) Reached(key string, share float64, events uint64) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.under[key] = reached{share, events}
}

// Finished is the callback of a run that is finished.
func (p *studyProgress) Finished(key string, events uint64) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.under, key)
	p.events += events
	p.done++
	p.here++
	p.ownDone++
}

// over ends the telling.
func (p *studyProgress) over() {
	if p != nil {
		p.end()
	}
}

// line says how far the study is after some time: "ceiling: 37 of 90 runs, round 3, 4.1M
// events/s, 1m20s left". What is left is that of the round, where later ones are not known.
func (p *studyProgress) line(elapsed time.Duration) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	share, events := 0.0, p.events
	for _, r := range p.under {
		share += r.share
		events += r.events
	}
	text := fmt.Sprintf("%s: %d of %s", p.name, p.done, count(p.runs, "run"))
	if p.rounds {
		text += fmt.Sprintf(", round %d", p.round)
	}
	played := float64(p.here) + share
	if events == 0 || elapsed <= 0 || played <= 0 {
		return text
	}
	rest := float64(p.own-p.ownDone) - share
	left := time.Duration(max(rest, 0) / played * float64(elapsed))
	text += fmt.Sprintf(", %s events/s, %s left", short(float64(events)/elapsed.Seconds()), coarse(left, left))
	if p.rounds {
		text += " of the round"
	}
	return text
}
