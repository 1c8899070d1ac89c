package reports

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"headroom/sim/stats"
)

// page is what the template shows.
type page struct {
	Policy  string
	Style   template.CSS
	Script  template.JS
	Theme   string // fixed theme, empty for the reader's
	Name    string
	About   string
	Facts   string
	Numbers string // how they were made
	Warning string
	Doubts  []string // warnings about single numbers
	Counted string   // effective samples
	Cards   []card

	Diagnosis    []stats.Finding
	Objectives   []objectiveRow
	Charts       chartData
	Percentiles  []template.HTML // the figures that have no time axis
	Plots        []template.HTML // the others, for readers without JavaScript
	Diagram      template.HTML
	Operations   pageTable
	Sessions     pageTable
	Attributions []attribution
	Components   pageTable
	Instances    pageTable
	Links        pageTable
	Theory       pageTable
	NoTheory     []string // where there is none, and why
	Agreement    string   // of theory and simulation
	Timeline     []moment
	Cost         costView
	NotModelled  []string
	Again        []fact
	Command      string
}

// card is one of the large numbers at the top.
type card struct{ Name, Value, Note, Class string }

type fact struct{ Name, Value string }

type objectiveRow struct {
	stats.Objective
	Mark   string // a sign before the verdict, for readers who do not see its colour
	Shown  string
	Within string
	Limit  string
}

// attribution is where the latency of one operation was spent.
type attribution struct {
	Name   string
	Shares []sharePart
}

type sharePart struct {
	Label  string
	Mean   string
	P99    string
	Width  float64 // of the bars, in percent
	WidthP float64
	Colour int
}

type moment struct{ At, Until, Component, What string }

type costView struct {
	PerHour, PerMonth, Per1kOK, Idle string
	Components, Meters               pageTable
	Unpriced                         string
	Assumptions                      []string
}

// mostPlots limits the plots shown without JavaScript.
const mostPlots = 24

func newPage(r *stats.Result, o Options) (*page, error) {
	script := pageScripts()
	figures := allFigures(r)
	p := &page{
		Policy: contentPolicy(script), Style: template.CSS(pageStyles()), Script: template.JS(script),
		Name: r.Scenario.Name, About: r.Scenario.Description, Warning: pageWarning(r), Numbers: analysisText(r), Doubts: warningLines(r, true), Counted: effectiveText(r),
		Cards: cards(r), Diagnosis: append(regressionFindings(r), r.Diagnosis...), Charts: chartsOf(r, figures),
		Operations: operationTable(r), Sessions: sessionTable(r), Components: componentTable(r), Links: linkTable(r), Instances: instanceTable(r),
		Attributions: attributions(r), Timeline: moments(r), Cost: costOf(r),
		Theory: theoryTable(r), NoTheory: withoutTheory(r.Theory), Agreement: besideSummary(r.Theory),
		NotModelled: r.NotModelled, Again: runFacts(r), Command: runCommand(r, o),
	}
	if o.Theme == "light" || o.Theme == "dark" {
		p.Theme = o.Theme
	}
	p.Facts = strings.Join([]string{
		unitSeconds.text(r.Scenario.Duration) + " simulated, " + unitSeconds.text(r.Scenario.Warmup) + " of it warm-up",
		counted(r.Scenario.Replications, "replication"), fmt.Sprintf("seed %d", r.Scenario.Seed),
		tickCount(float64(r.Events)) + " events",
	}, " · ")
	if len(r.Components) > 0 || len(r.Links) > 0 {
		p.Diagram = template.HTML(diagramSVG(r, "", ""))
	}
	for _, obj := range r.Objectives {
		p.Objectives = append(p.Objectives, objectiveOf(obj))
	}
	for _, f := range figures {
		if !f.ranks && len(p.Plots) >= mostPlots {
			continue
		}
		svg, err := themed(f, r)
		if err != nil {
			return nil, fmt.Errorf("plot %s: %w", f.name, err)
		}
		if f.ranks {
			p.Percentiles = append(p.Percentiles, svg)
		} else {
			p.Plots = append(p.Plots, svg)
		}
	}
	return p, nil
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func pageWarning(r *stats.Result) string {
	var parts []string
	if r.Scenario.Interrupted {
		parts = append(parts, "The run was interrupted: fewer replications were finished than asked for.")
	}
	if len(r.Unstable) > 0 {
		parts = append(parts, "More work arrived than could be done, for as long as the run lasted: "+
			strings.Join(r.Unstable, ", ")+". The numbers depend on the length of the run.")
	}
	return strings.Join(parts, " ")
}

func cards(r *stats.Result) []card {
	list := []card{objectiveCard(r.Objectives)}
	if c, ok := latencyCard(r); ok {
		list = append(list, c)
	}
	if c, ok := availabilityCard(r); ok {
		list = append(list, c)
	}
	if c, ok := busiestCard(r); ok {
		list = append(list, c)
	}
	if m := r.Cost.PerMonth; m != nil && m.Value > 0 {
		c := card{Name: "cost per month", Value: dollars(m.Value)}
		if k := r.Cost.Per1kOK; k != nil {
			c.Note = dollars(k.Value) + " per 1 000 ok requests"
		}
		list = append(list, c)
	}
	return list
}

func objectiveCard(objectives []stats.Objective) card {
	c := card{Name: "objectives", Value: "none set"}
	if len(objectives) == 0 {
		return c
	}
	verdicts := map[stats.Verdict]int{}
	for _, o := range objectives {
		verdicts[o.Verdict]++
	}
	worst := stats.Pass
	c.Value, c.Class = fmt.Sprintf("%d of %d kept", len(objectives), len(objectives)), "good"
	switch {
	case verdicts[stats.Fail] > 0:
		worst, c.Class = stats.Fail, "bad"
		c.Value = fmt.Sprintf("%d of %d missed", verdicts[stats.Fail], len(objectives))
	case verdicts[stats.Undecided] > 0:
		worst, c.Class = stats.Undecided, ""
		c.Value = fmt.Sprintf("%d of %d undecided", verdicts[stats.Undecided], len(objectives))
	}
	for _, o := range objectives {
		if o.Verdict == worst {
			c.Note = o.Objective
			break
		}
	}
	return c
}

// latencyCard shows the operation with the highest 99th percentile, and its worst window.
func latencyCard(r *stats.Result) (card, bool) {
	worst, name := math.Inf(-1), ""
	for _, o := range r.Operations {
		if p := o.Value.Latency.P99; p != nil && p.Value > worst {
			worst, name = p.Value, o.Name
		}
	}
	if name == "" {
		return card{}, false
	}
	c := card{Name: "p99 of " + name, Value: unitSeconds.text(worst)}
	if peak := highest(r.Series.Column("operation/"+name, "p99")); peak > 0 {
		c.Note = "worst " + unitSeconds.text(r.Series.Width) + ": " + unitSeconds.text(peak)
	}
	return c, true
}

func availabilityCard(r *stats.Result) (card, bool) {
	var ok, failed uint64
	for _, o := range r.Operations {
		ok, failed = ok+o.Value.OK, failed+o.Value.Failed
	}
	if ok+failed == 0 {
		return card{}, false
	}
	c := card{Name: "availability", Value: unitRatio.precise(float64(ok) / float64(ok+failed)), Note: "no request failed"}
	if failed > 0 {
		c.Note = tickCount(float64(failed)) + " of " + tickCount(float64(ok+failed)) + " requests failed"
		if c.Value == "100 %" {
			c.Value = "> 99.99 %"
		}
	}
	return c, true
}

func busiestCard(r *stats.Result) (card, bool) {
	var best *stats.Level
	name := ""
	for _, c := range r.Components {
		if u := c.Value.Utilization; u != nil && u.Mean != nil && (best == nil || u.Mean.Value > best.Mean.Value) {
			best, name = u, c.Name
		}
	}
	if best == nil {
		return card{}, false
	}
	c := card{Name: "busiest: " + name, Value: unitRatio.text(best.Mean.Value), Note: "peak " + unitRatio.text(best.Max)}
	if best.Mean.Value >= saturated {
		c.Class = "bad"
	}
	return c, true
}

func objectiveOf(o stats.Objective) objectiveRow {
	row := objectiveRow{Objective: o, Mark: "✓", Shown: "nothing to measure"}
	switch o.Verdict {
	case stats.Fail:
		row.Mark = "✗"
	case stats.Undecided:
		row.Mark = "?"
	}
	if o.Value != nil {
		row.Shown = objectiveValue(*o.Value, o.Unit)
	} else if strings.HasPrefix(o.Reason, stats.NoLatency) {
		row.Shown = "unstable"
	}
	if o.CI95 != nil {
		row.Within = objectiveValue(o.CI95[0], o.Unit) + " to " + objectiveValue(o.CI95[1], o.Unit)
	}
	row.Limit = o.Op + " " + objectiveValue(o.Bound, o.Unit)
	return row
}

// objectiveValue writes the value of an objective in its unit.
func objectiveValue(v float64, u string) string {
	switch u {
	case "usd_per_month":
		return dollars(v) + "/month"
	case "usd_per_1k_ok":
		return dollars(v) + " per 1 000"
	}
	return unit(u).precise(v)
}

// attributions lists the parts of each operation's mean latency, the small ones together.
func attributions(r *stats.Result) []attribution {
	var list []attribution
	for _, o := range r.Operations {
		a := attribution{Name: o.Name}
		restMean, restP99 := 0.0, 0.0
		for i, s := range o.Value.Attribution {
			if i >= 6 {
				restMean, restP99 = restMean+s.Mean, restP99+s.P99
				continue
			}
			a.Shares = append(a.Shares, sharePart{
				Label: s.Component + " " + s.Cause, Colour: i, Mean: unitRatio.text(s.Mean), P99: unitRatio.text(s.P99),
				Width: barPercent(s.Mean), WidthP: barPercent(s.P99),
			})
		}
		if restMean > 0 || restP99 > 0 {
			a.Shares = append(a.Shares, sharePart{
				Label: "the rest", Colour: 6, Mean: unitRatio.text(restMean), P99: unitRatio.text(restP99),
				Width: barPercent(restMean), WidthP: barPercent(restP99),
			})
		}
		if len(a.Shares) > 0 {
			list = append(list, a)
		}
	}
	return list
}

func barPercent(share float64) float64 { return math.Round(share*1e4) / 100 }

// moments lists the faults and the groups of changes, as the terminal does, all of them.
func moments(r *stats.Result) []moment {
	var list []moment
	for _, g := range happeningGroups(r.Timeline) {
		m := moment{At: clock(g[0].At, r.Scenario.Duration), Component: g[0].Component, What: groupText(g)}
		if until := lastOf(g); until > g[0].At {
			m.Until = clock(until, r.Scenario.Duration)
		}
		list = append(list, m)
	}
	return list
}

func costOf(r *stats.Result) costView {
	c := costView{
		Components: costTable("component", r.Cost.By, r.Cost.PerHour), Meters: costTable("meter", r.Cost.ByMeter, r.Cost.PerHour),
		Unpriced: strings.Join(r.Cost.Unpriced, ", "), Assumptions: r.Cost.Assumptions,
	}
	if r.Cost.PerHour > 0 {
		c.PerHour = dollars(r.Cost.PerHour)
		c.Idle = unitRatio.text(r.Cost.Idle / r.Cost.PerHour)
	}
	if m := r.Cost.PerMonth; m != nil {
		c.PerMonth = dollars(m.Value)
	}
	if k := r.Cost.Per1kOK; k != nil {
		c.Per1kOK = dollars(k.Value)
	}
	return c
}

// runCommand is the line that repeats the run.
func runCommand(r *stats.Result, o Options) string {
	source := o.Source
	if source == "" {
		source = "FILE"
	}
	if o.Changes != "" {
		source += " " + o.Changes
	}
	if r.Check != nil {
		text := fmt.Sprintf("headroom check %s --seed %d", source, r.Scenario.Seed)
		if n := len(r.Check.Schedule); n > 0 && r.Check.Schedule[n-1] != usualMost {
			text += fmt.Sprintf(" --max-repeat %d", r.Check.Schedule[n-1])
		}
		return text
	}
	verb := "run"
	if strings.HasSuffix(o.Source, "_test.yaml") { // only check reads tests
		verb = "check"
	}
	text := fmt.Sprintf("headroom %s %s --seed %d", verb, source, r.Scenario.Seed)
	if r.Analysis != nil && r.Analysis.Precision != nil {
		return text + precisionFlags(r.Analysis.Precision)
	}
	if n := r.Scenario.Replications; n > 1 {
		text += fmt.Sprintf(" --repeat %d", n)
	}
	return text
}

func runFacts(r *stats.Result) []fact {
	return []fact{
		{"scenario", r.Scenario.Hash}, {"seed", fmt.Sprint(r.Scenario.Seed)},
		{"replications", fmt.Sprint(r.Scenario.Replications)}, {"engine", r.Engine}, {"schema", r.Schema},
		{"events", fmt.Sprint(r.Events)},
	}
}
