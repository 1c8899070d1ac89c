package reports

import (
	"fmt"
	"slices"
	"strings"

	"headroom/sim/stats"
)

// section is a part of a textual report. The summary stands beside the title, more below
// the table and the lines.
type section struct {
	title, summary string
	table          grid
	lines          []string
	more           string
}

// sections are the parts of a textual report in the order of reading. Those with nothing
// to tell are left out.
func sections(r *stats.Result) []section {
	all := []section{
		objectiveSection(r), baselineSection(r), operationSection(r), sessionSection(r), componentSection(r), linkSection(r), costSection(r),
		{title: "Timeline", lines: timelineLines(r)}, {title: "Diagnosis", lines: diagnosisLines(r)}, theorySection(r),
		{title: "Warnings", lines: warningLines(r, false)},
	}
	var some []section
	for _, s := range all {
		if s.summary != "" || len(s.table.rows) > 0 || len(s.lines) > 0 {
			some = append(some, s)
		}
	}
	return some
}

// headline tells how much was played.
func headline(r *stats.Result) string {
	s := r.Scenario
	text := counted(s.Replications, "replication") + " of " + amount(s.Duration, unitSeconds)
	if s.Warmup > 0 {
		text += ", the first " + amount(s.Warmup, unitSeconds) + " not measured"
	}
	return text + " · " + amount(float64(r.Events), unitCount) + " events"
}

// identity tells what gives the same numbers again, beside the command: the engine and
// the start of the scenario's hash.
func identity(r *stats.Result) string {
	text := " · engine " + r.Engine
	if hash := strings.TrimPrefix(r.Scenario.Hash, "sha256:"); hash != "" {
		text += " · scenario " + hash[:min(12, len(hash))]
	}
	return text
}

func objectiveSection(r *stats.Result) section {
	if len(r.Objectives) == 0 {
		return section{}
	}
	s := section{title: "Objectives", table: grid{notes: "why", columns: []gridColumn{
		{name: "verdict", text: true}, {name: "name", text: true}, {name: "objective", text: true}, {name: "measured"},
	}}}
	counts := map[string]int{}
	for _, o := range r.Objectives {
		word, look := verdictWord(o)
		counts[word]++
		value, interval := objectiveMeasured(o)
		s.table.rows = append(s.table.rows, gridRow{note: o.Reason, cells: []gridCell{
			{text: word, style: look}, {text: o.Name}, {text: o.Objective}, {text: value, interval: interval},
		}})
	}
	var parts []string
	for _, word := range []string{wordFail, wordUndecided, wordWarning, wordPass} {
		if n := counts[word]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, word))
		}
	}
	s.summary = strings.Join(parts, ", ")
	s.more = decidedText(r)
	return s
}

func operationSection(r *stats.Result) section {
	s := section{title: "Operations", table: grid{notes: "failures, all replications", columns: []gridColumn{
		{name: "operation", text: true}, {name: "offered"}, {name: "goodput"}, {name: "ok", spareInterval: 2}, {name: "p50", spareInterval: 4},
		{name: "p95", spareInterval: 3, spare: 1}, {name: "p99"},
	}}}
	some := slices.ContainsFunc(r.Operations, func(e stats.Entry[*stats.Operation]) bool {
		return e.Value.Failed > 0 && amount(e.Value.OKRate, unitPerSecond) != amount(e.Value.Rate, unitPerSecond)
	})
	for _, e := range r.Operations {
		o := e.Value
		row := gridRow{note: operationNote(o), cells: []gridCell{
			{text: e.Name}, {text: amount(o.Rate, unitPerSecond)}, {}, estimateText(o.Success, unitRatio),
			estimateText(o.Latency.P50, unitSeconds), estimateText(o.Latency.P95, unitSeconds), estimateText(o.Latency.P99, unitSeconds),
		}}
		if some {
			row.cells[2].text = amount(o.OKRate, unitPerSecond)
		}
		s.table.rows = append(s.table.rows, row)
	}
	return s
}

// shorter is how many times as long as its last attempt a slow request takes when that is
// worth a word.
const shorter = 2

// operationNote tells how requests failed, how often people reloaded, and how fast the
// server side takes itself to be when clients have another picture.
func operationNote(o *stats.Operation) string {
	var parts []string
	if o.Failed > 0 {
		parts = append(parts, fmt.Sprintf("failed: %s of %s (%s)", whole(o.Failed), whole(o.Offered), failureText(o.Failures)))
	}
	if o.Reloads > 0 {
		parts = append(parts, "reloads: "+whole(o.Reloads))
	}
	if all, last := o.Latency.P99, o.Service.P99; all != nil && last != nil && all.Value >= shorter*last.Value {
		parts = append(parts, "p99 of the last attempt alone: "+amount(last.Value, unitSeconds))
	}
	return strings.Join(parts, "; ")
}

func failureText(f stats.Failures) string {
	var parts []string
	for _, p := range []struct {
		n    uint64
		name string
	}{{f.Timeout, "timeout"}, {f.Rejected, "rejected"}, {f.Error, "error"}, {f.Abandoned, "abandoned"}} {
		if p.n > 0 {
			parts = append(parts, whole(p.n)+" "+p.name)
		}
	}
	return strings.Join(parts, ", ")
}

func estimateText(e *stats.Estimate, u unit) gridCell {
	value, interval := measured(e, u)
	return gridCell{text: value, interval: interval}
}

// mostComponents is how many rows the table of components has at most.
const mostComponents = 40

func componentSection(r *stats.Result) section {
	s := section{title: "Components", table: grid{notes: "why rejected", columns: []gridColumn{
		{name: "component", text: true}, {name: "kind", text: true, spare: 8}, {name: "replicas", spare: 1}, {name: "busy"}, {name: "peak"},
		{name: "wasted"}, {name: "done", spare: 6}, {name: "queue max", spare: 7}, {name: "wait p99"}, {name: "hits", spare: 5},
		{name: "lag p99", spare: 4}, {name: "rejected", spare: 3}, {name: "failed", spare: 2}, {name: "$/month"},
	}}}
	for _, e := range r.Components {
		s.table.rows = append(s.table.rows, gridRow{note: rejectedNote(e.Value), cells: componentCells(e.Name, e.Value, &r.Cost)})
	}
	left := s.table.top(mostComponents, func(i int) float64 {
		if u := r.Components[i].Value.Utilization; u != nil {
			return u.Max
		}
		return -1
	})
	if left > 0 {
		s.more = fmt.Sprintf("and %s with a lower peak; result.json has them all", counted(left, "component"))
	}
	return s
}

// leastWasted is the share of wasted work that is worth a word.
const leastWasted = 0.005

func componentCells(name string, c *stats.Component, cost *stats.Cost) []gridCell {
	row := make([]gridCell, 14)
	row[0].text, row[1].text, row[2].text = name, c.Kind, rangeText(c.Replicas)
	if u := c.Utilization; u != nil {
		if u.Mean != nil {
			row[3].text = amountDigits(u.Mean.Value, unitRatio, 2)
		}
		row[4].text = amountDigits(u.Max, unitRatio, 2)
		if u.Max >= 0.9995 {
			row[4].style = unsure
		}
	}
	if w := wastedShare(c); w >= leastWasted {
		row[5].text = fixed(100*w, max(decimals(100*w, 2), 0)) + " %"
	}
	if c.Completions > 0 {
		row[6].text = amount(c.Throughput, unitPerSecond)
	}
	if c.Queue != nil && c.Queue.Max > 0 {
		row[7].text = amount(c.Queue.Max, unitCount)
	}
	if w := orNone(c.Wait).P99; w != nil && w.Value > 0 {
		row[8].text = amount(w.Value, unitSeconds)
	}
	if c.HitRatio != nil {
		row[9].text = amount(c.HitRatio.Value, unitRatio)
	}
	if l := orNone(c.Lag).P99; l != nil {
		row[10].text = amount(l.Value, unitSeconds)
	}
	row[11].text, row[12].text = share(c.Rejected, c.Arrivals), share(c.Failed+c.Abandoned, c.Arrivals)
	if v, ok := perMonth(cost, name); ok {
		row[13].text = "$" + amount(v, unitCount)
	}
	return row
}

// rejectedNote tells why a component rejected calls. What others rejected that it asked is
// told with those.
func rejectedNote(c *stats.Component) string {
	if len(c.RejectedBy) == 0 || len(c.RejectedBy) == 1 && c.RejectedBy[0].Name == "passed_on" {
		return ""
	}
	return "rejected: " + reasonsText(c.RejectedBy)
}

// rangeText writes how many instances there were: "4", or "4–20".
func rangeText(l *stats.Level) string {
	switch {
	case l == nil:
		return ""
	case l.Min == l.Max:
		return amount(l.Max, unitCount)
	}
	return amount(l.Min, unitCount) + "–" + amount(l.Max, unitCount)
}

// mostFindings is how many sentences of the diagnosis are shown.
const mostFindings = 8

func diagnosisLines(r *stats.Result) []string {
	var lines []string
	for i, f := range r.Diagnosis {
		if i == mostFindings {
			return append(lines, fmt.Sprintf("and %s; result.json has them all", counted(len(r.Diagnosis)-i, "finding")))
		}
		lines = append(lines, f.Text)
	}
	return lines
}
