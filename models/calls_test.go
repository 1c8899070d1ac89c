package models

import (
	"slices"
	"testing"
)

func TestCallsOfAProgram(t *testing.T) {
	often := step(func(s *Step) { s.Call, s.Each, s.Chance = "db.read", count("3"), 0.5 })
	mostly := step(func(s *Step) {
		s.Call, s.OnMiss, s.OnError = "c.get", steps(calling("db.read")), steps(calling("spare"))
	})
	tests := []struct {
		name  string
		steps Program
		want  []string // targets and paths
		rates []float64
	}{
		{"work calls nobody", steps(work("5ms")), nil, nil},
		{"a target without operation means the one of the same name", steps(calling("other")), []string{"other.main [0].call"}, []float64{10}},
		{"each and chance multiply", steps(work("5ms"), often), []string{"db.read [1].call"}, []float64{15}},
		{"a publication is a call", steps(publishing("q")), []string{"q.publish [0].publish"}, []float64{10}},
		{"everything misses and nothing fails", steps(mostly),
			[]string{"c.get [0].call", "db.read [0].on_miss[0].call", "spare.main [0].on_error[0].call"}, []float64{10, 10, 0}},
		{"choices have their shares", steps(choose(Choice{Share: 0.8}, Choice{Share: 0.2, Steps: steps(calling("other"))})),
			[]string{"other.main [0].choose[1].steps[0].call"}, []float64{2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			var rates []float64
			programCalls(tt.steps, "main", 10, "", func(o onward) {
				got, rates = append(got, o.to+" "+o.path), append(rates, o.rate)
			})
			if !slices.Equal(got, tt.want) || !slices.Equal(rates, tt.rates) {
				t.Errorf("got %q at %v, want %q at %v", got, rates, tt.want, tt.rates)
			}
		})
	}
}

func TestACircleAfterAFailureIsFound(t *testing.T) {
	back := step(func(s *Step) { s.Call, s.OnError = "b", steps(calling("a")) })
	problems := scene(1, poisson("a", 1), server("a", steps(calling("b"))), server("b", steps(back))).Validate()
	found := slices.ContainsFunc(problems, func(p Problem) bool { return p.Path == "services.b.operations.main[0].on_error[0].call" })
	if !found {
		t.Errorf("got %v, want a circle", problems)
	}
}
