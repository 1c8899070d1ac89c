package models

import (
	"context"
	"fmt"
	"time"

	"headroom/sim/stats"
	"headroom/sim/study"
	"headroom/sim/unit"
)

// Trials are the replications of a system, played a few at a time, by those who decide
// after each few whether they want more. However they are divided, the same number of
// them gives the same result. Make one with [System.Trials].
//
// With a warm-up of auto, a steady system is looked at after its first replications: when
// a tenth of the duration is not enough for it to settle, all are played again with a
// longer warm-up. A warm-up that is given is kept, and warned of. See docs/statistics.md.
type Trials struct {
	sys   *System // with the warm-up that is played
	asked *System
	done  []*measures
	rest  *settled // nil before it was looked, and where it is not
}

// Trials returns the trials of a checked system, none of them played. Its Run.Repeat is
// not looked at.
func (s *System) Trials() *Trials { return &Trials{sys: s, asked: s} }

// Play plays until there are n replications in all. When the context ends early or a
// replication fails, it returns the error; replications that were finished are kept, and
// no more may be played.
func (t *Trials) Play(ctx context.Context, n int, o Options) error {
	before := len(t.done)
	if err := t.add(ctx, n, o); err != nil || before >= looked || t.asked.varying() != "" {
		return err
	}
	rest := t.asked.settles(t.done)
	if !t.asked.Run.Warmup.Auto {
		t.rest = &rest // for a warning
		return nil
	}
	sys := t.asked.warmedUp(&rest)
	if sys.warmUp() == t.sys.warmUp() {
		t.rest, t.sys = &rest, sys
		return nil
	}
	if o.Again != nil {
		o.Again(sys.warmUp())
	}
	again := &Trials{sys: sys, asked: t.asked, rest: &rest}
	if err := again.add(ctx, len(t.done), o); err != nil {
		return err // those with the shorter warm-up are kept
	}
	*t = *again
	return nil
}

// add plays until there are n replications with the same warm-up.
func (t *Trials) add(ctx context.Context, n int, o Options) error {
	from := len(t.done)
	done, err := study.Replicate(ctx, n-from, o.Jobs, func(ctx context.Context, i int) (*measures, error) {
		return t.sys.replicate(ctx, from+i, o)
	})
	t.done = append(t.done, done...)
	return err
}

// warmedUp returns the system with the warm-up that was found.
func (s *System) warmedUp(rest *settled) *System {
	if rest.after == s.warmUp() {
		return s
	}
	longer := *s
	longer.Run.Warmup = WarmUp{Span: unit.Duration(rest.after)}
	return &longer
}

// warmUp returns the part of a run that is not measured.
func (s *System) warmUp() time.Duration { return s.Run.Warmup.Of(s.Run.Duration.Std()) }

// Played returns the number of finished replications.
func (t *Trials) Played() int { return len(t.done) }

// Result sums up what was played, with theory beside it. It panics when nothing was.
func (t *Trials) Result() *stats.Result {
	r := t.sys.summary(t.done, true)
	r.Analysis.Warmup = t.warmup()
	if t.rest != nil && t.rest.series != "" && !t.asked.Run.Warmup.Auto && len(r.Unstable) == 0 && len(t.done) >= agreeing {
		r.Analysis.Warnings = append(r.Analysis.Warnings, stats.Warning{
			Subject: "run", Metric: "warmup",
			Text: fmt.Sprintf("the warm-up of %v was given, and %s settles after about %v (MSER-5): what is measured is not all steady", t.asked.warmUp(), t.rest.series, t.rest.after),
		})
	}
	r.Analysis.Text = analysisText(r)
	r.Theory = t.sys.Beside(r)
	return r
}

// warmup tells how the warm-up was found.
func (t *Trials) warmup() stats.WarmupFound {
	w := stats.WarmupFound{Seconds: t.sys.warmUp().Seconds(), By: stats.WarmupGiven, Tested: t.rest != nil}
	if !t.asked.Run.Warmup.Auto {
		return w
	}
	w.By = stats.WarmupTenth
	if t.rest != nil {
		w.Unsettled = t.rest.unsettled
		if t.rest.series != "" {
			w.By, w.Series = stats.WarmupDetected, t.rest.series
		}
	}
	return w
}
