package models

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"headroom/sim"
)

// Azure2019 is a file of Azure Functions 2019 (Shahrad et al., "Serverless in the Wild",
// ATC 2020), invocations_per_function_md.anon.dNN.csv: columns HashOwner, HashApp,
// HashFunction, Trigger, and then the number of invocations in each minute of a day. The
// functions that are chosen are added up.
type Azure2019 struct {
	// Function chooses those whose HashFunction begins with this. Not set: all.
	Function string `yaml:"function"`
	// App chooses those whose HashApp begins with this. Not set: all.
	App string `yaml:"app"`
	// Trigger chooses those with this trigger: http, queue, timer, event, storage,
	// orchestration, others. Not set: all.
	Trigger string `yaml:"trigger"`
}

// azureKeys are the columns before the minutes.
var azureKeys = []string{"HashOwner", "HashApp", "HashFunction", "Trigger"}

func (f *Azure2019) counts(l *fileLines) (*series, error) {
	var row []string
	if !l.next() {
		return nil, l.whole("there is nothing in it")
	}
	row = cells(l.Text(), row)
	if len(row) < 5 || !slices.Equal(row[:4], azureKeys) {
		return nil, fmt.Errorf("the heading is not that of Azure Functions 2019: %s, 1, 2, ... 1440", strings.Join(azureKeys, ", "))
	}
	s := &series{counts: make([]float64, len(row)-4)}
	for i := range s.counts {
		s.at = append(s.at, sim.Time(i)*60e9)
	}
	s.end = sim.Time(len(s.counts)) * 60e9
	found := false
	for l.next() {
		row = cells(l.Text(), row)
		if len(row) != len(s.counts)+4 {
			return nil, fmt.Errorf("the line has %d columns, the heading %d", len(row), len(s.counts)+4)
		}
		if !strings.HasPrefix(row[1], f.App) || !strings.HasPrefix(row[2], f.Function) || f.Trigger != "" && row[3] != f.Trigger {
			continue
		}
		found = true
		for i, text := range row[4:] {
			n, err := number(text)
			if err != nil {
				return nil, err
			}
			s.counts[i] += n
		}
	}
	if !found {
		return nil, l.whole("no function is as function, app and trigger say; leave one of them out")
	}
	return s, nil
}

// Azure2021 is a file of Azure Functions 2021 (Zhang et al., "Faster and Cheaper Serverless
// Computing on Harvested Resources", SOSP 2021): columns app, func, end_timestamp and
// duration in seconds, a line for each invocation. It arrived its duration before its end.
// t = 0 is the begin of the trace.
type Azure2021 struct {
	// Function chooses those whose func begins with this. Not set: all.
	Function string `yaml:"function"`
	// App chooses those whose app begins with this. Not set: all.
	App string `yaml:"app"`
}

func (f *Azure2021) stamps(l *fileLines) (*stamps, error) {
	var row []string
	if !l.next() {
		return nil, l.whole("there is nothing in it")
	}
	row = cells(l.Text(), row)
	if !slices.Equal(row, []string{"app", "func", "end_timestamp", "duration"}) {
		return nil, errors.New("the heading is not that of Azure Functions 2021: app, func, end_timestamp, duration")
	}
	s := &stamps{}
	for l.next() {
		row = cells(l.Text(), row)
		if len(row) != 4 {
			return nil, fmt.Errorf("the line has %d columns, the heading 4", len(row))
		}
		end, ok := decimal(row[2], 1e9)
		took, too := decimal(row[3], 1e9)
		if !ok || !too {
			return nil, fmt.Errorf("%s and %s are not numbers of seconds", row[2], row[3])
		}
		if strings.HasPrefix(row[0], f.App) && strings.HasPrefix(row[1], f.Function) {
			s.at = append(s.at, end-took)
		}
	}
	slices.Sort(s.at) // the lines are in no order of arrival
	return s, nil
}
