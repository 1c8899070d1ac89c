package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"headroom/sim/stats"
)

// mostPoints is how many points a page lists, mostColumns how many metrics of each.
const mostPoints, mostColumns = 40, 7

func studyTitle(s *stats.Study) string {
	title := s.Name
	if title == "" {
		title = s.Scenario.Name
	}
	if s.Question != "" {
		title += ": " + s.Question
	}
	return title
}

// studyHeadline tells how much was played.
func studyHeadline(s *stats.Study) string {
	parts := []string{
		strings.TrimSpace(s.Form + " of " + s.Scenario.Name), counted(len(s.Points), "point"),
		counted(s.Runs, "replication") + " of " + amount(s.Scenario.Duration, unitSeconds),
		fmt.Sprintf("seed %d", s.Scenario.Seed),
	}
	if s.Engine != "" {
		parts = append(parts, "engine "+s.Engine)
	}
	return strings.Join(parts, " · ")
}

// studyWarning is a sentence on the points where more work arrived than could be done.
func studyWarning(s *stats.Study) string {
	n := 0
	for i := range s.Points {
		if len(s.Points[i].Unstable) > 0 {
			n++
		}
	}
	switch {
	case n == 0:
		return ""
	case len(s.Points) == 1:
		return "More work arrived than could be done: the numbers depend on the length of the run."
	}
	return fmt.Sprintf("At %d of %s more work arrived than could be done: the numbers there depend on the length of the run.", n, counted(len(s.Points), "point"))
}

// studySections are the parts of a page below the answer.
func studySections(s *stats.Study) []section {
	list := []section{foundSection(s), optimumSection(s), rankingSection(s), cliffSection(s)}
	if len(s.Sensitivity) == 0 && s.Cliff == nil {
		list = append(list, pointSection(s))
	}
	return slices.DeleteFunc(append(list, noteSection(s)), func(of section) bool { return of.title == "" })
}

func noteSection(s *stats.Study) section {
	if len(s.Notes) == 0 {
		return section{}
	}
	return section{title: "Notes", lines: s.Notes}
}

// pointVerdict is the verdict of a point in words. There is none without objectives.
func pointVerdict(p *stats.Point) (string, style) {
	switch {
	case len(p.Objectives) == 0:
		return "", unstyled
	case p.Verdict == stats.Fail:
		return wordFail, bad
	case p.Verdict == stats.Undecided:
		return wordUndecided, unsure
	}
	return wordPass, good
}

// pointSection lists the points with the metrics that matter.
func pointSection(s *stats.Study) section {
	if len(s.Points) == 0 {
		return section{title: "Points", summary: "none was played"}
	}
	out := section{title: "Points", summary: verdictCounts(s)}
	metrics := studyMetrics(s)
	shown := metrics[:min(len(metrics), mostColumns)]
	out.table = grid{columns: pointColumns(s, shown)}
	order := pointOrder(s)
	for _, i := range order[:min(len(order), mostPoints)] {
		out.table.rows = append(out.table.rows, gridRow{cells: pointCells(s, i, shown)})
	}
	var more []string
	if n := len(order) - mostPoints; n > 0 {
		more = append(more, counted(n, "more point"))
	}
	if n := len(metrics) - len(shown); n > 0 {
		more = append(more, counted(n, "more metric"))
	}
	if len(more) > 0 {
		out.more = "and " + strings.Join(more, ", ") + "; --format csv lists everything"
	}
	return out
}

// verdictCounts counts the points by their verdict.
func verdictCounts(s *stats.Study) string {
	counts := map[string]int{}
	for i := range s.Points {
		word, _ := pointVerdict(&s.Points[i])
		counts[word]++
	}
	var parts []string
	for _, word := range []string{wordFail, wordUndecided, wordPass} {
		if n := counts[word]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, word))
		}
	}
	if len(parts) == 0 {
		return counted(len(s.Points), "point")
	}
	return strings.Join(parts, ", ")
}

// pointColumns are the role of a point, its settings, its verdict, then the metrics. A
// narrow page does without the intervals of the third metric and all behind it, then
// without the columns from the fourth on, the last first, then without the number of runs.
func pointColumns(s *stats.Study, shown []shownMetric) []gridColumn {
	columns := []gridColumn{{name: "", text: true}}
	for k, name := range knobNames(s.Knobs) {
		_, numeric := knobValues(s, k)
		columns = append(columns, gridColumn{name: name, text: !numeric})
	}
	columns = append(columns, gridColumn{name: "without", text: true}, gridColumn{name: "verdict", text: true}, gridColumn{name: "runs", spare: 40})
	for i, m := range shown {
		c := gridColumn{name: m.name}
		switch i {
		case 0:
			c.spareInterval = 10
		case 1:
			c.spareInterval, c.spare = 30, 5
		case 2:
			c.spareInterval, c.spare = 100, 20
		default:
			c.spareInterval, c.spare = 100+i, 50+i
		}
		columns = append(columns, c)
	}
	return columns
}

func pointCells(s *stats.Study, i int, shown []shownMetric) []gridCell {
	p := &s.Points[i]
	cells := []gridCell{{text: pointRole(s, i)}}
	for k := range s.Knobs {
		c := gridCell{}
		if k < len(p.Values) {
			c.text = p.Values[k].Text
		}
		cells = append(cells, c)
	}
	word, look := pointVerdict(p)
	cells = append(cells, gridCell{text: strings.Join(p.Without, ", ")}, gridCell{text: word, style: look}, gridCell{text: fmt.Sprint(p.Replications)})
	for _, m := range shown {
		cells = append(cells, metricCell(p.Metric(m.subject, m.metric), m.unit))
	}
	return cells
}

// metricCell writes a metric of a point; money without what it is for, which its column says.
func metricCell(e *stats.Estimate, u unit) gridCell {
	if !known(e) {
		return gridCell{text: "-"}
	}
	c := estimateText(e, u)
	c.text = withoutPer(c.text)
	return c
}

// bareAmount writes a number; money without what it is for.
func bareAmount(v float64, u unit) string { return withoutPer(amount(v, u)) }

func withoutPer(text string) string {
	for _, of := range []string{"/month", "/1k ok", "/h"} {
		text = strings.TrimSuffix(text, of)
	}
	return text
}

// pointRole says what a point is to the answer: best, not significantly more, on the front;
// the last that holds, the first that fails.
func pointRole(s *stats.Study, i int) string {
	if o := s.Optimum; o != nil {
		switch {
		case o.Best != nil && *o.Best == i:
			return "best"
		case slices.Contains(o.Rivals, i):
			return "as good"
		case slices.Contains(o.Undecided, i):
			return "maybe"
		case slices.Contains(o.Front, i):
			return "front"
		}
	}
	if f := s.Found; f != nil && len(s.Points[i].Values) == 1 {
		text := s.Points[i].Values[0].Text
		switch {
		case f.Holds != nil && f.Holds.Text == text:
			return "holds"
		case f.Fails != nil && f.Fails.Text == text:
			return "fails"
		}
	}
	return ""
}

// pointOrder is the order in which a page lists the points: those of a search for an
// extreme by the setting, those of an optimum by their role and what is minimised, all
// others as they were asked for.
func pointOrder(s *stats.Study) []int {
	order := make([]int, len(s.Points))
	for i := range order {
		order[i] = i
	}
	switch {
	case s.Found != nil && len(s.Knobs) == 1:
		a := axisOf(s, 0, false)
		slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(a.places[i], a.places[j]) })
	case s.Optimum != nil:
		rank := map[string]int{"best": 0, "as good": 1, "maybe": 2, "front": 3, "": 4}
		value := func(i int) float64 {
			e := s.Points[i].Metric(s.Optimum.Subject, s.Optimum.Metric)
			if !known(e) {
				return math.Inf(1)
			}
			return e.Value
		}
		slices.SortStableFunc(order, func(i, j int) int {
			return cmp.Or(cmp.Compare(rank[pointRole(s, i)], rank[pointRole(s, j)]), cmp.Compare(value(i), value(j)))
		})
	}
	return order
}
