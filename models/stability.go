package models

import (
	"fmt"
	"math"
)

// unstable names the components in which work piles up: the number inside rises from
// quarter to quarter of the measured part, and what is added is more than a hundredth of
// what the component completes. Such a system has no steady state whose latency could be
// told; it only ends because the run does.
func unstable(done []*measures) []string {
	var list []string
	for i, p := range done[0].parts {
		growth, completed := 0.0, 0.0
		rising := true
		for _, m := range done {
			p := m.parts[i]
			q := quarters(p.measuredLine(lineInSystem))
			rising = rising && q[1] > q[0] && q[2] > q[1] && q[3] > q[2] && q[3] > 1.3*q[1] && q[3] > 10
			growth += (q[3] - q[0]) / (0.75 * m.seconds)
			completed += float64(p.meter.completions) / m.seconds
		}
		if p.component.kind.Name == "traffic" || !rising || growth < 0.01*completed {
			continue
		}
		list = append(list, fmt.Sprintf("the work inside %s grows by %s a second", p.component.name, short(growth/float64(len(done)))))
	}
	return list
}

// quarters returns the means of the four quarters of a line.
func quarters(line []float64) [4]float64 {
	var q [4]float64
	for k := range q {
		part := line[k*len(line)/4 : (k+1)*len(line)/4]
		for _, v := range part {
			q[k] += v / float64(len(part))
		}
	}
	return q
}

// short writes a number with two digits that count.
func short(x float64) string {
	if x >= 100 {
		return fmt.Sprintf("%.0f", math.Round(x/10)*10)
	}
	return fmt.Sprintf("%.2g", x)
}
