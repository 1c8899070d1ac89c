package reports

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"

	"headroom/sim/stats"
)

var csvHeader = []string{"time_s", "subject", "metric", "value"}

// CSV writes the time series in long form. Windows without a value have no line.
func CSV(w io.Writer, r *stats.Result, _ Options) error {
	if r.Series == nil {
		return fmt.Errorf("the result has no time series; series.csv is missing beside it")
	}
	c := csv.NewWriter(w)
	if err := c.Write(csvHeader); err != nil {
		return err
	}
	for _, column := range r.Series.Columns {
		for i, v := range column.Values {
			if math.IsNaN(v) {
				continue
			}
			line := []string{number(r.Series.Times[i]), column.Subject, column.Metric, number(v)}
			if err := c.Write(line); err != nil {
				return err
			}
		}
	}
	c.Flush()
	return c.Error()
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// ReadCSV reads what CSV wrote, for a run of the given duration in seconds.
func ReadCSV(from io.Reader, duration float64) (*stats.Series, error) {
	lines, err := csv.NewReader(from).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 || len(lines[0]) != len(csvHeader) {
		return nil, fmt.Errorf("series: the first line is not %v", csvHeader)
	}
	s := &stats.Series{Width: math.Inf(1)}
	type point struct{ at, value float64 }
	points := map[[2]string][]point{}
	var order [][2]string
	for i, line := range lines[1:] {
		at, err1 := strconv.ParseFloat(line[0], 64)
		value, err2 := strconv.ParseFloat(line[3], 64)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("series: line %d: %q and %q must be numbers", i+2, line[0], line[3])
		}
		key := [2]string{line[1], line[2]}
		if points[key] == nil {
			order = append(order, key)
		}
		points[key] = append(points[key], point{at, value})
		if at > 0 {
			s.Width = min(s.Width, at)
		}
	}
	if math.IsInf(s.Width, 1) {
		s.Width = duration
	}
	n := int(math.Round(duration / s.Width))
	for i := range n {
		s.Times = append(s.Times, float64(i)*s.Width)
	}
	for _, key := range order {
		c := stats.Column{Subject: key[0], Metric: key[1], Values: make([]float64, n)}
		for i := range c.Values {
			c.Values[i] = math.NaN()
		}
		for _, p := range points[key] {
			i := int(math.Round(p.at / s.Width))
			if i < 0 || i >= n {
				return nil, fmt.Errorf("series: time %v is outside the run of %v s", p.at, duration)
			}
			c.Values[i] = p.value
		}
		s.Columns = append(s.Columns, c)
	}
	return s, nil
}
