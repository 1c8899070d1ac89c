package reports

import (
	"fmt"
	"strings"
	"testing"

	"headroom/sim/stats"
)

func TestAnnotationsEscape(t *testing.T) {
	r := &stats.Result{Objectives: []stats.Objective{{
		Name: "a,b:c", Objective: "x > 5%\n::error::no", Verdict: stats.Fail, At: `C:\shop, new.yaml:3:7`,
	}}}
	got := string(written(t, GitHub, r, Options{}))
	want := `::error file=C%3A\shop%2C new.yaml,line=3,col=7,title=a%2Cb%3Ac::fail: x > 5%25%0A::error::no, measured nothing` + "\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnnotationsAreCut(t *testing.T) {
	r := &stats.Result{}
	for i := range 12 {
		r.Objectives = append(r.Objectives,
			stats.Objective{Name: fmt.Sprint("e", i), Verdict: stats.Fail, Severity: "error"},
			stats.Objective{Name: fmt.Sprint("w", i), Verdict: stats.Fail, Severity: "warning"})
	}
	got := string(written(t, GitHub, r, Options{}))
	for _, level := range []string{"error", "warning"} {
		if n := strings.Count(got, "::"+level); n != mostAnnotations {
			t.Errorf("got %d annotations of level %s, want %d", n, level, mostAnnotations)
		}
		if want := "::" + level + "::3 more objectives"; !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}
