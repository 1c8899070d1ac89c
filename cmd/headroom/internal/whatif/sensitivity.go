package whatif

import (
	"fmt"
	"math"
	"slices"

	"headroom/models"
	"headroom/sim"
	"headroom/sim/stats"
	"headroom/sim/study"
)

// sensitivity ranks settings by how much they move a metric: by the elementary effects
// of Morris, or by the shares of the variance of Sobol. Beside the design it plays each
// setting at both of its ends, with all others as in the scenario.
type sensitivity struct {
	knobs  []*knob
	own    []string // the scenario's own values; empty where it has none
	metric models.Metric
	repeat int
	seed   uint64

	morris   *study.Morris   // or
	saltelli *study.Saltelli // the other
	design   []Point         // the points of the design, in its order
}

const (
	morrisLevels       = 4   // of a setting, usual with 10 to 50 trajectories
	someTrajectories   = 10  // of a screening that does not say how many
	someRows           = 64  // of a sobol sensitivity that does not say how many
	bootstraps         = 500 // samples of the rows, for intervals
	sensitivityStream  = "sensitivity"
	sensitivitySamples = "sensitivity bootstrap"
)

// newSensitivity makes the design of a study. Own holds the values of the knobs in the
// scenario, empty where it has none. Repeat is the number of replications of a run.
func newSensitivity(s *models.Study, knobs []*knob, own []string, metric models.Metric, seed uint64, repeat int) (*sensitivity, error) {
	f := &sensitivity{knobs: knobs, metric: metric, repeat: repeat, seed: seed}
	if s.Repeat > 0 {
		f.repeat = s.Repeat
	}
	for i, k := range knobs {
		f.own = append(f.own, k.canonical(own[i]))
	}
	n := s.Points
	var err error
	if s.Method == "sobol" {
		if n == 0 {
			n = someRows
		}
		if f.saltelli, err = study.NewSaltelli(n, len(knobs), f.stream(sensitivityStream)); err != nil {
			return nil, err
		}
		f.points(f.saltelli.Points(), study.Axis.At)
		return f, nil
	}
	if n == 0 {
		n = someTrajectories
	}
	if f.morris, err = study.NewMorris(len(knobs), n, morrisLevels, f.stream(sensitivityStream)); err != nil {
		return nil, err
	}
	f.points(f.morris.Points(), study.Axis.Level)
	return f, nil
}

func (f *sensitivity) stream(name string) *sim.Stream {
	s := sim.NewStream(sim.Mix(f.seed, sim.Hash(name)))
	return &s
}

// points makes the points of the design from shares along the axes.
func (f *sensitivity) points(shares [][]float64, at func(study.Axis, float64) float64) {
	for _, row := range shares {
		p := Point{Values: make([]string, len(f.knobs))}
		for i, k := range f.knobs {
			p.Values[i] = k.text(at(k.axis, row[i]))
		}
		f.design = append(f.design, p)
	}
}

// alone returns the point at which one setting is at an end of its axis and all others
// are as in the scenario; false where these have no values of their own.
func (f *sensitivity) alone(i int, end float64) (Point, bool) {
	p := Point{Values: slices.Clone(f.own)}
	p.Values[i] = f.knobs[i].text(f.knobs[i].axis.Level(end))
	return p, !slices.Contains(p.Values, "")
}

// Plan returns the runs of the design, and those of one setting at a time.
func (f *sensitivity) Plan(trials Trials) (runs []Run, over bool) {
	points := slices.Clone(f.design)
	for i := range f.knobs {
		for _, end := range []float64{0, 1} {
			if p, ok := f.alone(i, end); ok {
				points = append(points, p)
			}
		}
	}
	seen := map[string]bool{}
	over = true
	for _, p := range points {
		name := fmt.Sprintf("%q", p.Values)
		if seen[name] {
			continue
		}
		seen[name] = true
		runs = append(runs, runsOf(p, f.repeat)...)
		_, done := finished(trials, p, f.repeat)
		over = over && done
	}
	return runs, over
}

// measure returns the metric at a point, nil where it was not measured.
func (f *sensitivity) measure(trials Trials, p Point) *stats.Estimate {
	done, _ := finished(trials, p, f.repeat)
	return stats.Interval(measured(done, f.metric.Subject, f.metric.Name))
}

// Result tells the ranking.
func (f *sensitivity) Result(trials Trials, s *stats.Study) {
	outputs := make([]float64, len(f.design))
	missing := 0
	for i, p := range f.design {
		outputs[i] = nothing
		if e := f.measure(trials, p); e != nil {
			outputs[i] = e.Value
		} else {
			missing++
		}
	}
	if missing > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("at %d of %d points there was no %s to measure; they are left out", missing, len(outputs), named(f.metric)))
	}
	var err error
	if f.morris != nil {
		f.effects(outputs, s)
	} else {
		err = f.shares(outputs, s)
	}
	for i := range s.Sensitivity {
		ranked := &s.Sensitivity[i]
		ranked.Subject, ranked.Metric = f.metric.Subject, f.metric.Name
		if p, ok := f.alone(ranked.Knob, 0); ok {
			ranked.Low = f.measure(trials, p)
		}
		if p, ok := f.alone(ranked.Knob, 1); ok {
			ranked.High = f.measure(trials, p)
		}
	}
	if s.Answer = f.answer(s.Sensitivity); err != nil {
		s.Answer = "the settings cannot be ranked: " + err.Error()
	}
}

// effects ranks by elementary effects.
func (f *sensitivity) effects(outputs []float64, s *stats.Study) {
	effects := f.morris.Effects(outputs)
	for i := range effects {
		effects[i] = scaled(effects[i], f.knobs[i].axis)
	}
	for _, e := range study.Rank(effects) {
		mean, spread := e.Mu, e.Sigma
		r := stats.Sensitivity{Knob: e.Setting, MeanAbs: e.MuStar}
		if e.MuStar != nil {
			r.Mean, r.Spread = &mean, &spread
		}
		s.Sensitivity = append(s.Sensitivity, r)
	}
}

// scaled corrects an effect for how far the setting really went. A step of a screening
// with 4 levels is two thirds of an axis. In a short list it is not: of two values it is
// all the way from one to the other.
func scaled(e study.Effect, axis study.Axis) study.Effect {
	n := axis.Len()
	if n < 2 || e.MuStar == nil {
		return e
	}
	const step = 2.0 / 3
	way := math.Abs(axis.Level(step)-axis.Level(0)) / float64(n-1)
	by := step / way
	e.Mu, e.Sigma = e.Mu*by, e.Sigma*by
	size := stats.Estimate{Value: e.MuStar.Value * by}
	if ci := e.MuStar.CI95; ci != nil {
		size.CI95 = &[2]float64{ci[0] * by, ci[1] * by}
	}
	e.MuStar = &size
	return e
}

// shares ranks by total indices.
func (f *sensitivity) shares(outputs []float64, s *stats.Study) error {
	indices, err := f.saltelli.Indices(outputs, bootstraps, f.stream(sensitivitySamples))
	if err != nil {
		return err
	}
	slices.SortStableFunc(indices, func(a, b study.Index) int {
		switch {
		case a.Total.Value > b.Total.Value:
			return -1
		case a.Total.Value < b.Total.Value:
			return 1
		}
		return 0
	})
	for _, x := range indices {
		s.Sensitivity = append(s.Sensitivity, stats.Sensitivity{Knob: x.Setting, First: &x.First, Total: &x.Total})
	}
	return nil
}

// answer says in a sentence what matters, and what does not.
func (f *sensitivity) answer(ranked []stats.Sensitivity) string {
	most := 0.0 // of the changes of one setting with all others as in the scenario
	alone := 0
	for i := range ranked {
		if s := span(&ranked[i]); s > most {
			most, alone = s, i
		}
	}
	var least []string
	for i := range ranked {
		e := size(&ranked[i])
		if unseen := e == nil || e.CI95 != nil && e.CI95[0] <= 0 || e.Value == 0; unseen && !(span(&ranked[i]) > most*fewPercent) {
			least = append(least, f.path(&ranked[i]))
		}
	}
	if len(ranked) == 0 || len(least) == len(ranked) {
		return fmt.Sprintf("none of the settings is seen to move %s", named(f.metric))
	}
	first := &ranked[0]
	text := fmt.Sprintf("%s matters most to %s: ", f.path(first), named(f.metric))
	if first.MeanAbs != nil {
		text += fmt.Sprintf("over its range it moves it by %s on average", inUnit(*first.MeanAbs, f.metric.Unit))
	} else {
		text += fmt.Sprintf("%s of the variance depends on it", inUnit(*first.Total, "ratio"))
	}
	if len(ranked) > 1 && !slices.Contains(least, f.path(&ranked[1])) {
		text += ", then " + f.path(&ranked[1])
	}
	if len(least) > 0 {
		text += "; no effect is seen of " + listed(least)
	}
	if first.MeanAbs != nil && most > 2*first.MeanAbs.Value {
		text += fmt.Sprintf(". With all others as in the scenario %s moves it by %s, much more than anywhere in the design: narrow the ranges, or raise points",
			f.path(&ranked[alone]), quantity(most, f.metric.Unit))
	}
	return text
}

// fewPercent is the share of the largest change below which one is no effect.
const fewPercent = 0.05

func (f *sensitivity) path(r *stats.Sensitivity) string { return f.knobs[r.Knob].setting.Path }

// span is how far a setting alone moves the metric, 0 where that was not played.
func span(r *stats.Sensitivity) float64 {
	if r.Low == nil || r.High == nil {
		return 0
	}
	return math.Abs(r.High.Value - r.Low.Value)
}

// size returns what settings are ranked by.
func size(r *stats.Sensitivity) *stats.Estimate {
	if r.Total != nil {
		return r.Total
	}
	return r.MeanAbs
}
