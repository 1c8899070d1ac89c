package reports

import "headroom/sim/stats"

// sessionSection tells what became of visitors.
func sessionSection(r *stats.Result) section {
	s := section{title: "Sessions", table: grid{columns: []gridColumn{
		{name: "traffic", text: true}, {name: "begun"}, {name: "left early"}, {name: "present", spareInterval: 1}, {name: "requests", spareInterval: 2},
		{name: "length", spareInterval: 3}, {name: "p95", spareInterval: 4},
	}}}
	for _, e := range r.Sessions {
		v := e.Value
		s.table.rows = append(s.table.rows, gridRow{cells: []gridCell{
			{text: e.Name}, {text: whole(v.Begun)}, {text: share(v.Left, v.Ended)}, estimateText(v.Present, unitCount),
			estimateText(v.Requests, unitCount), estimateText(v.Length.Mean, unitSeconds), estimateText(v.Length.P95, unitSeconds),
		}})
	}
	return s
}
