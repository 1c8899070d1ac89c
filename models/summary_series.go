package models

import (
	"sort"

	"headroom/sim/stats"
)

// summarizeSeries averages counts and levels over the replications and takes percentiles
// from the merged histograms of each window.
func summarizeSeries(done []*measures) *stats.Series {
	s := &stats.Series{Width: done[0].width}
	n := done[0].windows
	for i := range n {
		s.Times = append(s.Times, float64(i)*s.Width)
	}
	add := func(subject, metric string, value func(window int) float64) {
		values := make([]float64, n)
		some := false
		for w := range values {
			values[w] = value(w)
			some = some || values[w] == values[w]
		}
		if some {
			s.Columns = append(s.Columns, stats.Column{Subject: subject, Metric: metric, Values: values})
		}
	}
	total := make([][3]float64, n) // offered, ok, failed per second
	for i, o := range done[0].ops {
		w := mergedWindows(done, i)
		perSecond := 1 / (s.Width * float64(len(done)))
		subject := "operation/" + o.name
		for k := range total {
			total[k][0] += float64(float64(w.At(k).Offered) * perSecond)
			total[k][1] += float64(float64(w.At(k).OK) * perSecond)
			total[k][2] += float64(float64(w.At(k).Failed) * perSecond)
		}
		add(subject, "rate", func(k int) float64 { return float64(w.At(k).Offered) * perSecond })
		add(subject, "ok", func(k int) float64 { return float64(w.At(k).OK) * perSecond })
		add(subject, "failed", func(k int) float64 { return float64(w.At(k).Failed) * perSecond })
		for _, q := range []struct {
			name string
			p    float64
		}{{"p50", 0.5}, {"p95", 0.95}, {"p99", 0.99}} {
			add(subject, q.name, func(k int) float64 {
				if w.At(k).OK == 0 {
					return nothing
				}
				return w.At(k).Latency.Quantile(q.p)
			})
		}
	}
	add("total", "rate", func(k int) float64 { return total[k][0] })
	add("total", "ok", func(k int) float64 { return total[k][1] })
	add("total", "failed", func(k int) float64 { return total[k][2] })
	for i, p := range done[0].parts {
		if p.component.kind.Name == "traffic" {
			continue
		}
		for line, metric := range lineNames {
			if metric == "" {
				continue
			}
			add("component/"+p.component.name, metric, func(k int) float64 {
				return average(done, func(m *measures) float64 { return m.parts[i].lines[line][k] })
			})
		}
	}
	addPresence(done, add)
	addCosts(done, s, add)
	for i, t := range done[0].tracks {
		for line, metric := range linkLineNames {
			add("link/"+t.name, metric, func(k int) float64 {
				return average(done, func(m *measures) float64 { return m.tracks[i].lines[line][k] })
			})
		}
	}
	return s
}

// addCosts spreads the bill of each component over the windows: instances by how many
// there were, requests and bytes by when they came, storage evenly.
func addCosts(done []*measures, s *stats.Series, add func(subject, metric string, value func(int) float64)) {
	total := make([]float64, len(s.Times))
	for i, p := range done[0].parts {
		if !p.bill.priced {
			continue
		}
		value := func(k int) float64 {
			return average(done, func(m *measures) float64 {
				p := m.parts[i]
				part := func(meter, line int, sum float64) float64 {
					if sum == 0 {
						return 0
					}
					return p.bill.meters[meter] * p.lines[line][k] * 3600 / sum
				}
				return part(meterInstances, linePaid, p.paid*m.seconds) +
					part(meterRequests, lineArrivals, float64(p.meter.arrivals)) +
					part(meterEgress, lineBytes, float64(p.meter.bytes)) +
					p.bill.meters[meterStorage]*3600/m.seconds
			})
		}
		for k := range total {
			total[k] += value(k)
		}
		add("cost/"+p.component.name, "per_hour", value)
	}
	add("total", "cost", func(k int) float64 { return total[k] })
}

// mergedWindows adds up the windows of an operation over the replications.
func mergedWindows(done []*measures, i int) *stats.Windows {
	one := done[0].ops[i].windows
	w := stats.NewWindows(one.Start(0), one.Width(), one.Start(one.Len()))
	for _, m := range done {
		w.Merge(m.ops[i].windows)
	}
	return w
}

// average is the mean of the values that there are.
func average(done []*measures, take func(*measures) float64) float64 {
	sum, n := 0.0, 0
	for _, m := range done {
		if v := take(m); v == v {
			sum += v
			n++
		}
	}
	return ratio(sum, float64(n))
}

// percentile of the values that there are, by the nearest rank.
func percentile(values []float64, p float64) float64 {
	var list []float64
	for _, v := range values {
		if v == v {
			list = append(list, v)
		}
	}
	if len(list) == 0 {
		return nothing
	}
	sort.Float64s(list)
	return list[min(len(list)-1, int(p*float64(len(list))))]
}
