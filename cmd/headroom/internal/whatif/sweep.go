package whatif

import (
	"fmt"
	"strings"

	"headroom/models"
	"headroom/sim"
	"headroom/sim/stats"
	"headroom/sim/study"
)

// sweep plays points that are all known before the first run: the combinations of the
// values of some settings, or points that are spread over their ranges.
type sweep struct {
	knobs  []*knob
	points []Point
	repeat int
}

// someSpread is the number of points that are spread over ranges when nothing says how
// many.
const someSpread = 32

// newSweep makes the points of a study. Points that come out the same are one. Repeat is
// the number of replications of a run.
func newSweep(s *models.Study, knobs []*knob, seed uint64, repeat int) (*sweep, error) {
	f := &sweep{knobs: knobs, repeat: repeat}
	if s.Repeat > 0 {
		f.repeat = s.Repeat
	}
	rows, err := rowsOf(s, knobs, seed)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, row := range rows {
		p := Point{Values: make([]string, len(knobs))}
		for i, k := range knobs {
			p.Values[i] = k.text(row[i])
		}
		if name := p.name(); !seen[name] {
			seen[name] = true
			f.points = append(f.points, p)
		}
	}
	return f, nil
}

// rowsOf returns the places of the knobs at each point of a design.
func rowsOf(s *models.Study, knobs []*knob, seed uint64) ([][]float64, error) {
	if s.Design == "product" || s.Design == "paired" {
		lists := make([][]float64, len(knobs))
		for i, k := range knobs {
			var err error
			if lists[i], err = k.places(); err != nil {
				return nil, fmt.Errorf("%s: %w", k.setting.Path, err)
			}
		}
		if s.Design == "paired" {
			return study.Paired(lists...)
		}
		return study.Product(lists...)
	}
	n := s.Points
	if n == 0 {
		n = someSpread
	}
	stream := sim.NewStream(sim.Mix(seed, sim.Hash("design "+s.Design)))
	var shares [][]float64
	switch s.Design {
	case "random":
		shares = study.Random(n, len(knobs), &stream)
	case "latin-hypercube":
		shares = study.LatinHypercube(n, len(knobs), &stream)
	default:
		q, err := study.NewSobol(len(knobs))
		if err != nil {
			return nil, err
		}
		q.Shift(&stream)
		shares = q.Take(n)
	}
	axes := make([]study.Axis, len(knobs))
	for i, k := range knobs {
		axes[i] = k.axis
		k.digit = 1 / float64(100*max(n, 10)) // points near each other stay apart
	}
	return study.OnAxes(axes, shares), nil
}

// Plan returns the replications of all points.
func (f *sweep) Plan(trials Trials) (runs []Run, over bool) {
	over = true
	for _, p := range f.points {
		for _, r := range runsOf(p, f.repeat) {
			runs = append(runs, r)
			over = over && trials(r) != nil
		}
	}
	return runs, over
}

// Result tells how many points keep the objectives, and which of these is the cheapest.
func (f *sweep) Result(_ Trials, s *stats.Study) {
	kept, undecided, judged := 0, 0, false
	var best *stats.Point
	differ, equals := false, 0 // in cost
	for i := range s.Points {
		p := &s.Points[i]
		for _, o := range p.Objectives {
			judged = judged || o.Severity == "error"
		}
		switch p.Verdict {
		case stats.Undecided:
			undecided++
		case stats.Pass:
			kept++
			a, b := monthly(p), monthly(best)
			differ = differ || best != nil && a != b
			switch {
			case best == nil || a < b:
				best, equals = p, 0
			case a == b:
				equals++
			}
		}
	}
	n := len(s.Points)
	switch {
	case !judged && kept == n:
		s.Answer = fmt.Sprintf("%s played; no objective of severity error tells which of them will do", count(n, "point was", "points were"))
	case kept == 0:
		s.Answer = fmt.Sprintf("none of %s keeps all objectives", count(n, "point", "points"))
	case kept == n && n > 1:
		s.Answer = fmt.Sprintf("all %d points keep all objectives", n)
	default:
		s.Answer = fmt.Sprintf("%d of %s all objectives", kept, count(n, "point keeps", "points keep"))
	}
	if undecided > 0 {
		s.Answer += fmt.Sprintf("; of %s the replications do not decide", count(undecided, "point", "points"))
	}
	if best != nil && differ && judged {
		cheapest := "the cheapest of them is"
		if equals > 0 {
			cheapest = fmt.Sprintf("the first of the %d cheapest of them is", equals+1)
		}
		s.Answer += fmt.Sprintf("; %s %s, at %s", cheapest, f.words(best), inUnit(*best.Metric("cost", "per_month"), "usd_per_month"))
	}
	if f.repeat == 1 {
		s.Notes = append(s.Notes, "one replication of each point: no number has an interval, and verdicts are those of the number alone; repeat: 5 or more tells chance from effect")
	}
}

// monthly returns the cost of a point, 0 where it has none.
func monthly(p *stats.Point) float64 {
	if p == nil {
		return 0
	}
	if e := p.Metric("cost", "per_month"); e != nil {
		return e.Value
	}
	return 0
}

// words lists the values of a point.
func (f *sweep) words(p *stats.Point) string {
	var words []string
	for i, v := range p.Values {
		words = append(words, f.knobs[i].setting.Path+" "+v.Text)
	}
	return strings.Join(words, ", ")
}
