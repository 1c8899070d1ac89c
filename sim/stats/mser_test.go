package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"headroom/sim/stats"
)

func TestMSER5(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	series := func(n int, at func(i int) float64) []float64 {
		s := make([]float64, n)
		for i := range s {
			s[i] = at(i)
		}
		return s
	}
	// 1, -1, 1 ... by groups of five, so that their means vary.
	ripple := func(i int) float64 { return float64(1 - i/5%2*2) }
	for _, c := range []struct {
		name    string
		series  []float64
		cut     int
		settled bool
	}{
		{"a level from the start needs no cut", series(100, func(int) float64 { return 7 }), 0, true},
		{"a step at 30 is cut there", series(200, func(i int) float64 { return ripple(i) + float64(min(i/30, 1)*50) }), 30, true},
		{"a step at 33 is cut at the next multiple of 5", series(200, func(i int) float64 { return ripple(i) + float64(min(i/33, 1)*50) }), 35, true},
		{"a step at half is the last that can be cut", series(200, func(i int) float64 { return ripple(i) + float64(i/100*50) }), 100, true},
		{"a step beyond half is no steady state", series(200, func(i int) float64 { return ripple(i) + float64(min(i/120, 1)*50) }), 0, false},
		{"what drifts to the end is no steady state, and is cut in the middle", series(200, func(i int) float64 { return float64(i) }), 100, false},
		{"fewer than 50 observations are too few", series(49, func(int) float64 { return 7 }), 0, false},
		{"50 are enough", series(50, func(int) float64 { return 7 }), 0, true},
		{"the rest after the last five is not looked at", series(104, func(i int) float64 { return ripple(i) + float64(i/100*1000) }), 0, true},
		{"gaps are left out", series(200, func(i int) float64 {
			if i%5 == 1 || i < 20 {
				return nan
			}
			return ripple(i) + float64(min(i/60, 1)*50)
		}), 60, true},
		{"nothing measured is no steady state", series(200, func(int) float64 { return nan }), 0, false},
		{"nothing at all", nil, 0, false},
	} {
		if cut, settled := stats.MSER5(c.series); cut != c.cut || settled != c.settled {
			t.Errorf("%s: MSER5 = %v, %v, want %v, %v", c.name, cut, settled, c.cut, c.settled)
		}
	}
}

// TestMSER5TakesAwayTheBias: waits of a queue with load 0.8 that starts empty, in windows
// of 20 customers. The mean of the first 2,000 customers is too low; what is left after
// the cut is closer to load / (1 - load) = 4.
func TestMSER5TakesAwayTheBias(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(41, 42))
	var runs [][]float64
	for range 100 {
		w := emptyWaits(r, 4000, 0.8)
		windows := make([]float64, 200)
		for i := range windows {
			windows[i] = meanOf(w[20*i : 20*i+20])
		}
		runs = append(runs, windows)
	}
	mean := stats.MeanSeries(runs...)
	cut, settled := stats.MSER5(mean)
	all, kept := meanOf(mean), meanOf(mean[cut:])
	t.Logf("mean of all %.3f, after a cut of %d windows %.3f", all, cut, kept)
	if !settled || cut == 0 || math.Abs(kept-4) > math.Abs(all-4) {
		t.Errorf("mean after a cut of %d = %v (settled: %v), want closer to 4 than %v", cut, kept, settled, all)
	}
}

// TestMSER5FindsTheEndOfADecay: noise on 30 e^(-t/20). After 70 observations the decay is
// within the noise. In about 1 of 200 the noise at the very end happens to look calmest.
func TestMSER5FindsTheEndOfADecay(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(43, 44))
	var cuts []float64
	missed := 0
	for range 200 {
		s := make([]float64, 600)
		for i := range s {
			s[i] = 30*math.Exp(-float64(i)/20) + r.NormFloat64()
		}
		cut, settled := stats.MSER5(s)
		if !settled {
			missed++
			continue
		}
		cuts = append(cuts, float64(cut))
	}
	if missed > 5 {
		t.Errorf("decays that end, and no steady state was found = %d of 200, want 5 at most", missed)
	}
	if got := meanOf(cuts); got < 50 || got > 120 {
		t.Errorf("mean cut = %v, want 50 to 120", got)
	}
	if least := slices.Min(cuts); least < 40 {
		t.Errorf("least cut = %v, where the decay is still at 4 standard deviations", least)
	}
}

func TestMeanSeries(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	got := stats.MeanSeries([]float64{1, 2, nan, nan}, []float64{3, nan, nan}, []float64{5})
	want := []float64{3, 2, nan, nan}
	if len(got) != len(want) {
		t.Fatalf("MeanSeries = %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] && !(math.IsNaN(got[i]) && math.IsNaN(want[i])) {
			t.Errorf("point %d of MeanSeries = %v, want %v", i, got[i], want[i])
		}
	}
}

func meanOf(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
