package reports

import "headroom/sim/stats"

// sessionTable tells what became of visitors, by traffic source.
func sessionTable(r *stats.Result) pageTable {
	t := pageTable{Columns: []pageColumn{
		{"traffic", "", true}, {"begun", "all replications", false}, {"left early", "share of those that ended, after a failure or out of patience", false},
		{"present", "under way, mean over time", false}, {"requests", "mean of those that ended", false},
		{"length", "mean", false}, {"p50", "", false}, {"p95", "", false}, {"p99", "", false},
	}}
	for _, e := range r.Sessions {
		v := e.Value
		t.Rows = append(t.Rows, []pageCell{
			textCell(e.Name), countCell(v.Begun), shareCell(v.Left, v.Ended), estimateCell(v.Present, unitCount), estimateCell(v.Requests, unitCount),
			estimateCell(v.Length.Mean, unitSeconds), estimateCell(v.Length.P50, unitSeconds), estimateCell(v.Length.P95, unitSeconds), estimateCell(v.Length.P99, unitSeconds),
		})
	}
	return t.trim()
}
