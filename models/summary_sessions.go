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
		var requests []float64
		var lengths []*stats.Histogram
		var asked uint64
		for _, m := range done {
			v := m.visits[i].visits
			r.Begun += v.begun
			r.Ended += v.ended
			r.Left += v.left
			asked += v.requests
			requests = append(requests, ratio(float64(v.requests), float64(v.ended)))
			lengths = append(lengths, &v.length)
		}
		r.Present = mean(done, func(m *measures) float64 { return m.visits[i].present })
		if r.Ended > 0 {
			r.Requests = stats.EstimateOf(float64(asked)/float64(r.Ended), requests)
		}
		r.Length = latency(lengths)
		list.Add(first.name, r)
	}
	return list
}
