package reports

import (
	"math"
	"strings"

	"headroom/sim/stats"
)

// band is a stretch of the time axis with a name: a fault, or the warm-up.
type band struct {
	from, to float64
	text     string
	fault    bool
}

// bandsOf returns the warm-up and the faults of a run. Faults that are a moment, such as
// a flush, have no width. What the system does about them
// (scaling, breakers, ejection) has plots of its own.
func bandsOf(r *stats.Result) []band {
	var list []band
	if w := r.Scenario.Warmup; w > 0 {
		list = append(list, band{to: w, text: warmupName(r)})
	}
	for _, h := range r.Timeline {
		switch h.What {
		case "scale", "breaker", "ejected", "back", "health", "drain", "lost":
			continue
		}
		b := band{from: h.At, to: h.At, text: h.Component + " " + h.What, fault: true}
		if h.Until > h.At {
			b.to = h.Until
		}
		if h.Detail != "" && len(h.Detail) <= 16 {
			b.text += " " + h.Detail
		}
		b.text = strings.TrimSpace(b.text)
		list = append(list, b)
	}
	return list
}

// spreadRows spreads labels over rows so that no two in a row overlap: it returns the row of
// each label and the number of rows. Labels that find no place in the last row permitted
// get -1.
func spreadRows(starts, widths []float64, most int) (row []int, used int) {
	var ends []float64
	for i, start := range starts {
		at := -1
		for j, end := range ends {
			if start >= end {
				at = j
				break
			}
		}
		if at < 0 && len(ends) < most {
			at = len(ends)
			ends = append(ends, 0)
		}
		if at >= 0 {
			ends[at] = start + widths[i]
		}
		row = append(row, at)
	}
	return row, len(ends)
}

// thin leaves at most about 2n values of a long row: the smallest and the largest of
// each of n stretches, in the order in which they occurred, so that peaks survive. Rows
// up to 2n long are returned as they are.
func thin(times []float64, lines []plotLine, n int) ([]float64, []plotLine) {
	if len(times) <= 2*n {
		return times, lines
	}
	var kept []float64
	thinned := make([]plotLine, len(lines))
	for i, l := range lines {
		thinned[i] = plotLine{name: l.name, alarm: l.alarm}
	}
	for k := range n {
		from, to := k*len(times)/n, (k+1)*len(times)/n
		kept = append(kept, times[from], times[(from+to)/2])
		for i, l := range lines {
			low, high := from, from
			for j := from; j < to; j++ {
				if l.values[j] < l.values[low] || math.IsNaN(l.values[low]) {
					low = j
				}
				if l.values[j] > l.values[high] || math.IsNaN(l.values[high]) {
					high = j
				}
			}
			thinned[i].values = append(thinned[i].values, l.values[min(low, high)], l.values[max(low, high)])
		}
	}
	return kept, thinned
}
