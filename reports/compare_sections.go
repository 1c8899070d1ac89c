package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"headroom/sim/stats"
)

// Most settings and changes that a page shows, and most characters of a setting.
const mostSettings, mostChanges, mostOfSetting = 40, 30, 160

func comparisonTitle(c *stats.Compared) string {
	if c.A.Scenario.Name == c.B.Scenario.Name {
		return c.A.Scenario.Name + ": B compared with A"
	}
	return c.A.Scenario.Name + " (A) compared with " + c.B.Scenario.Name + " (B)"
}

// comparisonHeadline tells how much was played, and how the replications were matched.
func comparisonHeadline(c *stats.Compared) string {
	played := func(s stats.Scenario) string {
		return counted(s.Replications, "replication") + " of " + amount(s.Duration, unitSeconds)
	}
	a, b := played(c.A.Scenario), played(c.B.Scenario)
	if a != b {
		a = "A: " + a + ", B: " + b
	}
	if c.Paired {
		a += fmt.Sprintf(" · paired: the same random numbers on both sides, seed %d", c.A.Scenario.Seed)
	}
	if c.A.Engine != c.B.Engine {
		return a + " · engines " + c.A.Engine + " and " + c.B.Engine
	}
	return a + " · engine " + c.A.Engine
}

// comparisonWarnings are sentences that a reader must not miss.
func comparisonWarnings(c *stats.Compared) []string {
	var list []string
	if !c.Paired {
		list = append(list, "Not paired: "+c.Unpaired+". The two sides met different random numbers, so a change has to be larger to be told from chance.")
	}
	if c.A.Engine != c.B.Engine {
		list = append(list, "The engines differ: a change can come from the program as well as from the settings.")
	}
	for _, side := range []struct {
		name string
		of   stats.Side
	}{{"A", c.A}, {"B", c.B}} {
		if warning := pageWarning(&stats.Result{Scenario: side.of.Scenario, Unstable: side.of.Unstable}); warning != "" {
			list = append(list, side.name+": "+warning)
		}
	}
	return list
}

func settingsSummary(c *stats.Compared) string {
	text := counted(len(c.Settings), "difference")
	if len(c.Settings) == 0 {
		text = "no difference"
	}
	if c.SettingsNote != "" {
		if len(c.Settings) == 0 {
			return c.SettingsNote
		}
		text += "; " + c.SettingsNote
	}
	return text
}

// settingLines writes a line for each setting, and a word on those that a page has no
// room for.
func settingLines(settings []stats.Setting) (lines []string, more string) {
	for i, s := range settings {
		if i == mostSettings {
			return lines, fmt.Sprintf("and %s; --format json lists them all", counted(len(settings)-i, "difference"))
		}
		lines = append(lines, shortened(s.String(), mostOfSetting))
	}
	return lines, ""
}

// shortened cuts a text to so many characters.
func shortened(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return strings.TrimSpace(string(runes[:most-1])) + "…"
	}
	return text
}

// comparisonSections are the parts of a page behind the settings.
func comparisonSections(c *stats.Compared) []section {
	var list []section
	if len(c.Objectives) > 0 {
		list = append(list, objectivesCompared(c))
	}
	return append(list, changes(c)...)
}

// objectivesCompared lists the objectives that changed their verdict.
func objectivesCompared(c *stats.Compared) section {
	s := section{title: "Objectives", table: grid{columns: []gridColumn{
		{name: "verdict", text: true}, {name: "name", text: true}, {name: "objective", text: true},
		{name: "A", spareInterval: 1}, {name: "B", spareInterval: 2},
	}}}
	both := 0
	for i := range c.Objectives {
		o := &c.Objectives[i]
		if o.A != nil && o.B != nil {
			both++
		}
		if !o.Changed() {
			continue
		}
		before, _ := verdictWord(*o.A)
		after, look := verdictWord(*o.B)
		objective := o.B.Objective
		if o.A.Objective != objective {
			objective += " (A: " + o.A.Objective + ")"
		}
		row := []gridCell{{text: before + " -> " + after, style: look}, {text: o.Name}, {text: objective}, {}, {}}
		row[3].text, row[3].interval = objectiveMeasured(*o.A)
		row[4].text, row[4].interval = objectiveMeasured(*o.B)
		s.table.rows = append(s.table.rows, gridRow{cells: row})
	}
	s.summary = fmt.Sprintf("%d of %d changed the verdict", len(s.table.rows), both)
	if len(s.table.rows) == 0 {
		s.summary = fmt.Sprintf("none of %d changed its verdict", both)
	}
	return s
}

// changes are the sections of what changed significantly, and of what did not.
func changes(c *stats.Compared) []section {
	var significant, other []*stats.MetricCompared
	judged, same := 0, 0
	for i := range c.Metrics {
		m := &c.Metrics[i]
		if m.P != nil {
			judged++
		}
		if m.Same() {
			same++
		}
		if m.Effect != "" || m.P == nil && m.Difference.Value != 0 {
			significant = append(significant, m)
		} else {
			other = append(other, m)
		}
	}
	if len(c.Metrics) == 0 {
		return []section{{title: "No metric", summary: "was measured on both sides"}}
	}
	var list []section
	if len(significant) > 0 {
		s := section{title: "Significant changes", summary: changesSummary(c, significant)}
		if judged == 0 {
			s.title, s.summary = "Changes", "nobody can tell them from chance with one replication; --repeat 10 would"
		}
		s.table, s.more = changeTable(significant)
		list = append(list, s)
	}
	if len(other) == 0 {
		return list
	}
	s := section{title: "No significant change", summary: fmt.Sprintf("in %s", counted(len(other), "metric"))}
	switch {
	case judged == 0:
		s.title = "No change"
	case same == len(c.Metrics):
		s.summary += ", all exactly the same in every replication"
	case same > 0:
		s.summary += fmt.Sprintf(", %d of them exactly the same in every replication", same)
	}
	return append(list, s)
}

// changesSummary counts the significant changes by what they mean.
func changesSummary(c *stats.Compared, significant []*stats.MetricCompared) string {
	var parts []string
	for _, e := range []stats.Effect{stats.Better, stats.Worse, stats.Higher, stats.Lower} {
		n := 0
		for _, m := range significant {
			if m.Effect == e {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, e))
		}
	}
	return fmt.Sprintf("%d of %s, %s", len(significant), counted(len(c.Metrics), "metric"), strings.Join(parts, ", "))
}

// changeTable lists changes, the relatively largest first.
func changeTable(all []*stats.MetricCompared) (g grid, more string) {
	slices.SortStableFunc(all, largerChange)
	g.columns = []gridColumn{
		{name: "change", text: true}, {name: "subject", text: true}, {name: "metric", text: true},
		{name: "A", spare: 2}, {name: "B", spare: 3}, {name: "B - A", spareInterval: 1}, {name: "relative"}, {name: "p"},
	}
	for i, m := range all {
		if i == mostChanges {
			return g, fmt.Sprintf("and %s; --format json lists them all", counted(len(all)-i, "smaller change"))
		}
		g.rows = append(g.rows, gridRow{cells: changeCells(m)})
	}
	return g, ""
}

// largerChange sorts changes, the relatively largest first.
func largerChange(x, y *stats.MetricCompared) int { return cmp.Compare(relative(y), relative(x)) }

// relative is the size by which changes are sorted: those from 0 are the largest.
func relative(m *stats.MetricCompared) float64 {
	if m.Relative == nil {
		return math.Inf(1)
	}
	return math.Abs(m.Relative.Value)
}

func changeCells(m *stats.MetricCompared) []gridCell {
	row := make([]gridCell, 8)
	row[0].text, row[0].style = string(m.Effect), effectStyle(m.Effect)
	row[1].text = m.Subject[strings.Index(m.Subject, "/")+1:]
	row[2].text = strings.NewReplacer(".", " ", "_", " ").Replace(m.Metric)
	row[3].text, row[4].text = apart(m.A, m.B, unit(m.Unit))
	row[5].text, row[5].interval = changed(m.Difference, unit(m.Unit))
	for i := 3; i <= 5; i++ { // the metric says what money is for
		row[i].text = withoutPer(row[i].text)
	}
	row[6].text = relativeText(m.Relative)
	if m.Adjusted != nil {
		row[7].text = probability(*m.Adjusted)
	}
	return row
}

func effectStyle(e stats.Effect) style {
	switch e {
	case stats.Better:
		return good
	case stats.Worse:
		return bad
	}
	return unstyled
}

// comparisonNotes are the small print.
func comparisonNotes(c *stats.Compared) []string {
	var list []string
	judged := 0
	for _, m := range c.Metrics {
		if m.P != nil {
			judged++
		}
	}
	if judged > 0 {
		list = append(list, fmt.Sprintf("A and B are means over the replications, and ± holds the true B - A with 95 %% confidence. "+
			"p is adjusted for looking at %s (Holm); significant is p < %v.", counted(judged, "metric"), stats.Significance))
	}
	if worth := pairsWorth(c); worth > 0 {
		list = append(list, fmt.Sprintf("The same random numbers on both sides are worth %s times as many replications (median of the metrics).",
			amountDigits(worth, unitCount, 2)))
	}
	for _, side := range []struct {
		name    string
		metrics []string
	}{{"A", c.OnlyA}, {"B", c.OnlyB}} {
		if len(side.metrics) > 0 {
			list = append(list, "Measured in "+side.name+" alone: "+bySubject(side.metrics)+".")
		}
	}
	return list
}

// pairsWorth is the median of the variance reductions, 0 without any.
func pairsWorth(c *stats.Compared) float64 {
	var all []float64
	for _, m := range c.Metrics {
		if m.VarianceReduction != nil {
			all = append(all, *m.VarianceReduction)
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}

// bySubject lists the subjects of metrics, in their order, with the number of each.
func bySubject(metrics []string) string {
	const most = 8
	var subjects []string
	count := map[string]int{}
	for _, m := range metrics {
		subject, _, _ := strings.Cut(m, " ")
		if count[subject] == 0 {
			subjects = append(subjects, subject)
		}
		count[subject]++
	}
	var parts []string
	for i, s := range subjects {
		if i == most {
			parts = append(parts, fmt.Sprintf("and %d more", len(subjects)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("%s (%s)", strings.Replace(s, "/", " ", 1), counted(count[s], "metric")))
	}
	return strings.Join(parts, ", ")
}
