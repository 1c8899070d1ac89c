package whatif

import (
	"fmt"
	"slices"
	"strings"

	"headroom/models"
	"headroom/sim"
	"headroom/sim/stats"
	"headroom/sim/study"
)

// minimise looks for the values of some settings that give the least of a metric while
// the objectives are kept.
type minimise struct {
	knobs           []*knob
	places          [][]float64 // of each knob, by level
	aim             study.Aim
	seed            uint64
	metric, against models.Metric
	constrained     bool
	first           Point // that is tried
}

// pointsAtOnce is the number of points of a round, so that many machines have work.
const pointsAtOnce = 8

// newStarts is the number of times that a local search begins anew.
const newStarts = 3

// newMinimise makes the search of a study among the values of its knobs. It begins at the
// scenario's own values, where these are among them. Repeat is the number of replications
// of a run.
func newMinimise(s *models.Study, knobs []*knob, own []string, metric, against models.Metric, seed uint64, repeat int) (*minimise, error) {
	m := &minimise{knobs: knobs, seed: seed, metric: metric, against: against, constrained: s.While != ""}
	m.aim = study.Aim{Budget: budget(s), Width: pointsAtOnce, Restarts: newStarts}
	m.aim.First, m.aim.Most = replications(s, repeat)
	for i, k := range knobs {
		places, err := k.places()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k.setting.Path, err)
		}
		m.places = append(m.places, places)
		v := &s.Vary[i]
		m.aim.Knobs = append(m.aim.Knobs, study.Knob{Levels: len(places), Ordered: k.setting.Numeric, Dearer: v.Dearer, Safer: v.Safer})
		if level := k.level(places, own[i]); level >= 0 {
			m.aim.Start = append(m.aim.Start, level)
		}
	}
	if len(m.aim.Start) < len(knobs) {
		m.aim.Start = nil
	}
	search, err := study.NewMinimise(m.aim, m.stream())
	if err != nil {
		return nil, err
	}
	m.first = m.point(search.Next()[0].Levels)
	return m, nil
}

// level returns the number of the place with the given value, or -1.
func (k *knob) level(places []float64, text string) int {
	want := k.valueOf(text)
	return slices.IndexFunc(places, func(p float64) bool {
		v := k.value(p)
		return v.Text == text || v.Number != nil && want.Number != nil && *v.Number == *want.Number
	})
}

func (m *minimise) stream() *sim.Stream {
	s := sim.NewStream(sim.Mix(m.seed, sim.Hash("minimise")))
	return &s
}

func (m *minimise) point(levels []int) Point {
	p := Point{Values: make([]string, len(m.knobs))}
	for i, k := range m.knobs {
		p.Values[i] = k.text(m.places[i][levels[i]])
	}
	return p
}

// search goes as far as the finished runs allow.
func (m *minimise) search(trials Trials) (s *study.Minimise, runs []Run, over bool) {
	s, err := study.NewMinimise(m.aim, m.stream())
	if err != nil {
		panic("headroom: " + err.Error()) // newMinimise has tried it
	}
	runs, over = follow(s, trials,
		func(c study.Choice) []Run { return runsOf(m.point(c.Levels), c.Runs) },
		func(_ study.Choice, done []*stats.Trial) study.Measured { return m.measure(trials, done) })
	return s, runs, over
}

func (m *minimise) measure(trials Trials, done []*stats.Trial) study.Measured {
	out := study.Measured{Verdict: stats.Pass, Metric: m.beside(trials, done, m.metric)}
	if m.constrained {
		j := judge(done)
		out.Verdict, out.Excess = j.Verdict, j.Excess
	}
	return out
}

// estimate returns the mean of a metric over replications; NaN where none measured it.
func estimate(done []*stats.Trial, m models.Metric) stats.Estimate {
	if e := stats.Interval(measured(done, m.Subject, m.Name)); e != nil {
		return *e
	}
	return stats.Estimate{Value: nothing}
}

// beside estimates a metric for comparisons with other points. A replication has the same
// random numbers at all points, and so a part of its noise is the same: as far as the first
// point shows it, it is taken off. The mean stays what it is. The interval is then that of
// the difference to the first point, unless its own is narrower.
func (m *minimise) beside(trials Trials, done []*stats.Trial, metric models.Metric) stats.Estimate {
	own := estimate(done, metric)
	first, _ := finished(trials, m.first, len(done))
	if own.CI95 == nil || len(first) < len(done) {
		return own
	}
	common := measured(first, metric.Subject, metric.Name)
	mean, _ := stats.Confidence(0.95, common)
	values := measured(done, metric.Subject, metric.Name)
	for k := range values {
		values[k] = values[k] - common[k] + mean
	}
	// Where either measured nothing there is no difference.
	if slices.ContainsFunc(values, func(v float64) bool { return v != v }) {
		return own
	}
	paired := stats.Interval(values)
	if paired.CI95[1]-paired.CI95[0] >= own.CI95[1]-own.CI95[0] {
		return own
	}
	return *paired
}

// Plan returns the runs of the points that have been tried.
func (m *minimise) Plan(trials Trials) (runs []Run, over bool) {
	_, runs, over = m.search(trials)
	return runs, over
}

// Result tells the optimum, and the front of those that keep the objectives.
func (m *minimise) Result(trials Trials, s *stats.Study) {
	search, _, _ := m.search(trials)
	found := search.Optimum()
	number := func(e *study.Evaluation) int { return numberOf(s, m.point(e.Levels)) }
	o := &stats.Optimum{
		Subject: m.metric.Subject, Metric: m.metric.Name, Against: m.against.Subject + " " + m.against.Name,
		Front: []int{}, RuledOut: found.RuledOut, Complete: found.Complete,
	}
	if found.Best != nil {
		best := number(found.Best)
		o.Best = &best
	}
	for i := range found.Rivals {
		o.Rivals = append(o.Rivals, number(&found.Rivals[i]))
	}
	for i := range found.Undecided {
		o.Undecided = append(o.Undecided, number(&found.Undecided[i]))
	}
	var kept []int
	var quantities [][]stats.Estimate
	for i := range found.Tried {
		e := &found.Tried[i]
		if e.Verdict == stats.Pass {
			done, _ := finished(trials, m.point(e.Levels), e.Runs)
			kept = append(kept, number(e))
			quantities = append(quantities, []stats.Estimate{e.Metric, m.beside(trials, done, m.against)})
		}
	}
	for _, i := range study.Front(quantities) {
		o.Front = append(o.Front, kept[i])
	}
	s.Optimum = o
	s.Answer = m.answer(trials, &found)
	if found.OutOfBudget {
		s.Notes = append(s.Notes, fmt.Sprintf("the budget of %d replications ended the search; a higher budget: lets it go on", m.aim.Budget))
	}
}

// numberOf returns the number of a point of a study.
func numberOf(s *stats.Study, p Point) int {
	i := slices.IndexFunc(s.Points, func(q stats.Point) bool {
		return slices.Equal(q.Without, p.Without) && slices.EqualFunc(q.Values, p.Values, func(v stats.KnobValue, text string) bool { return v.Text == text })
	})
	if i < 0 {
		panic(fmt.Sprintf("headroom: the study has no point %v", p))
	}
	return i
}

// answer says in a sentence what came out.
func (m *minimise) answer(trials Trials, found *study.Optimum) string {
	if found.Best == nil {
		text := fmt.Sprintf("none of the %d points that were tried keeps the objectives", len(found.Tried))
		if n := len(found.Undecided); n > 0 {
			text += fmt.Sprintf(" for sure; %d replications do not decide at %s", m.aim.Most, count(n, "of them", "of them"))
		}
		return text
	}
	while := ""
	if m.constrained {
		while = " that keeps the objectives"
	}
	done, _ := finished(trials, m.point(found.Best.Levels), found.Best.Runs)
	least := inUnit(estimate(done, m.metric), m.metric.Unit)
	text := fmt.Sprintf("the least %s%s is %s, with %s", named(m.metric), while, least, m.words(found.Best.Levels))
	if n := len(found.Rivals); n > 0 {
		text += fmt.Sprintf("; %s not significantly more", count(n, "other point is", "other points are"))
	}
	if n := len(found.Undecided); n > 0 {
		text += fmt.Sprintf("; whether %s less would keep the objectives is undecided", count(n, "point with", "points with"))
	}
	tried := count(len(found.Tried), "point was", "points were") + " tried"
	switch {
	case found.Complete && found.RuledOut > 0:
		return text + fmt.Sprintf(". %s, and what is dearer or safer ruled out the other %d", tried, found.RuledOut)
	case found.Complete:
		return text + fmt.Sprintf(". All %s", tried)
	}
	return text + fmt.Sprintf(". %s by a local search, which may have missed a better one", tried)
}

// words lists the values of a point.
func (m *minimise) words(levels []int) string {
	var words []string
	for i, text := range m.point(levels).Values {
		words = append(words, m.knobs[i].setting.Path+" "+text)
	}
	return listed(words)
}

// named writes a metric as objectives do.
func named(m models.Metric) string {
	if m.Subject == "cost" {
		return strings.TrimSuffix("cost."+m.Name, ".per_month")
	}
	_, name, _ := strings.Cut(m.Subject, "/")
	return name + "." + m.Name
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
