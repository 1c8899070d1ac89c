package models

import (
	"strings"
	"testing"

	"headroom/models/policy"
	"headroom/models/policy/retry"
)

func TestRetriesInSeveralLayersMultiply(t *testing.T) {
	trying := func(target string, retries int, budget bool) Step {
		return with(calling(target), func(s *Step) {
			s.Policy.Retries, s.Policy.Timeout = retries, seconds(1)
			if budget {
				s.Policy.RetryBudget.Rule = Defaults(&retry.Ratio{})
			}
		})
	}
	for _, c := range []struct {
		what    string
		clients int // their retries
		a, b    Step
		want    string
		at      string
	}{
		{"three layers of three attempts", 2, trying("b", 2, false), trying("c", 2, false),
			"tries it 27 times (3 at traffic.users x 3 at services.a.operations.main[0] x 3 at services.b.operations.main[0])", "services.b.operations.main[0].retries"},
		{"two layers of two attempts are few", 1, trying("b", 1, false), trying("c", 0, false), "", ""},
		{"one layer alone does not multiply", 0, trying("b", 19, false), trying("c", 0, false), "", ""},
		{"a budget bounds its layer", 2, trying("b", 2, true), trying("c", 2, false), "", ""},
	} {
		var got []Problem
		for _, p := range scene(1, evenly("a", 1, withPolicies(func(p *policy.Call) {
			p.Retries, p.Timeout = c.clients, seconds(1)
		})), server("a", steps(c.a)), server("b", steps(c.b)), probing("c", taking(0))).Validate() {
			if strings.Contains(p.Text, "tries it") {
				got = append(got, p)
			}
		}
		switch {
		case c.want == "" && len(got) > 0:
			t.Errorf("%s: warned %v, want nothing", c.what, got)
		case c.want != "" && (len(got) != 1 || !strings.Contains(got[0].Text, c.want) || got[0].Path != c.at || !got[0].Warning):
			t.Errorf("%s: got %v, want a warning at %s with %q", c.what, got, c.at, c.want)
		}
	}
}
