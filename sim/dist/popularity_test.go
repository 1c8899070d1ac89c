package dist_test

import (
	"math"
	"testing"

	"headroom/sim"
	"headroom/sim/dist"
)

func popularity(t testing.TB, text string) dist.Popularity {
	t.Helper()
	var p dist.Popularity
	if err := p.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestHotKeyShares compares with generalised harmonic numbers computed as differences
// of the Hurwitz zeta function, printed to ten digits.
func TestHotKeyShares(t *testing.T) {
	tests := []struct {
		text                                      string
		items                                     int64
		zeta, top1, top10, top1percent, top10Prct float64
	}{
		{"zipf(s=0.99)", 1e6, 15.39184975, 0.06496944919, 0.1920566771, 0.6642711323, 0.8302015855},
		{"zipf(s=0.99)", 1e8, 20.80293049, 0.04807015052, 0.1421005333, 0.7398885341, 0.868447},
		{"zipf(s=0.8)", 1e6, 74.80712913, 0.01336770989, 0.04765744302, 0.3624072277, 0.6090664368},
	}
	for _, tt := range tests {
		r := popularity(t, tt.text).Over(tt.items)
		near(t, tt.text+" normaliser", 1/r.Probability(0)/tt.zeta, 1, 1e-9)
		near(t, tt.text+" hottest key", r.Probability(0), tt.top1, 1e-9)
		near(t, tt.text+" ten hottest keys", r.Share(10), tt.top10, 1e-9)
		near(t, tt.text+" hottest 1%", r.Share(tt.items/100), tt.top1percent, 1e-9)
		near(t, tt.text+" hottest 10%", r.Share(tt.items/10), tt.top10Prct, 1e-9)

		s := sim.NewStream(uint64(tt.items))
		limits := []int64{1, 10, tt.items / 100, tt.items / 10}
		counts := make([]int, len(limits))
		for range draws {
			rank := r.Rank(&s)
			if rank < 0 || rank >= tt.items {
				t.Fatalf("rank %d of %d items", rank, tt.items)
			}
			for i, top := range limits {
				if rank < top {
					counts[i]++
				}
			}
		}
		for i, top := range limits {
			want := r.Share(top)
			got := float64(counts[i]) / draws
			if limit := wide * math.Sqrt(want*(1-want)/draws); math.Abs(got-want) > limit {
				t.Errorf("%s over %d: share of the top %d is %v, want %v +/- %v", tt.text, tt.items, top, got, want, limit)
			}
		}
	}
}

func TestRanksHaveTheirProbabilities(t *testing.T) {
	for _, text := range []string{"uniform", "zipf(s=0.1)", "zipf(s=0.9)", "zipf(s=0.9999999)", "zipf(s=1)", "zipf(s=1.0001)", "zipf(s=2)", "zipf(s=6)"} {
		for _, items := range []int64{1, 2, 3, 40} {
			r := popularity(t, text).Over(items)
			counts := make([]int, items)
			s := sim.NewStream(sim.Hash(text))
			for range draws {
				counts[r.Rank(&s)]++
			}
			var sum float64
			for rank := range items {
				p := r.Probability(rank)
				sum += p
				got := float64(counts[rank]) / draws
				if limit := wide*math.Sqrt(p*(1-p)/draws) + 3.0/draws; math.Abs(got-p) > limit {
					t.Errorf("%s over %d: rank %d has share %v, want %v +/- %v", text, items, rank, got, p, limit)
				}
			}
			near(t, text+": sum of all probabilities", sum, 1, 1e-12)
			near(t, text+": probability past the last", r.Probability(items), 0, 0)
			near(t, text+": share of all", r.Share(items), 1, 0)
		}
	}
}

func TestRanksOfAThousandMillionItems(t *testing.T) {
	for _, text := range []string{"uniform", "zipf(s=0.6)", "zipf(s=1)", "zipf(s=1.1)", "zipf(s=20)"} {
		r := popularity(t, text).Over(1e9)
		s := sim.NewStream(1)
		half, want := 0, r.Share(1e5)
		for range draws {
			rank := r.Rank(&s)
			if rank < 0 || rank >= 1e9 {
				t.Fatalf("%s: rank %d", text, rank)
			}
			if rank < 1e5 {
				half++
			}
		}
		got := float64(half) / draws
		if limit := wide * math.Sqrt(want*(1-want)/draws); math.Abs(got-want) > limit+1e-12 {
			t.Errorf("%s: share of the top 100,000 is %v, want %v +/- %v", text, got, want, limit)
		}
	}
}

func TestPopularityText(t *testing.T) {
	for _, text := range []string{"uniform", "zipf(s=0.9)", "zipf(s=1)"} {
		p := popularity(t, text)
		if got := p.String(); got != text || !p.Set() {
			t.Errorf("%q is written as %q, set %v", text, got, p.Set())
		}
	}
	var unset dist.Popularity
	r := unset.Over(4)
	if unset.Set() || unset.String() != "" || r.Probability(3) != 0.25 {
		t.Errorf("the zero value is set %v, written %q, with probability %v; want not set, spread evenly", unset.Set(), unset.String(), r.Probability(3))
	}
	tests := []struct{ name, text, want string }{
		{"a word", "hot", `"hot" is not a popularity; write zipf(s=0.9) or uniform`},
		{"no exponent", "zipf()", `zipf: s is missing; write zipf(s=0.9)`},
		{"no name", "zipf(0.9)", `zipf: 0.9 has no name; write zipf(s=0.9)`},
		{"an exponent of 0", "zipf(s=0)", `zipf: s 0 is not a number from 0.001 to 20`},
		{"the number of items", "zipf(s=0.9 items=3M)", `"zipf(s=0.9 items=3M)": the number of items belongs to the key space; write zipf(s=0.9) alone`},
	}
	for _, tt := range tests {
		var p dist.Popularity
		err := p.UnmarshalText([]byte(tt.text))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: UnmarshalText(%q) = %v, want %s", tt.name, tt.text, err, tt.want)
		}
	}
}

func TestExamplesOfTheSchemaAreValid(t *testing.T) {
	type field interface {
		UnmarshalText([]byte) error
		SchemaText() (string, []string)
	}
	for _, f := range []field{new(dist.Duration), new(dist.Size), new(dist.Count), new(dist.Popularity)} {
		description, list := f.SchemaText()
		if description == "" || len(list) == 0 {
			t.Errorf("%T has no description or no examples", f)
		}
		for _, text := range list {
			if err := f.UnmarshalText([]byte(text)); err != nil {
				t.Errorf("%T: example %q: %v", f, text, err)
			}
		}
	}
}
