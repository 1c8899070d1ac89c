package reports

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"headroom/sim/stats"
)

// replicated are samples of three replications, one of which lacks a value.
func replicated() *stats.Samples {
	return &stats.Samples{Metrics: []stats.Sample{
		{Subject: "operation/main", Metric: "success over 30s after 4m", Unit: "ratio", Values: []float64{1, 1.0 / 3, 1e-300}},
		{Subject: "component/cache", Metric: "hit_ratio.mean", Unit: "ratio", Values: []float64{math.NaN(), 0.5, 0}},
	}}
}

func TestSamplesReadBack(t *testing.T) {
	var b bytes.Buffer
	if err := Samples(&b, &stats.Result{Samples: replicated()}); err != nil {
		t.Fatal(err)
	}
	got, err := ReadSamples(bytes.NewReader(b.Bytes()), 3)
	if err != nil {
		t.Fatal(err)
	}
	sameSamples(t, got, replicated())
	if err := Samples(&b, &stats.Result{}); err == nil {
		t.Error("a result without samples was written")
	}
}

func sameSamples(t *testing.T, got, want *stats.Samples) {
	t.Helper()
	if got == nil || len(got.Metrics) != len(want.Metrics) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i, w := range want.Metrics {
		g := got.Metrics[i]
		same := slices.EqualFunc(g.Values, w.Values, func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) })
		if g.Subject != w.Subject || g.Metric != w.Metric || g.Unit != w.Unit || !same {
			t.Errorf("got %v, want %v", g, w)
		}
	}
}

func TestStoredSamplesAreLoaded(t *testing.T) {
	dir := t.TempDir()
	r := sample()
	r.Samples = replicated()
	r.Scenario.Replications = 3
	var b bytes.Buffer
	if err := Samples(&b, r); err != nil {
		t.Fatal(err)
	}
	if err := WriteFolder(dir, []File{{"result.json", written(t, JSON, r, Options{})}, {"samples.csv", b.Bytes()}}); err != nil {
		t.Fatal(err)
	}
	got, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	sameSamples(t, got.Samples, replicated())
	if err := os.WriteFile(filepath.Join(dir, "samples.csv"), []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), "samples.csv: the first line") {
		t.Errorf("got error %v, want one about the first line", err)
	}
}

func TestReadSamplesTellsWhatIsWrong(t *testing.T) {
	const head = "subject,metric,unit,replication,value\n"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"an empty file", "", []string{"first line"}},
		{"another table", "a,b,c,d,e\n", []string{"first line"}},
		{"all bad lines", head + "a,b,s,3,1\na,b,s,-1,1\na,b,s,0,NaN\na,b,s,1,x\n",
			[]string{`samples.csv:2: replication "3" is not a number from 0 to 2`, `samples.csv:3: replication "-1"`, `samples.csv:4: value "NaN"`, `samples.csv:5: value "x"`}},
		{"a line that is short", head + "a,b,s,0\n", []string{"line 2"}},
		{"a value twice", head + "a,b,s,0,1\na,b,s,0,1\n", []string{"samples.csv:3: a second value of a b in replication 0"}},
		{"two units", head + "a,b,s,0,1\na,b,ratio,1,1\n", []string{`samples.csv:3: the unit of a b is "ratio" here and "s" above`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ReadSamples(strings.NewReader(tt.text), 3)
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
	if _, err := ReadSamples(strings.NewReader(head), 1<<40); err == nil {
		t.Error("got no error for more replications than memory")
	}
}
