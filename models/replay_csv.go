package models

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"headroom/sim"
	"headroom/sim/unit"
)

// CountCSV is a text file with a line for each interval and commas between the columns.
// There may be a heading; empty lines and lines that start with # are left out.
type CountCSV struct {
	// Column with the number of requests: its name in the heading, or its number from 1. Not
	// set: the last.
	Column string `yaml:"column"`
	// Time is the column with the begin of the interval: numbers of seconds, spans (90s, 1m30s)
	// or dates (2026-11-27T09:00:00Z); the first begins at t = 0, and the last lasts as long as
	// the one before. Not set: the first column, unless there is an Interval.
	Time string `yaml:"time"`
	// Interval is the length of all intervals. Not set: as the times say.
	Interval unit.Duration `yaml:"interval"`
}

func (f *CountCSV) counts(l *fileLines) (*series, error) {
	if f.Interval > 0 && f.Time != "" {
		return nil, errors.New("there is an interval and a column of times; write one of the two")
	}
	s := &series{}
	var row []string
	count, at := -1, -1
	first := stamp{}
	for l.next() {
		row = cells(l.Text(), row)
		if count < 0 {
			heading, err := f.find(row, &count, &at)
			if err != nil {
				return nil, err
			}
			if heading {
				continue
			}
		}
		if len(row) <= max(count, at) {
			return nil, fmt.Errorf("there is no column %d; the line has %d", max(count, at)+1, len(row))
		}
		n, err := number(row[count])
		if err != nil {
			return nil, err
		}
		begin := sim.Time(len(s.at)) * sim.Time(f.Interval)
		if at >= 0 {
			t, err := readStamp(row[at], 1e9)
			if err != nil {
				return nil, err
			}
			if len(s.at) == 0 {
				first = t
			}
			begin = sim.Time(t.ns - first.ns)
			if last := len(s.at) - 1; last >= 0 && (begin <= s.at[last] || t.date != first.date) {
				return nil, fmt.Errorf("time %s is not after the one before; sort the lines by time", row[at])
			}
		}
		s.at, s.counts = append(s.at, begin), append(s.counts, n)
	}
	last := len(s.at) - 1
	switch {
	case last < 0:
		return nil, l.whole("there are no numbers in it")
	case f.Interval > 0:
		s.end = s.at[last].Add(f.Interval.Std())
	case last == 0:
		return nil, l.whole("one line does not say how long it lasts; write interval: 1m")
	default:
		s.end = s.at[last] + s.at[last] - s.at[last-1]
	}
	return s, nil
}

// find finds the columns, and tells whether the first line is a heading: it is when it
// names a column, or has no number where there should be one.
func (f *CountCSV) find(row []string, count, at *int) (heading bool, err error) {
	*count = len(row) - 1
	if f.Column != "" {
		if *count, err = column("column", f.Column, row); err != nil {
			return false, err
		}
	}
	switch {
	case f.Time != "":
		if *at, err = column("time", f.Time, row); err != nil {
			return false, err
		}
	case f.Interval == 0 && *count == 0:
		return false, errors.New("there is no column of times; write interval: 1m")
	case f.Interval == 0:
		*at = 0
	}
	_, err = number(row[*count])
	return err != nil, nil
}

// number reads a number of requests.
func number(text string) (float64, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !(n >= 0) || math.IsInf(n, 0) {
		return 0, fmt.Errorf("%q is not a number of requests; write digits, for example 1200", text)
	}
	return n, nil
}
