package reports

import (
	"strconv"
	"strings"

	"headroom/sim/stats"
)

// pageTable is a table of the page. Columns without a single entry are left out of it.
type pageTable struct {
	Columns []pageColumn
	Rows    [][]pageCell
	Fixed   bool // the order of the rows matters
}

type pageColumn struct {
	Name string
	Help string // shown on hover
	Text bool   // left-aligned, sorted as text
}

// pageCell is an entry: its text, below it in small print the confidence interval, and what
// it is sorted by.
type pageCell struct {
	Text  string
	Small string
	Sort  string
	Class string
	Bar   int // percent of the cell that is filled; 0 for none
}

func textCell(s string) pageCell { return pageCell{Text: s, Sort: s} }

func valueCell(v float64, u unit) pageCell {
	return pageCell{Text: u.text(v), Sort: sortKey(v)}
}

func sortKey(v float64) string { return strconv.FormatFloat(v, 'g', 12, 64) }

// estimateCell writes a value and its interval; nothing when there is no value.
func estimateCell(e *stats.Estimate, u unit) pageCell {
	if e == nil {
		return pageCell{}
	}
	c := valueCell(e.Value, u)
	c.Small = intervalText(e.CI95, u)
	return c
}

func intervalText(ci *[2]float64, u unit) string {
	if ci == nil {
		return ""
	}
	low, high := u.precise(ci[0]), u.precise(ci[1])
	if low == high {
		return high
	}
	a, unitA, _ := strings.Cut(low, " ")
	if _, unitB, _ := strings.Cut(high, " "); unitA == unitB && unitA != "" {
		low = a
	}
	return low + "–" + high
}

// shareCell writes a part of a whole in percent; nothing when the part is zero.
func shareCell(part, whole uint64) pageCell {
	if part == 0 || whole == 0 {
		return pageCell{Sort: "0"}
	}
	return valueCell(float64(part)/float64(whole), unitRatio)
}

// precise writes a value with its unit; shares close to one in five digits.
func (u unit) precise(v float64) string {
	if u == unitRatio && v > 0.99 && v < 1 {
		return significant(v*100, 5) + " %"
	}
	return u.text(v)
}

// trim leaves out the columns in which no row has a text.
func (t pageTable) trim() pageTable {
	kept := pageTable{Fixed: t.Fixed}
	kept.Rows = make([][]pageCell, len(t.Rows))
	for i, c := range t.Columns {
		some := false
		for _, row := range t.Rows {
			some = some || row[i].Text != ""
		}
		if !some {
			continue
		}
		kept.Columns = append(kept.Columns, c)
		for j, row := range t.Rows {
			if c.Text {
				row[i].Class = strings.TrimSpace(row[i].Class + " text")
			}
			kept.Rows[j] = append(kept.Rows[j], row[i])
		}
	}
	return kept
}

func operationTable(r *stats.Result) pageTable {
	t := pageTable{Columns: []pageColumn{
		{"operation", "", true}, {"offered", "requests per second that clients sent", false},
		{"goodput", "requests per second that ended well", false}, {"success", "ok / (ok + failed)", false},
		{"mean", "of ok requests, from the intended send time", false}, {"p50", "", false}, {"p90", "", false}, {"p95", "", false},
		{"p99", "", false}, {"p99.9", "", false}, {"max", "over all replications", false},
		{"timeouts", "share of the offered requests", false}, {"rejected", "share of the offered requests", false},
		{"errors", "share of the offered requests", false},
		{"abandoned", "share of the offered requests: the person had no more patience", false},
		{"reloads", "sent anew by people who waited, per offered request", false},
		{"last p99", "of the last attempt alone, from its own sending: what the server side takes for the latency", false},
	}}
	for _, e := range r.Operations {
		o := e.Value
		success := pageCell{}
		if o.Success != nil {
			success = pageCell{Text: unitRatio.precise(o.Success.Value), Small: intervalText(o.Success.CI95, unitRatio), Sort: sortKey(o.Success.Value)}
		}
		t.Rows = append(t.Rows, []pageCell{
			textCell(e.Name), valueCell(o.Rate, unitPerSecond), valueCell(o.OKRate, unitPerSecond), success,
			estimateCell(o.Latency.Mean, unitSeconds), estimateCell(o.Latency.P50, unitSeconds), estimateCell(o.Latency.P90, unitSeconds),
			estimateCell(o.Latency.P95, unitSeconds), estimateCell(o.Latency.P99, unitSeconds), estimateCell(o.Latency.P999, unitSeconds),
			estimateCell(o.Latency.Max, unitSeconds),
			shareCell(o.Failures.Timeout, o.Offered), shareCell(o.Failures.Rejected, o.Offered), shareCell(o.Failures.Error, o.Offered),
			shareCell(o.Failures.Abandoned, o.Offered), shareCell(o.Reloads, o.Offered), lastAttemptCell(o),
		})
	}
	return t.trim()
}

// lastAttemptCell writes the 99th percentile of the last attempts, where it is another than
// that of the requests.
func lastAttemptCell(o *stats.Operation) pageCell {
	all, last := estimateCell(o.Latency.P99, unitSeconds), estimateCell(o.Service.P99, unitSeconds)
	if all.Text == last.Text {
		return pageCell{}
	}
	return last
}

// countCell writes a number of things; nothing for none.
func countCell(n uint64) pageCell {
	if n == 0 {
		return pageCell{Sort: "0"}
	}
	return valueCell(float64(n), unitCount)
}

func componentTable(r *stats.Result) pageTable {
	t := pageTable{Columns: []pageColumn{
		{"component", "", true}, {"kind", "", true}, {"replicas", "ready instances", false},
		{"utilisation", "busy share of its servers, mean", false}, {"peak", "highest utilisation of a window", false},
		{"throughput", "completions per second", false},
		{"rejected", "share of the arrivals", false}, {"rejected for", "reasons, with their numbers", true},
		{"failed", "share of the arrivals", false}, {"abandoned", "share of the arrivals whose caller gave up", false},
		{"wasted", "work for callers that had given up, as a share of that on completed calls", false},
		{"queue", "waiting, mean over time", false}, {"queue max", "", false},
		{"wait", "mean, those that did not wait included", false}, {"wait p99", "", false},
		{"service", "mean", false}, {"residence p99", "arrival to reply", false},
		{"hit ratio", "", false}, {"lag", "publication to start of consumption, mean", false}, {"lag p99", "", false},
		{"imbalance", "busiest instance over the mean of all", false}, {"cost", "per hour", false}, {"notes", "", true},
	}}
	for _, e := range r.Components {
		c := e.Value
		wait, service, residence, lag := orNone(c.Wait), orNone(c.Service), orNone(c.Residence), orNone(c.Lag)
		row := []pageCell{
			textCell(e.Name), textCell(c.Kind), replicaCell(c.Replicas), {}, {},
			valueCell(c.Throughput, unitPerSecond),
			shareCell(c.Rejected, c.Arrivals), textCell(reasonsText(c.RejectedBy)), shareCell(c.Failed, c.Arrivals), shareCell(c.Abandoned, c.Arrivals),
			{Sort: "0"}, {}, {}, estimateCell(wait.Mean, unitSeconds), estimateCell(wait.P99, unitSeconds),
			estimateCell(service.Mean, unitSeconds), estimateCell(residence.P99, unitSeconds),
			estimateCell(c.HitRatio, unitRatio), estimateCell(lag.Mean, unitSeconds), estimateCell(lag.P99, unitSeconds),
			{}, {}, {Text: strings.Join(c.Notes, "; "), Class: "prose"},
		}
		if u := c.Utilization; u != nil && u.Mean != nil {
			row[3] = estimateCell(u.Mean, unitRatio)
			row[3].Bar = int(float64(100*min(1, max(0, u.Mean.Value))) + 0.5)
			if u.Mean.Value >= saturated {
				row[3].Class = "hot"
			}
			row[4] = valueCell(u.Max, unitRatio)
		}
		if c.Queue != nil && c.Queue.Mean != nil {
			row[11] = estimateCell(c.Queue.Mean, unitCount)
			row[12] = valueCell(c.Queue.Max, unitCount)
		}
		if share := wastedShare(c); share > 0 {
			row[10] = valueCell(share, unitRatio)
			row[10].Small = unitSeconds.text(c.Wasted)
		}
		if c.Imbalance != nil {
			row[20] = valueCell(*c.Imbalance, unitCount)
		}
		if cost, ok := r.Cost.By.Find(e.Name); ok {
			row[21] = valueCell(cost, unitPerHour)
		}
		t.Rows = append(t.Rows, row)
	}
	return t.trim()
}

func orNone(l *stats.Latency) *stats.Latency {
	if l == nil {
		return &stats.Latency{}
	}
	return l
}

func replicaCell(l *stats.Level) pageCell {
	c := pageCell{Text: instances(l)}
	if l != nil && l.Mean != nil {
		c.Sort = sortKey(l.Mean.Value)
	}
	return c
}

func costTable(title string, parts stats.Ordered[float64], whole float64) pageTable {
	t := pageTable{Columns: []pageColumn{{title, "", true}, {"per hour", "", false}, {"share", "", false}}}
	for _, e := range parts {
		row := []pageCell{textCell(e.Name), valueCell(e.Value, unitPerHour), {}}
		if whole > 0 {
			row[2] = valueCell(e.Value/whole, unitRatio)
			row[2].Bar = int(float64(100*min(1, max(0, e.Value/whole))) + 0.5)
		}
		t.Rows = append(t.Rows, row)
	}
	return t.trim()
}

func instanceTable(r *stats.Result) pageTable {
	t := pageTable{Columns: []pageColumn{{"instance", "", true}, {"component", "", true}, {"arrivals", "", false}, {"utilisation", "", false}}}
	for _, e := range r.Components {
		if len(e.Value.Instances) < 2 {
			continue
		}
		for _, i := range e.Value.Instances {
			u := valueCell(i.Utilization, unitRatio)
			u.Bar = int(float64(100*min(1, max(0, i.Utilization))) + 0.5)
			t.Rows = append(t.Rows, []pageCell{textCell(i.Name), textCell(e.Name), countCell(i.Arrivals), u})
		}
	}
	return t.trim()
}
