package reports

import (
	"fmt"
	"strings"

	"headroom/sim/stats"
)

// section is a part of a textual report: a table, or lines of prose.
type section struct {
	Title string
	Table pageTable
	Lines []string
}

// sections are the parts of a textual report in the order of reading: what was asked for,
// what the clients saw, what the components did, what it costs, what happened, and why.
func sections(r *stats.Result) []section {
	list := []section{
		{Title: "Objectives", Table: objectiveTable(r)},
		{Title: "Operations", Table: briefOperations(r)},
		{Title: "Components", Table: briefComponents(r)},
		{Title: "Links that failed or retried", Table: briefLinks(r)},
		{Title: "Cost", Lines: costLines(r)},
		{Title: "What happened", Lines: timelineLines(r)},
		{Title: "What limits it", Lines: findings(r)},
		{Title: "Not modelled", Lines: r.NotModelled},
	}
	var some []section
	for _, s := range list {
		if len(s.Table.Rows) > 0 || len(s.Lines) > 0 {
			some = append(some, s)
		}
	}
	return some
}

// headline tells in one line what was played, so that a page can be made again.
func headline(r *stats.Result) string {
	s := r.Scenario
	hash := strings.TrimPrefix(s.Hash, "sha256:")
	parts := []string{
		fmt.Sprintf("seed %d", s.Seed), counted(s.Replications, "replication"),
		tickSeconds(s.Duration) + " each, the first " + tickSeconds(s.Warmup) + " not measured",
		tickCount(float64(r.Events)) + " events", "engine " + r.Engine,
	}
	if hash != "" {
		parts = append(parts, hash[:min(12, len(hash))])
	}
	return strings.Join(parts, " · ")
}

func objectiveTable(r *stats.Result) pageTable {
	t := pageTable{Columns: []pageColumn{{"verdict", "", true}, {"name", "", true}, {"objective", "", true}, {"measured", "", false}, {"95 % interval", "", true}, {"", "", true}}}
	for _, o := range r.Objectives {
		row := objectiveOf(o)
		verdict := strings.ToUpper(string(o.Verdict))
		if o.Severity == "warning" && o.Verdict != stats.Pass {
			verdict += " (warning)"
		}
		t.Rows = append(t.Rows, []pageCell{
			{Text: row.Mark + " " + verdict, Class: string(o.Verdict)}, textCell(o.Name), textCell(o.Objective), textCell(row.Shown), textCell(row.Within), textCell(o.Reason),
		})
	}
	return t.trim()
}

// plusMinus writes a value with half the width of its interval.
func plusMinus(e *stats.Estimate, u unit) pageCell {
	if e == nil {
		return pageCell{}
	}
	text := u.precise(e.Value)
	if e.CI95 != nil && e.Value != 0 {
		half := max(e.Value-e.CI95[0], e.CI95[1]-e.Value)
		text += fmt.Sprintf(" ±%s%%", significant(100*half/abs(e.Value), 2))
	}
	return pageCell{Text: text}
}

func abs(v float64) float64 { return max(v, -v) }

func briefOperations(r *stats.Result) pageTable {
	t := pageTable{Columns: []pageColumn{
		{"operation", "", true}, {"offered", "", false}, {"success", "", false}, {"p50", "", false}, {"p95", "", false}, {"p99", "", false},
		{"mean", "", false}, {"timeout", "", false}, {"rejected", "", false}, {"error", "", false},
	}}
	for _, e := range r.Operations {
		o := e.Value
		success := pageCell{}
		if o.Success != nil {
			success = textCell(unitRatio.precise(o.Success.Value))
		}
		t.Rows = append(t.Rows, []pageCell{
			textCell(e.Name), valueCell(o.Rate, unitPerSecond), success,
			plusMinus(o.Latency.P50, unitSeconds), plusMinus(o.Latency.P95, unitSeconds), plusMinus(o.Latency.P99, unitSeconds), plusMinus(o.Latency.Mean, unitSeconds),
			shareCell(o.Failures.Timeout, o.Offered), shareCell(o.Failures.Rejected, o.Offered), shareCell(o.Failures.Error, o.Offered),
		})
	}
	return t.trim()
}

func briefComponents(r *stats.Result) pageTable {
	t := pageTable{Columns: []pageColumn{
		{"component", "", true}, {"kind", "", true}, {"ready", "", false}, {"busy", "", false}, {"peak", "", false}, {"queue max", "", false},
		{"wait p99", "", false}, {"hits", "", false}, {"lag p99", "", false}, {"rejected", "", false}, {"failed", "", false}, {"cost/month", "", false},
	}}
	for _, e := range r.Components {
		c := e.Value
		row := make([]pageCell, len(t.Columns))
		row[0], row[1], row[2] = textCell(e.Name), textCell(c.Kind), replicaCell(c.Replicas)
		if u := c.Utilization; u != nil && u.Mean != nil {
			row[3], row[4] = valueCell(u.Mean.Value, unitRatio), valueCell(u.Max, unitRatio)
		}
		if c.Queue != nil && c.Queue.Max > 0 {
			row[5] = valueCell(c.Queue.Max, unitCount)
		}
		if w := orNone(c.Wait).P99; w != nil && w.Value > 0 {
			row[6] = valueCell(w.Value, unitSeconds)
		}
		if c.HitRatio != nil {
			row[7] = valueCell(c.HitRatio.Value, unitRatio)
		}
		if l := orNone(c.Lag).P99; l != nil {
			row[8] = valueCell(l.Value, unitSeconds)
		}
		row[9], row[10] = shareCell(c.Rejected, c.Arrivals), shareCell(c.Failed, c.Arrivals)
		if cost, ok := r.Cost.By.Find(e.Name); ok && r.Cost.PerMonth != nil && r.Cost.PerHour > 0 {
			row[11] = textCell(dollars(cost / r.Cost.PerHour * r.Cost.PerMonth.Value))
		}
		t.Rows = append(t.Rows, row)
	}
	return t.trim()
}

func briefLinks(r *stats.Result) pageTable {
	t := pageTable{Columns: []pageColumn{
		{"link", "", true}, {"calls", "", false}, {"retries", "", false}, {"timeouts", "", false}, {"rejected", "", false}, {"errors", "", false},
		{"failed", "", false}, {"breaker opened", "", false}, {"refused", "", false},
	}}
	for _, e := range r.Links {
		l := e.Value
		if l.Retries+l.Timeouts+l.Rejected+l.Errors == 0 && (l.Breaker == nil || l.Breaker.Opened == 0) {
			continue
		}
		row := []pageCell{
			textCell(e.Name), countCell(l.Calls), shareCell(l.Retries, l.Calls), shareCell(l.Timeouts, l.Attempts),
			shareCell(l.Rejected, l.Attempts), shareCell(l.Errors, l.Attempts), shareCell(l.Failed, l.Calls), {}, {},
		}
		if b := l.Breaker; b != nil {
			row[7], row[8] = countCell(b.Opened), countCell(b.Refused)
		}
		t.Rows = append(t.Rows, row)
	}
	return t.trim()
}

func costLines(r *stats.Result) []string {
	if r.Cost.PerMonth == nil || r.Cost.PerHour == 0 {
		return nil
	}
	line := dollars(r.Cost.PerMonth.Value) + "/month"
	if ci := r.Cost.PerMonth.CI95; ci != nil {
		line += fmt.Sprintf(" (95 %%: %s to %s)", dollars(ci[0]), dollars(ci[1]))
	}
	if k := r.Cost.Per1kOK; k != nil {
		line += ", " + dollars(k.Value) + " per 1,000 ok requests"
	}
	line += ", " + unitRatio.text(r.Cost.Idle/r.Cost.PerHour) + " of it for instances that idle"
	lines := []string{line}
	var meters []string
	for _, m := range r.Cost.ByMeter {
		meters = append(meters, fmt.Sprintf("%s %s", m.Name, unitRatio.text(m.Value/r.Cost.PerHour)))
	}
	lines = append(lines, "by meter: "+strings.Join(meters, ", "))
	if len(r.Cost.Unpriced) > 0 {
		lines = append(lines, "without a price: "+strings.Join(r.Cost.Unpriced, ", "))
	}
	return append(lines, "assumed: "+strings.Join(r.Cost.Assumptions, "; "))
}

// timelineLines tells the faults one by one, and the changes of each component in one line.
func timelineLines(r *stats.Result) []string {
	var lines []string
	changes := map[string][]stats.Happening{}
	var order []string
	for _, h := range r.Timeline {
		at := clock(h.At, r.Scenario.Duration)
		if h.What == "scale" || h.What == "breaker" {
			key := h.What + " " + h.Component
			if changes[key] == nil {
				order = append(order, key)
			}
			changes[key] = append(changes[key], h)
			continue
		}
		line := at
		if h.Until > 0 {
			line += "–" + clock(h.Until, r.Scenario.Duration)
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s  %s %s %s", line, h.Component, h.What, h.Detail)))
	}
	const most = 8
	for k, key := range order {
		if k >= most {
			lines = append(lines, fmt.Sprintf("and %s that changed; result.json has them all", counted(len(order)-most, "more part")))
			break
		}
		list := changes[key]
		first, last := list[0], list[len(list)-1]
		line := fmt.Sprintf("%s–%s  %s %s: ", clock(first.At, r.Scenario.Duration), clock(last.At, r.Scenario.Duration), first.Component, first.What)
		var details []string
		for i, h := range list {
			if i >= most {
				details = append(details, fmt.Sprintf("and %d more", len(list)-most))
				break
			}
			details = append(details, h.Detail)
		}
		lines = append(lines, line+strings.Join(details, ", "))
	}
	return lines
}

func findings(r *stats.Result) []string {
	var lines []string
	for _, f := range r.Diagnosis {
		lines = append(lines, f.Text)
	}
	return lines
}
