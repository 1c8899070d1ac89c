package models

import (
	"fmt"
	"math"
)

// unstable names where work piles up for as long as the run lasts, and how fast: the
// queues that grow; where none does, the components whose work inside grows; and where
// there is none either, the sources whose unanswered requests do. Such a system has no
// steady state whose latency could be told; it only ends because the run does.
func unstable(done []*measures) []string {
	for _, look := range []struct {
		line   int
		source bool
		text   func(*component) string
	}{
		{lineQueue, false, func(c *component) string {
			if c.kind.Name == "queue" {
				return "the backlog of " + c.name + " grows by "
			}
			return "the queue of " + c.name + " grows by "
		}},
		{lineInSystem, false, func(c *component) string { return "the work inside " + c.name + " grows by " }},
		{lineInSystem, true, func(c *component) string { return "the number of unanswered requests of " + c.name + " grows by " }},
	} {
		var list []string
		for i, p := range done[0].parts {
			if (p.component.kind.Name == "traffic") != look.source {
				continue
			}
			if rate, ok := growth(done, i, look.line); ok {
				list = append(list, look.text(p.component)+short(rate)+"/s")
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// growthBlocks is the number of parts of a run whose levels are compared.
const growthBlocks = 8

// leastGrowth is the share of what a component completes below which growth is no matter.
const leastGrowth = 0.005

// growth tells how fast a level of a component grows, per second, and whether it does so
// throughout the run by more than chance would have it.
//
// A queue at the very limit, with a load of exactly 1, wanders like a Brownian motion that
// is reflected at 0: it rises from 0, too, but its steps from block to block differ by as
// much as it rises. So the mean rise is held against the standard deviation s of these
// steps,
//
//	m = rise / (s sqrt(blocks - 1))
//
// which does not depend on the length of the run there, while it grows with the root of it
// for a queue that is overloaded. With n replications m must be above 1 + 3/sqrt(n): for
// an M/M/1 at a load of 0.98 that is exceeded in less than 1 % of all runs, and at 1 in
// about 1 %, whatever their length. What rises only at the end, as a spike of load makes
// it, does not count: each quarter must have its part in the rise.
func growth(done []*measures, part, line int) (perSecond float64, ok bool) {
	var rise, squares, seconds, completed float64
	var q, arrivals [4]float64
	n := float64(len(done))
	for _, m := range done {
		p := m.parts[part]
		values := p.measuredLine(line)
		if len(values) < growthBlocks {
			return 0, false
		}
		blocks := blockMeans(values)
		step := (blocks[growthBlocks-1] - blocks[0]) / (growthBlocks - 1)
		rise += (blocks[growthBlocks-1] - blocks[0]) / n
		for k := 1; k < growthBlocks; k++ {
			d := blocks[k] - blocks[k-1] - step
			squares += float64(d * d)
		}
		load, ended := p.measuredLine(lineArrivals), float64(p.meter.completions)
		if p.component.kind.Name == "traffic" {
			load, ended = m.offeredLine(p.skip)
		}
		came := blockMeans(load)
		for k := range q {
			q[k] += (blocks[2*k] + blocks[2*k+1]) / 2 / n
			arrivals[k] += (came[2*k] + came[2*k+1]) / 2 / n
		}
		seconds += m.seconds / n
		completed += ended / m.seconds / n
	}
	total := q[3] - q[0]
	perSecond = total / float64(0.75*seconds)
	spread := math.Sqrt(squares / (n * (growthBlocks - 2)))
	if float64(spread*math.Sqrt(growthBlocks-1))*(1+3/math.Sqrt(n)) >= rise || perSecond < float64(leastGrowth*completed) {
		return 0, false
	}
	if q[3] < 10 || q[3] < float64(1.3*q[1]) {
		return 0, false
	}
	for k := 1; k < len(q); k++ {
		if q[k]-q[k-1] < total/10 {
			return 0, false
		}
	}
	// More of those who stay as long as before is no growth of this kind (Little's law).
	if line == lineInSystem && float64(q[3]*arrivals[1]) < float64(1.3*q[1])*arrivals[3] {
		return 0, false
	}
	return perSecond, true
}

// offeredLine returns how many requests all sources together sent in each window of the
// measured part, and in all of it. A source counts nothing else.
func (m *measures) offeredLine(skip int) (line []float64, all float64) {
	for _, o := range m.ops {
		all += float64(o.offered)
		for i := skip; i < o.windows.Len(); i++ {
			if i-skip == len(line) {
				line = append(line, 0)
			}
			line[i-skip] += float64(o.windows.At(i).Offered)
		}
	}
	return line, all
}

// blockMeans returns the means of the parts of a line.
func blockMeans(line []float64) (means [growthBlocks]float64) {
	for k := range means {
		part := line[k*len(line)/growthBlocks : (k+1)*len(line)/growthBlocks]
		for _, v := range part {
			means[k] += v / float64(len(part))
		}
	}
	return means
}

// short writes a number with two digits that count.
func short(x float64) string {
	if x >= 100 {
		return fmt.Sprintf("%.0f", math.Round(x/10)*10)
	}
	return fmt.Sprintf("%.2g", x)
}
