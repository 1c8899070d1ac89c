package reports

import (
	"strings"

	"headroom/sim/stats"
)

// linkTable tells what crossed each link and what its policies did.
func linkTable(r *stats.Result) pageTable {
	t := pageTable{Columns: []pageColumn{
		{"caller", "", true}, {"callee", "", true}, {"kind", "", true}, {"calls", "logical calls per second", false},
		{"attempts", "sent for each call", false}, {"retries", "attempts after a failure, per call", false},
		{"hedges", "attempts before the last had ended, per call", false},
		{"no budget", "share of the retries and hedges that the budget did not grant", false}, {"timeouts", "share of the attempts", false},
		{"expired", "share of the calls that ended with their deadline", false},
		{"rejected", "share of the attempts", false}, {"errors", "share of the attempts", false},
		{"refused", "share of the attempts that a policy of the caller held back", false}, {"refused by", "policies, with their numbers", true},
		{"failed", "share of the calls that failed in the end", false}, {"breaker opened", "", false},
		{"breaker open for", "all instances and replications together", false},
	}}
	measured := measuredTime(r)
	for _, e := range r.Links {
		l := e.Value
		caller, callee, _ := strings.Cut(e.Name, "->")
		refused := refusedBy(l.Refused)
		row := []pageCell{
			textCell(caller), textCell(callee), textCell(l.Kind), {}, {},
			shareCell(l.Retries, l.Calls), shareCell(l.Hedges, l.Calls), shareCell(l.Denied, l.Denied+l.Retries+l.Hedges),
			shareCell(l.Timeouts, l.Attempts), shareCell(l.Expired, l.Calls), shareCell(l.Rejected, l.Attempts), shareCell(l.Errors, l.Attempts),
			shareCell(refused, l.Attempts+refused), textCell(reasonsText(l.Refused)), shareCell(l.Failed, l.Calls), {}, {},
		}
		if measured > 0 {
			row[3] = valueCell(float64(l.Calls)/measured, unitPerSecond)
		}
		if l.Calls > 0 && l.Attempts != l.Calls {
			perCall := float64(l.Attempts) / float64(l.Calls)
			row[4] = pageCell{Text: fixed(perCall, 2), Sort: sortKey(perCall)}
		}
		if b := l.Breaker; b != nil {
			row[15], row[16] = countCell(b.Opened), valueCell(b.OpenTime, unitSeconds)
		}
		t.Rows = append(t.Rows, row)
	}
	return t.trim()
}
