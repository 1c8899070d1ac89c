package reports

import (
	"fmt"
	"strings"

	"headroom/sim/stats"
)

// mostLinks is how many rows the table of links has at most.
const mostLinks = 12

// linkSection lists the links on which something was tried again, failed, or was refused by
// a policy of the caller.
func linkSection(r *stats.Result) section {
	s := section{title: "Links that retried, failed or refused", table: grid{notes: "policies of the caller", columns: []gridColumn{
		{name: "link", text: true}, {name: "calls", spare: 3}, {name: "tries/call"}, {name: "retries", spare: 5}, {name: "hedges", spare: 2},
		{name: "no budget", spare: 4}, {name: "timeouts"}, {name: "expired", spare: 1}, {name: "rejected"}, {name: "errors"},
		{name: "refused"}, {name: "failed"},
	}}}
	var troubles []float64
	for _, e := range r.Links {
		l := e.Value
		trouble := l.Timeouts + l.Rejected + l.Errors + l.Failed + l.Expired + refusedBy(l.Refused)
		if trouble+l.Retries+l.Hedges == 0 && (l.Breaker == nil || l.Breaker.Opened == 0) {
			continue
		}
		s.table.rows = append(s.table.rows, gridRow{note: linkNote(l), cells: linkCells(e.Name, l)})
		troubles = append(troubles, float64(trouble))
	}
	if left := s.table.top(mostLinks, func(i int) float64 { return troubles[i] }); left > 0 {
		s.more = fmt.Sprintf("and %s that failed less; result.json has them all", counted(left, "link"))
	}
	return s
}

// linkCells writes attempts per call, and how they ended as shares of the attempts. The
// share of retries is left out where the attempts tell it already.
func linkCells(name string, l *stats.Link) []gridCell {
	row := make([]gridCell, 12)
	row[0].text, row[1].text = name, whole(l.Calls)
	if l.Calls > 0 && (l.Attempts != l.Calls || l.Retries+l.Hedges > 0) {
		row[2].text = fixed(float64(l.Attempts)/float64(l.Calls), 2)
	}
	refused := refusedBy(l.Refused)
	row[4].text = share(l.Hedges, l.Calls)
	if again := float64(l.Retries) / float64(l.Calls); row[2].text != fixed(1+again, 2) {
		row[3].text = share(l.Retries, l.Calls)
	}
	row[5].text = share(l.Denied, l.Denied+l.Retries+l.Hedges)
	row[6].text, row[7].text = share(l.Timeouts, l.Attempts), share(l.Expired, l.Calls)
	row[8].text, row[9].text = share(l.Rejected, l.Attempts), share(l.Errors, l.Attempts)
	row[10].text, row[11].text = share(refused, l.Attempts+refused), share(l.Failed, l.Calls)
	return row
}

// linkNote tells which policies of the caller held attempts back, and how its breakers were.
func linkNote(l *stats.Link) string {
	var parts []string
	if len(l.Refused) > 0 {
		parts = append(parts, "refused by the caller: "+reasonsText(l.Refused))
	}
	if b := l.Breaker; b != nil && b.Opened > 0 {
		parts = append(parts, fmt.Sprintf("breakers opened %s, for %s", times(int(b.Opened)), amount(b.OpenTime, unitSeconds)))
	}
	return strings.Join(parts, "; ")
}

// times writes how often: "once", "twice", "12 times".
func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return whole(uint64(n)) + " times"
}
