package models

import (
	"headroom/sim"
	"headroom/sim/stats"
)

// presenceNames are the metrics of the people of a source in a series.
var presenceNames = [presences]string{"waiting", "connecting", "online"}

// onlineTrack is the series of the people of one source.
type onlineTrack struct {
	online *online
	prev   [presences]float64
	lines  [presences][]float64
}

// onlineTracks returns a track for each source with connections.
func onlineTracks(e *engine) []*onlineTrack {
	var list []*onlineTrack
	for _, s := range e.sources {
		if s.online != nil {
			list = append(list, &onlineTrack{online: s.online})
		}
	}
	return list
}

// sample ends a window.
func (t *onlineTrack) sample(now sim.Time, seconds float64) {
	for i := range t.lines {
		is := t.online.level[i].Integral(now)
		t.lines[i] = append(t.lines[i], (is-t.prev[i])/seconds)
		t.prev[i] = is
	}
}

// turn keeps what was measured since the last sample apart from a reset: called before and
// after.
func (t *onlineTrack) turn(now sim.Time) {
	for i := range t.prev {
		t.prev[i] = t.online.level[i].Integral(now) - t.prev[i]
	}
}

// onlineMeasures is what one replication leaves behind of the people of a source.
type onlineMeasures struct {
	track *onlineTrack
	level [presences]float64 // mean
}

// measure takes what a track has measured.
func (t *onlineTrack) measure(now sim.Time) onlineMeasures {
	m := onlineMeasures{track: t}
	for i := range m.level {
		m.level[i] = t.online.level[i].Mean(now)
	}
	return m
}

// summarizeConnections adds up the people of each source.
func summarizeConnections(done []*measures) stats.Ordered[*stats.Connections] {
	var list stats.Ordered[*stats.Connections]
	for i, first := range done[0].online {
		r := &stats.Connections{}
		for _, m := range done {
			o := m.online[i].track.online
			r.Opened += o.opened
			r.Refused += o.refused
			r.Failed += o.failed
			r.Lost += o.lost
			r.Reconnected += o.reconnected
			r.Left += o.left
		}
		level := func(where presence) *stats.Level {
			l := &stats.Level{Mean: mean(done, func(m *measures) float64 { return m.online[i].level[where] })}
			for k, m := range done {
				g := &m.online[i].track.online.level[where]
				high, low := float64(g.Max()), float64(g.Min())
				if k == 0 {
					l.Max, l.Min = high, low
				}
				l.Max, l.Min = max(l.Max, high), min(l.Min, low)
			}
			return l
		}
		r.Online, r.Connecting, r.Waiting = level(connected), level(connectingNow), level(waitingToConnect)
		r.Reconnect = reconnectTimes(done, i)
		list.Add(first.track.online.source.name, r)
	}
	return list
}

// reconnectTimes summarises how long the people of a source took to be connected again.
func reconnectTimes(done []*measures, i int) stats.Latency {
	var list []*stats.Histogram
	for _, m := range done {
		list = append(list, &m.online[i].track.online.reconnect)
	}
	return latency(list)
}

// addPresence adds the people of each source to a series.
func addPresence(done []*measures, add func(subject, metric string, value func(int) float64)) {
	for i, first := range done[0].online {
		for where, metric := range presenceNames {
			add("traffic/"+first.track.online.source.name, metric, func(k int) float64 {
				return average(done, func(m *measures) float64 { return m.online[i].track.lines[where][k] })
			})
		}
	}
}
