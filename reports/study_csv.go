package reports

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"headroom/sim/stats"
)

// StudyCSV writes points.csv: a line for each metric of each point. Its columns are point
// (its number from 0), one column for each setting under its path (a number in the unit
// that study.json tells, else the text), subject, metric, unit, value, low and high (the
// ends of the 95 % interval, empty without one), replications, verdict, and without (what
// is left out of the scenario there alone). Numbers have the fewest digits that read back as
// the same number. Metrics that were not measured have no line. Options do not matter.
func StudyCSV(w io.Writer, s *stats.Study, _ Options) error {
	c := csv.NewWriter(w)
	header := []string{"point"}
	for _, k := range s.Knobs {
		header = append(header, k.Set)
	}
	if err := c.Write(append(header, "subject", "metric", "unit", "value", "low", "high", "replications", "verdict", "without")); err != nil {
		return err
	}
	exact := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	for i := range s.Points {
		p := &s.Points[i]
		start := []string{strconv.Itoa(i)}
		for k := range s.Knobs {
			text := ""
			if k < len(p.Values) {
				if text = p.Values[k].Text; p.Values[k].Number != nil {
					text = exact(*p.Values[k].Number)
				}
			}
			start = append(start, text)
		}
		for _, m := range p.Metrics {
			if !known(m.Estimate) {
				continue
			}
			low, high := "", ""
			if a, b, ok := within(m.Estimate); ok {
				low, high = exact(a), exact(b)
			}
			line := append(start[:len(start):len(start)], m.Subject, m.Metric, m.Unit, exact(m.Estimate.Value), low, high,
				strconv.Itoa(p.Replications), string(p.Verdict), strings.Join(p.Without, " "))
			if err := c.Write(line); err != nil {
				return err
			}
		}
	}
	c.Flush()
	return c.Error()
}
