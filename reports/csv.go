package reports

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"headroom/sim/stats"
)

// seriesHeader is the first line of series.csv.
var seriesHeader = []string{"time_s", "subject", "metric", "value"}

// mostWindows bounds what reading a series.csv may allocate.
const mostWindows = 10_000_000

// CSV writes series.csv: a line for each value of the series, column after column, in
// the fewest digits that read back as the same number. Windows without a value have no
// line. A result that was loaded without its series is an error. Options do not matter.
func CSV(w io.Writer, r *stats.Result, _ Options) error {
	if r.Series == nil {
		return errors.New("the result has no time series; series.csv is missing beside it")
	}
	c := csv.NewWriter(w)
	if err := c.Write(seriesHeader); err != nil {
		return err
	}
	times := make([]string, len(r.Series.Times))
	for i, t := range r.Series.Times {
		times[i] = strconv.FormatFloat(t, 'f', -1, 64)
	}
	for _, column := range r.Series.Columns {
		for i, v := range column.Values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				continue
			}
			if err := c.Write([]string{times[i], column.Subject, column.Metric, strconv.FormatFloat(v, 'g', -1, 64)}); err != nil {
				return err
			}
		}
	}
	c.Flush()
	return c.Error()
}

// seriesLine is a line of series.csv.
type seriesLine struct {
	line            int
	time            float64
	subject, metric string
	value           float64
}

// ReadCSV reads a series.csv. Windows follow each other from t = 0 at the least distance
// of two times in the file; the width is 0 when there is only one time. Columns stand in
// the order of their first lines, with NaN where the file has no value. Errors tell the
// line; all bad numbers are reported, not just the first.
func ReadCSV(rd io.Reader) (*stats.Series, error) {
	lines, err := readLines(rd)
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		return &stats.Series{}, nil
	}
	s := &stats.Series{Width: leastGap(lines)}
	last := 0.0
	for _, l := range lines {
		last = max(last, l.time)
	}
	if s.Width > 0 && last/s.Width > mostWindows {
		return nil, fmt.Errorf("series.csv: more than %d windows of %v s", mostWindows, s.Width)
	}
	n := 1
	if s.Width > 0 {
		n = int(math.Round(last/s.Width)) + 1
	}
	s.Times = make([]float64, n)
	for i := range s.Times {
		s.Times[i] = float64(i) * s.Width
	}
	if s.Width == 0 {
		s.Times[0] = last
	}
	if err := fillSeries(s, lines); err != nil {
		return nil, err
	}
	return s, nil
}

func readLines(rd io.Reader) ([]seriesLine, error) {
	c := csv.NewReader(rd)
	c.FieldsPerRecord = len(seriesHeader)
	c.ReuseRecord = true
	header, err := c.Read()
	if err != nil || !slices.Equal(header, seriesHeader) {
		return nil, errors.Join(errors.New("series.csv: the first line is not time_s,subject,metric,value"), err)
	}
	var lines []seriesLine
	var all []error
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return lines, errors.Join(all...)
		}
		if err != nil {
			return nil, fmt.Errorf("series.csv: %w", err)
		}
		l := seriesLine{subject: record[1], metric: record[2]}
		l.line, _ = c.FieldPos(0)
		var timeErr, valueErr error
		l.time, timeErr = strconv.ParseFloat(record[0], 64)
		l.value, valueErr = strconv.ParseFloat(record[3], 64)
		if timeErr != nil || !(l.time >= 0) || math.IsInf(l.time, 0) {
			all = append(all, fmt.Errorf("series.csv:%d: time_s %q is not a number of seconds from 0 on", l.line, record[0]))
		}
		if valueErr != nil || math.IsNaN(l.value) || math.IsInf(l.value, 0) {
			all = append(all, fmt.Errorf("series.csv:%d: value %q is not a finite number", l.line, record[3]))
		}
		lines = append(lines, l)
	}
}

// leastGap is the least distance of two different times, 0 with fewer than two.
func leastGap(lines []seriesLine) float64 {
	times := []float64{0}
	for _, l := range lines {
		times = append(times, l.time)
	}
	slices.Sort(times)
	times = slices.Compact(times)
	gap := 0.0
	for i := 1; i < len(times); i++ {
		if d := times[i] - times[i-1]; gap == 0 || d < gap {
			gap = d
		}
	}
	return gap
}

// fillSeries puts the values into columns.
func fillSeries(s *stats.Series, lines []seriesLine) error {
	columns := map[[2]string]int{}
	var all []error
	for _, l := range lines {
		window := 0
		if s.Width > 0 {
			window = int(math.Round(l.time / s.Width))
		}
		if math.Abs(l.time-s.Times[window]) > 1e-6*s.Width {
			all = append(all, fmt.Errorf("series.csv:%d: time_s %v is not the start of a window of %v s", l.line, l.time, s.Width))
			continue
		}
		s.Times[window] = l.time
		key := [2]string{l.subject, l.metric}
		i, ok := columns[key]
		if !ok {
			i = len(s.Columns)
			columns[key] = i
			s.Columns = append(s.Columns, stats.Column{Subject: l.subject, Metric: l.metric, Values: unmeasured(len(s.Times))})
		}
		if !math.IsNaN(s.Columns[i].Values[window]) {
			all = append(all, fmt.Errorf("series.csv:%d: a second value of %s %s at %v s", l.line, l.subject, l.metric, l.time))
			continue
		}
		s.Columns[i].Values[window] = l.value
	}
	return errors.Join(all...)
}

func unmeasured(n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = math.NaN()
	}
	return values
}
