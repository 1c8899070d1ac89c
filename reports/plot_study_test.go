package reports

import (
	"bytes"
	"image/png"
	"slices"
	"strings"
	"testing"

	"headroom/internal/golden"
	"headroom/sim/stats"
)

func TestStudiesHaveTheirPlots(t *testing.T) {
	samples := studySamples()
	for _, tt := range []struct {
		of   string
		want []string
		keep []string // compared byte for byte
	}{
		{"sweep", []string{"sweep-p99", "sweep-success", "sweep-cost", "sweep-utilization", "against-checkout.p99", "against-checkout.success", "against-cost"},
			[]string{"sweep-p99", "against-checkout.p99"}},
		{"grid", []string{"heat-checkout.p99", "heat-checkout.success", "heat-cost", "heat-browse.p99", "heat-checkout.utilization", "heat-orders-db.utilization"},
			[]string{"heat-checkout.p99"}},
		{"surface", []string{"surface-checkout.p99", "surface-checkout.success", "surface-cost", "surface-browse.p99", "surface-checkout.utilization", "surface-orders-db.utilization"}, nil},
		{"slices", []string{"slices-checkout.p99", "slices-checkout.success", "slices-cost", "slices-browse.p99", "slices-checkout.utilization", "slices-orders-db.utilization"}, nil},
		{"find", []string{"find-fast", "sweep-p99", "sweep-success", "sweep-cost", "sweep-utilization"}, []string{"find-fast"}},
		{"minimise", []string{"front", "heat-cost", "heat-checkout.p99", "heat-checkout.success", "heat-browse.p99", "heat-checkout.utilization"}, []string{"front"}},
		{"morris", []string{"tornado", "screening", "slices-checkout.p99"}, []string{"tornado", "screening"}},
		{"sobol", []string{"tornado", "variance", "slices-checkout.p99"}, []string{"variance"}},
		{"cliff", []string{"cliff", "recovery"}, []string{"cliff"}},
	} {
		t.Run(tt.of, func(t *testing.T) {
			files, err := StudyPlots(samples[tt.of], Options{})
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, f := range files {
				name := strings.TrimSuffix(strings.TrimPrefix(f.Name, "plots/"), ".svg")
				names = append(names, name)
				if slices.Contains(tt.keep, name) {
					golden.Check(t, "testdata/light/studies/"+name+".svg", f.Data)
				}
			}
			if !slices.Equal(names, tt.want) {
				t.Errorf("plots are %v, want %v", names, tt.want)
			}
			again, err := StudyPlots(studySamples()[tt.of], Options{})
			if err != nil {
				t.Fatal(err)
			}
			for i := range files {
				if !bytes.Equal(files[i].Data, again[i].Data) {
					t.Errorf("%s differs between two drawings of the same study", files[i].Name)
				}
			}
		})
	}
}

func TestPlotsOfStudiesThatAreHardToShow(t *testing.T) {
	for name, s := range uglySamples() {
		files, err := StudyPlots(s, Options{Theme: "dark"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, f := range files {
			if bytes.Contains(f.Data, []byte("NaN")) || bytes.Contains(f.Data, []byte("Inf")) {
				t.Errorf("%s: %s has a place that is not a number", name, f.Name)
			}
			if n := len(f.Data); n > 600<<10 {
				t.Errorf("%s: %s has %d bytes, want at most 600 KiB", name, f.Name, n)
			}
		}
		if name == "nothing" && len(files) > 0 {
			t.Errorf("a study of nothing has %d plots", len(files))
		}
	}
}

func TestStudyPlotsAsPNG(t *testing.T) {
	files, err := StudyPNG(cliffSample(), Options{})
	if err != nil || len(files) != 2 || files[0].Name != "plots/cliff.png" {
		t.Fatalf("got %d files, error %v", len(files), err)
	}
	if _, err := png.Decode(bytes.NewReader(files[0].Data)); err != nil {
		t.Error(err)
	}
}

func TestWhatIsMissingHasNoPlot(t *testing.T) {
	for _, tt := range []struct {
		name string
		of   func() *stats.Study
		gone string
	}{
		{"a cliff over names has no map", func() *stats.Study {
			s := cliffSample()
			s.Cliff.Cells[0].Load.Number = nil
			return s
		}, "cliff"},
		{"an optimum against itself has no front", func() *stats.Study {
			s := minimiseSample()
			s.Optimum.Against = "cost per_month"
			return s
		}, "front"},
		{"a search without objectives has no plot of them", func() *stats.Study {
			s := findSample()
			for i := range s.Points {
				s.Points[i].Objectives = nil
			}
			return s
		}, "find"},
		{"settings that were not played alone have no tornado", func() *stats.Study {
			s := morrisSample()
			for i := range s.Sensitivity {
				s.Sensitivity[i].Low = nil
			}
			return s
		}, "tornado"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, d := range studyDrawings(tt.of()) {
				if strings.HasPrefix(d.name, tt.gone) {
					t.Errorf("there is a plot %s", d.name)
				}
			}
		})
	}
}
