package whatif

import (
	"math"
	"testing"

	"headroom/models"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// afterFault is a run of 100 windows of a second. A fault ends at 40 s; the operation
// answers 100/s, and fails as fails says.
func afterFault(fails func(second int) float64, latency func(second int) float64) *stats.Series {
	s := &stats.Series{Width: 1}
	var ok, failed, p99 []float64
	for i := range 100 {
		s.Times = append(s.Times, float64(i))
		f := fails(i)
		ok, failed, p99 = append(ok, 100-f), append(failed, f), append(p99, latency(i))
	}
	for metric, values := range map[string][]float64{"ok": ok, "failed": failed, "p99": p99} {
		s.Columns = append(s.Columns, stats.Column{Subject: "operation/main", Metric: metric, Values: values})
	}
	return s
}

func TestRecovery(t *testing.T) {
	fault := models.Fault{At: unit.Duration(30e9), For: unit.Duration(10e9), Slow: "api", By: 2}
	success := stats.Objective{Objective: "main.success >= 99%", Metric: "main.success", Op: ">=", Bound: 0.99, Unit: "ratio", Severity: "error"}
	over := success
	over.Objective = "main.success >= 99% over 2s after 50s"
	quick := stats.Objective{Objective: "main.p99 < 1s", Metric: "main.p99", Op: "<", Bound: 1, Unit: "s", Severity: "error"}
	warning := quick
	warning.Severity = "warning"
	calm := func(int) float64 { return 0.1 }
	until := func(end int, bad, good float64) func(int) float64 {
		return func(i int) float64 {
			if i >= 30 && i < end {
				return bad
			}
			return good
		}
	}
	none := until(0, 0, 0)
	for _, c := range []struct {
		name       string
		faults     []models.Fault
		objectives []stats.Objective
		fails      func(int) float64
		latency    func(int) float64
		want       float64 // NaN for none
	}{
		{"it was back when the fault ended", []models.Fault{fault}, []stats.Objective{success}, until(40, 50, 0), calm, 0},
		{"failures go on for 15 s", []models.Fault{fault}, []stats.Objective{success}, until(55, 50, 0), calm, 15},
		{"the objective looks at 2 s at a time", []models.Fault{fault}, []stats.Objective{over}, until(53, 50, 0), calm, 13},
		{"it never comes back", []models.Fault{fault}, []stats.Objective{success}, until(100, 50, 0), calm, math.NaN()},
		{"the slowest objective counts", []models.Fault{fault}, []stats.Objective{success, quick}, until(45, 50, 0), until(60, 3, 0.1), 20},
		{"a warning does not", []models.Fault{fault}, []stats.Objective{success, warning}, until(45, 50, 0), until(60, 3, 0.1), 5},
		{"no answer is no latency", []models.Fault{fault}, []stats.Objective{quick}, until(50, 100, 0), until(50, math.NaN(), 0.1), 10},
		{"nothing goes wrong", nil, []stats.Objective{success}, none, calm, math.NaN()},
		{"no objective tells", []models.Fault{fault}, nil, none, calm, math.NaN()},
		{"the fault does not end", []models.Fault{{At: fault.At, Down: "api"}}, []stats.Objective{success}, none, calm, math.NaN()},
		{"a flush is over at once", []models.Fault{{At: fault.At, Flush: "cache"}}, []stats.Objective{success}, until(45, 50, 0), calm, 15},
	} {
		sys := &models.System{Faults: c.faults}
		sys.Run.Duration = unit.Duration(100e9)
		got := recovery(sys, &stats.Result{Series: afterFault(c.fails, c.latency), Objectives: c.objectives})
		switch {
		case got == nil && math.IsNaN(c.want):
		case got == nil || *got != c.want:
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestASpikeEndsToo(t *testing.T) {
	sys := &models.System{}
	sys.Run.Duration = unit.Duration(100e9)
	sys.Components = []models.Component{{Name: "users", Spec: &models.Traffic{Rate: models.Shape{Law: &models.Spike{At: unit.Duration(20e9), Rise: unit.Duration(5e9), Hold: unit.Duration(5e9)}}}}}
	if end, ok := troubleEnd(sys); !ok || end != 30 {
		t.Errorf("got %v, %v, want 30 s", end, ok)
	}
}
