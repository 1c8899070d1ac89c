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

// samplesHeader is the first line of samples.csv.
var samplesHeader = []string{"subject", "metric", "unit", "replication", "value"}

// mostReplications bounds what reading a samples.csv may allocate.
const mostReplications = 1_000_000

// Samples writes samples.csv: a line for each value that a replication measured, metric
// after metric, in the fewest digits that read back as the same number. Replications that
// measured nothing have no line. A result without samples is an error.
func Samples(w io.Writer, r *stats.Result) error {
	if r.Samples == nil {
		return errors.New("the result has no values of its replications; samples.csv is missing beside it")
	}
	c := csv.NewWriter(w)
	if err := c.Write(samplesHeader); err != nil {
		return err
	}
	for _, m := range r.Samples.Metrics {
		for i, v := range m.Values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				continue
			}
			if err := c.Write([]string{m.Subject, m.Metric, m.Unit, strconv.Itoa(i), strconv.FormatFloat(v, 'g', -1, 64)}); err != nil {
				return err
			}
		}
	}
	c.Flush()
	return c.Error()
}

// ReadSamples reads a samples.csv of a run of so many replications. Metrics stand in the
// order of their first lines, with NaN where the file has no value. Errors tell the line;
// all bad lines are reported, not just the first.
func ReadSamples(rd io.Reader, replications int) (*stats.Samples, error) {
	if replications < 0 || replications > mostReplications {
		return nil, fmt.Errorf("samples.csv: %d replications; there are %d at most", replications, mostReplications)
	}
	c := csv.NewReader(rd)
	c.FieldsPerRecord = len(samplesHeader)
	c.ReuseRecord = true
	if header, err := c.Read(); err != nil || !slices.Equal(header, samplesHeader) {
		return nil, errors.Join(errors.New("samples.csv: the first line is not subject,metric,unit,replication,value"), err)
	}
	s := &stats.Samples{}
	var all []error
	bad := func(format string, args ...any) {
		line, _ := c.FieldPos(0)
		all = append(all, fmt.Errorf("samples.csv:%d: "+format, append([]any{line}, args...)...))
	}
	at := map[[2]string]int{}
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return s, errors.Join(all...)
		}
		if err != nil {
			return nil, fmt.Errorf("samples.csv: %w", err)
		}
		k, err := strconv.Atoi(record[3])
		if err != nil || k < 0 || k >= replications {
			bad("replication %q is not a number from 0 to %d", record[3], replications-1)
			continue
		}
		v, err := strconv.ParseFloat(record[4], 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			bad("value %q is not a finite number", record[4])
			continue
		}
		key := [2]string{record[0], record[1]}
		i, known := at[key]
		if !known {
			i = len(s.Metrics)
			at[key] = i
			s.Metrics = append(s.Metrics, stats.Sample{Subject: key[0], Metric: key[1], Unit: record[2], Values: unmeasured(replications)})
		}
		switch values := s.Metrics[i].Values; {
		case s.Metrics[i].Unit != record[2]:
			bad("the unit of %s %s is %q here and %q above", key[0], key[1], record[2], s.Metrics[i].Unit)
		case !math.IsNaN(values[k]):
			bad("a second value of %s %s in replication %d", key[0], key[1], k)
		default:
			values[k] = v
		}
	}
}
