package models

import "headroom/sim/stats"

// visitMeasures is what one replication leaves behind of the sessions of a source.
type visitMeasures struct {
	name    string
	visits  *visits
	present float64
}

// summarizeSessions adds up the sessions of each source.
func summarizeSessions(done []*measures) stats.Ordered[*stats.Sessions] {
	var list stats.Ordered[*stats.Sessions]
	for i, first := range done[0].visits {
		r := &stats.Sessions{}
		var requests, ended []float64
		var lengths []*stats.Histogram
		for _, m := range done {
			v := m.visits[i].visits
			r.Begun += v.begun
			r.Ended += v.ended
			r.Left += v.left
			requests, ended = append(requests, float64(v.requests)), append(ended, float64(v.ended))
			lengths = append(lengths, &v.length)
		}
		r.Present = mean(done, func(m *measures) float64 { return m.visits[i].present })
		r.Requests = stats.Ratio(requests, ended)
		r.Length = latency(lengths)
		list.Add(first.name, r)
	}
	return list
}
