package models

import (
	"context"
	"errors"
	"fmt"
	"math"

	"headroom/sim/stats"
	"headroom/sim/study"
)

// Precise says how [System.PlayTo] reaches a precision.
type Precise struct {
	// Wanted is the largest half width of an interval, relative to the value: 0.02 for 2 %.
	// Must be above 0.
	Wanted float64
	// Most is the largest number of replications; 0 means 200.
	Most int
	// Looked is told of each look: how many metrics are not as precise as wanted after how
	// many replications, and how many are played next, 0 for none. May be nil.
	Looked func(open, played, next int)
	Options
}

// MostPrecise is the usual limit of replications for a precision.
const MostPrecise = 200

// FirstPrecise is the least number of replications that a precision is believed after.
const FirstPrecise = 10

// PlayTo plays a checked system until the mean latency and the p99 of every operation that
// is answered are as precise as wanted, at most to Most replications. It begins with
// Run.Repeat of them, or [FirstPrecise] if that is more. An unstable system has no value
// that more replications would come closer to, and ends it. The result depends on nothing
// but what was measured. When the context ends early, and for errors and panics, it is as
// [System.Play].
func (s *System) PlayTo(ctx context.Context, p Precise) (*stats.Result, error) {
	if p.Most == 0 {
		p.Most = MostPrecise
	}
	t := s.Trials()
	want := stats.Precision{Relative: p.Wanted, Least: FirstPrecise, Most: p.Most}
	for n := min(p.Most, max(FirstPrecise, s.Run.Repeat)); ; {
		if err := t.Play(ctx, n, p.Options); err != nil {
			var fault *study.Panic
			if t.Played() == 0 || errors.As(err, &fault) {
				return nil, err
			}
			r := t.precise(want, "it was interrupted")
			r.Scenario.Interrupted = true
			return r, nil
		}
		ended := ""
		if growing := unstable(t.done); len(growing) > 0 {
			ended = "the system is unstable, and more replications do not change that"
		} else if n >= p.Most {
			ended = fmt.Sprintf("%d replications are the limit", p.Most)
		}
		open, next := t.missing(want)
		if ended != "" {
			next = 0
		}
		if p.Looked != nil {
			p.Looked(open, n, next)
		}
		if next == 0 {
			return t.precise(want, ended), nil
		}
		n = next
	}
}

// missing returns how many metrics are not as precise as wanted, and the number of
// replications for the next look, 0 when there is none.
func (t *Trials) missing(want stats.Precision) (open, next int) {
	for _, m := range t.asPrecise(want) {
		if !m.Reached {
			open++
			next = max(next, m.next)
		}
	}
	return open, next
}

// preciseMetric is a metric held against a precision.
type preciseMetric struct {
	stats.PreciseMetric
	next int
}

// asPrecise holds the metrics of all operations against a precision.
func (t *Trials) asPrecise(want stats.Precision) []preciseMetric {
	var list []preciseMetric
	for i, o := range t.done[0].ops {
		l := summarizeOperation(t.done, i).Latency
		for _, m := range []struct {
			name string
			of   *stats.Estimate
		}{{"mean", l.Mean}, {"p99", l.P99}} {
			if m.of == nil {
				continue
			}
			g := want.Of(m.of, len(t.done))
			p := preciseMetric{stats.PreciseMetric{Subject: "operation/" + o.name, Metric: m.name, Reached: g.Reached}, g.Next}
			if half := g.HalfWidth / math.Abs(m.of.Value); !math.IsNaN(half) && !math.IsInf(half, 0) {
				p.HalfWidth = &half
			}
			if !g.Reached && g.Needed < math.MaxInt {
				p.Needed = g.Needed
			}
			list = append(list, p)
		}
	}
	return list
}

// precise sums up what was played, and how precise it is. A reason why it ended counts
// only where the precision was not reached.
func (t *Trials) precise(want stats.Precision, ended string) *stats.Result {
	r := t.Result()
	p := &stats.Precise{Wanted: want.Relative, Reached: true, Most: want.Most, Metrics: []stats.PreciseMetric{}}
	for _, m := range t.asPrecise(want) {
		p.Metrics = append(p.Metrics, m.PreciseMetric)
		p.Reached = p.Reached && m.Reached
	}
	if !p.Reached {
		p.Ended = ended
	}
	r.Analysis.Precision = p
	r.Analysis.Text = analysisText(r)
	return r
}

// precisionText says whether a wanted precision was reached, and what missed it most.
func precisionText(p *stats.Precise) string {
	wanted := percentText(p.Wanted)
	if p.Reached && len(p.Metrics) == 0 {
		return "no operation was answered, so there is no precision"
	}
	if p.Reached {
		return "the mean and the p99 of every operation are as precise as wanted, " + wanted
	}
	var worst *stats.PreciseMetric
	for i := range p.Metrics {
		m := &p.Metrics[i]
		switch {
		case m.Reached:
		case worst == nil, worst.HalfWidth != nil && (m.HalfWidth == nil || *m.HalfWidth > *worst.HalfWidth):
			worst = m
		}
	}
	text := fmt.Sprintf("the wanted precision of %s was missed, as %s: %s of %s is known ", wanted, p.Ended, worst.Metric, worst.Subject[len("operation/"):])
	switch {
	case worst.HalfWidth == nil:
		text += "without an interval"
	case worst.Needed > 0:
		text += fmt.Sprintf("to %s; about %s would reach it", percentText(*worst.HalfWidth), replicationsText(worst.Needed))
	default:
		text += "to " + percentText(*worst.HalfWidth)
	}
	return text
}

// percentText writes a share as a percentage with two digits that count: 2 %, 3.1 %.
func percentText(share float64) string { return fmt.Sprintf("%.2g %%", 100*share) }
