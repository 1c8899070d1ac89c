package balance_test

import (
	"math"
	"testing"
	"time"

	"headroom/models"
	"headroom/models/policy/balance"
	"headroom/models/policy/policytest"
	"headroom/models/variant"
	"headroom/sim"
)

// fleet is what a caller knows of n replicas that are all in rotation.
func fleet(n int) *balance.View {
	v := &balance.View{Outstanding: make([]int32, n), Generation: 1, Callee: 7}
	for i := range n {
		v.Candidates = append(v.Candidates, int32(i))
	}
	return v
}

// made is a rule with its defaults and a few changes.
func made[T any](edit func(*T)) *T {
	r := models.Defaults(new(T))
	if edit != nil {
		edit(r)
	}
	return r
}

// newPicker is a picker of a caller with a seed.
func newPicker(r balance.Rule, seed uint64) balance.Picker {
	s := sim.NewStream(seed)
	return r.New(&s)
}

// letters makes picks and writes replicas as letters.
func letters(p balance.Picker, v *balance.View, picks int) string {
	s := sim.NewStream(3)
	var text []byte
	for range picks {
		text = append(text, 'a'+byte(p.Pick(v, &s)))
	}
	return string(text)
}

// shares makes many picks with keys of their own and returns the share of each replica.
func shares(p balance.Picker, v *balance.View, picks int) []float64 {
	s := sim.NewStream(11)
	got := make([]float64, len(v.Outstanding))
	for i := range picks {
		v.Key = sim.Mix(1, uint64(i))
		got[p.Pick(v, &s)] += 1 / float64(picks)
	}
	return got
}

// sameShares compares shares of many picks.
func sameShares(t *testing.T, name string, got, want []float64, tolerance float64) {
	t.Helper()
	for i := range want {
		if math.Abs(got[i]-want[i]) > tolerance {
			t.Errorf("%s: shares %.4f, want %.4f", name, got, want)
			return
		}
	}
}

func forms() []variant.Form {
	_, table := (&balance.Spec{}).Variants()
	return table
}

func TestForms(t *testing.T) { policytest.Forms(t, forms(), nil) }

func TestTheZeroSpecIsRoundRobin(t *testing.T) {
	s := sim.NewStream(5)
	p := balance.Spec{}.New(&s)
	if got, want := letters(p, fleet(3), 6), letters(newPicker(&balance.RoundRobin{}, 5), fleet(3), 6); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestOneCandidateIsAlwaysIt(t *testing.T) {
	for _, f := range forms() {
		rule := f.New()
		models.FillDefaults(rule)
		p := newPicker(rule.(balance.Rule), 5)
		v := fleet(4)
		v.Candidates = []int32{2}
		s := sim.NewStream(1)
		for range 5 {
			v.Key++
			if got := p.Pick(v, &s); got != 2 {
				t.Errorf("%s: Pick = %d, want 2", f.Name, got)
			}
		}
	}
}

// TestPicksAreCandidates: whatever changes, no rule picks a replica that is not in
// rotation, be the changes counted or not.
func TestPicksAreCandidates(t *testing.T) {
	for _, f := range forms() {
		for _, counted := range []bool{false, true} {
			rule := f.New()
			models.FillDefaults(rule)
			if m, ok := rule.(*balance.Maglev); ok {
				m.TableSize = 101
			}
			p := newPicker(rule.(balance.Rule), 5)
			v := fleet(12)
			all := v.Candidates
			v.Generation = 0
			s := sim.NewStream(1)
			for round := range 40 {
				in := map[int32]bool{}
				v.Candidates = nil
				for _, r := range all {
					if s.IntN(3) > 0 || r == int32(round%12) {
						v.Candidates = append(v.Candidates, r)
						in[r] = true
					}
				}
				if counted {
					v.Generation++
				}
				for range 10 {
					v.Key++
					v.Now += 1e9
					r := p.Pick(v, &s)
					if !in[r] {
						t.Fatalf("%s: Pick = %d of candidates %v (changes counted: %v)", f.Name, r, v.Candidates, counted)
					}
					if o, ok := p.(balance.Observer); ok {
						o.Sent(v.Now, r)
						o.Answered(v.Now, r, time.Second, true)
					}
				}
			}
		}
	}
}

func TestPickAllocatesNothing(t *testing.T) {
	for _, f := range forms() {
		rule := f.New()
		models.FillDefaults(rule)
		p := newPicker(rule.(balance.Rule), 5)
		o, learns := p.(balance.Observer)
		v := fleet(10)
		v.Zone, v.ZoneCallers = []int32{0, 0, 0, 1, 1, 1, 2, 2, 2, 2}, []int32{5, 3, 2}
		v.Priority = []int32{0, 0, 0, 0, 0, 1, 1, 1, 1, 1}
		v.Weight = []float64{1, 2, 1, 1, 1, 1, 1, 1, 1, 0.5}
		s := sim.NewStream(1)
		pick := func() {
			v.Key++
			v.Now += 1e6
			r := p.Pick(v, &s)
			v.Outstanding[r]++
			if learns {
				o.Sent(v.Now, r)
				o.Answered(v.Now, r, time.Millisecond, true)
			}
		}
		for range 1000 {
			pick()
		}
		if got := testing.AllocsPerRun(200, pick); got != 0 {
			t.Errorf("%s: %v allocations a pick, want 0", f.Name, got)
		}
		v.Generation = 0
		if got := testing.AllocsPerRun(200, pick); got != 0 {
			t.Errorf("%s: %v allocations a pick when changes are not counted, want 0", f.Name, got)
		}
	}
}

func TestErrorsOfRulesInside(t *testing.T) {
	rule := &balance.Subset{Size: 0, Of: balance.Spec{Rule: &balance.PerConnection{Connections: 1, Of: balance.Spec{Rule: &balance.Maglev{TableSize: 4}}}}}
	policytest.Errors(t, "subset", rule.Validate(), []string{
		"of.of.table_size: 4 is not a prime; write for example 65537",
		"size: 0 is below 1",
	})
}

func BenchmarkPick(b *testing.B) {
	for _, f := range forms() {
		b.Run(f.Name, func(b *testing.B) {
			rule := f.New()
			models.FillDefaults(rule)
			p := newPicker(rule.(balance.Rule), 5)
			v := fleet(100)
			s := sim.NewStream(1)
			p.Pick(v, &s)
			b.ReportAllocs()
			for b.Loop() {
				v.Key++
				p.Pick(v, &s)
			}
		})
	}
}
