package reports

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"headroom/sim/stats"
)

func TestCSVReadsBack(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name   string
		series *stats.Series
	}{
		{"the shop", sample().Series},
		{"windows whose starts are not exact", &stats.Series{Width: 0.1, Times: []float64{0, 0.1, 0.2, 0.1 * float64(3)}, Columns: []stats.Column{
			{Subject: "total", Metric: "rate", Values: []float64{1e-300, 1.0 / 3, math.MaxFloat64, -0.5}},
		}}},
		{"columns that begin late and have gaps", &stats.Series{Width: 5, Times: []float64{0, 5, 10}, Columns: []stats.Column{
			{Subject: "component/b", Metric: "lag", Values: []float64{nan, nan, 3}},
			{Subject: "component/a", Metric: "lag", Values: []float64{1, nan, 3}},
			{Subject: "total", Metric: "rate", Values: []float64{0, 0, 0}},
		}}},
		{"a subject with commas and quotes", &stats.Series{Width: 5, Times: []float64{0, 5}, Columns: []stats.Column{
			{Subject: `a,"b"`, Metric: "rate", Values: []float64{1, 2}},
		}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := written(t, CSV, &stats.Result{Series: tt.series}, Options{})
			got, err := ReadCSV(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			sameSeries(t, got, tt.series)
		})
	}
}

// sameSeries compares two series bit by bit, but takes any NaN for any other.
func sameSeries(t *testing.T, got, want *stats.Series) {
	t.Helper()
	same := func(a, b []float64) bool {
		if len(a) != len(b) {
			return false
		}
		for i := range a {
			if a[i] != b[i] && !(math.IsNaN(a[i]) && math.IsNaN(b[i])) {
				return false
			}
		}
		return true
	}
	if got.Width != want.Width || !same(got.Times, want.Times) || len(got.Columns) != len(want.Columns) {
		t.Fatalf("got width %v, %d windows, %d columns; want %v, %d, %d", got.Width, len(got.Times), len(got.Columns), want.Width, len(want.Times), len(want.Columns))
	}
	for i, w := range want.Columns {
		if g := got.Columns[i]; g.Subject != w.Subject || g.Metric != w.Metric || !same(g.Values, w.Values) {
			t.Errorf("column %d: got %s %s, want %s %s with the same values", i, g.Subject, g.Metric, w.Subject, w.Metric)
		}
	}
}

func TestReadCSVTellsWhatIsWrong(t *testing.T) {
	const head = "time_s,subject,metric,value\n"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"an empty file", "", []string{"first line"}},
		{"another table", "a,b,c,d\n", []string{"first line"}},
		{"all bad numbers", head + "0,t,rate,x\n-1,t,rate,1\n10,t,rate,NaN\n", []string{`series.csv:2: value "x"`, `series.csv:3: time_s "-1"`, `series.csv:4: value "NaN"`}},
		{"a line that is short", head + "0,t,rate\n", []string{"line 2"}},
		{"a time between windows", head + "0,t,rate,1\n10,t,rate,1\n25,t,rate,1\n", []string{"series.csv:4: time_s 25 is not the start"}},
		{"a value twice", head + "0,t,rate,1\n0,t,rate,2\n", []string{"series.csv:3: a second value"}},
		{"windows without end", head + "0,t,rate,1\n1e-9,t,rate,1\n1e9,t,rate,1\n", []string{"more than"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ReadCSV(strings.NewReader(tt.text))
			if err == nil {
				t.Fatal("got no error")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got %q, want %q in it", err, want)
				}
			}
		})
	}
	s, err := ReadCSV(strings.NewReader(head))
	if err != nil || len(s.Columns) > 0 {
		t.Errorf("a header alone: got %v, %v, want no columns", s, err)
	}
}
