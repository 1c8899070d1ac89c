package stats_test

import (
	"encoding/binary"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"headroom/sim/stats"
)

// precision is the promised relative error of a quantile.
const precision = 0.004

var shapes = []struct {
	name string
	draw func(*rand.Rand) int64
}{
	{"exponential around 20 ms", func(r *rand.Rand) int64 { return int64(r.ExpFloat64() * 20e6) }},
	{"lognormal with a long tail", func(r *rand.Rand) int64 { return int64(math.Exp(2*r.NormFloat64()) * 1e6) }},
	{"uniform below 1 ms", func(r *rand.Rand) int64 { return r.Int64N(1e6) }},
	{"small whole numbers", func(r *rand.Rand) int64 { return r.Int64N(600) }},
	{"always 5 ms", func(*rand.Rand) int64 { return 5e6 }},
	{"always nothing", func(*rand.Rand) int64 { return 0 }},
	{"mostly nothing, else an hour", func(r *rand.Rand) int64 { return r.Int64N(20) / 19 * 3600e9 }},
	{"two modes far apart", func(r *rand.Rand) int64 { return 1e6 + r.Int64N(2)*(1e12+r.Int64N(100)) }},
	{"anything up to the largest", func(r *rand.Rand) int64 { return r.Int64N(math.MaxInt64) }},
}

func TestHistogramAgreesWithSortedSamples(t *testing.T) {
	t.Parallel()
	for _, s := range shapes {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, 2))
			for _, n := range []int{1, 2, 3, 100, 20000} {
				values := make([]int64, n)
				for i := range values {
					values[i] = s.draw(r)
				}
				checkHistogram(t, values)
			}
		})
	}
}

// checkHistogram compares a histogram of values with what follows from the values.
func checkHistogram(t *testing.T, values []int64) {
	t.Helper()
	h := record(values)
	slices.Sort(values)
	n := len(values)
	sum, squares := new(big.Int), new(big.Int)
	for _, v := range values {
		b := big.NewInt(v)
		sum.Add(sum, b)
		squares.Add(squares, b.Mul(b, b))
	}
	if got, want := h.Count(), uint64(n); got != want {
		t.Errorf("Count() = %v, want %v", got, want)
	}
	exact(t, "Min", h.Min(), float64(values[0])/1e9)
	exact(t, "Max", h.Max(), float64(values[n-1])/1e9)
	total := ratio(sum, big.NewInt(1e9))
	exact(t, "Sum", h.Sum(), total)
	exact(t, "Mean", h.Mean(), total/float64(n))
	exact(t, "SD", h.SD(), deviation(n, sum, squares))
	for k := 0; k <= 1000; k++ {
		rank := max((k*n+999)/1000, 1)
		got, want := h.Quantile(float64(k)/1000)*1e9, float64(values[rank-1])
		if math.Abs(got-want) > precision*want+1e-6 {
			t.Fatalf("Quantile(%v) of %d values = %v ns, want %v ns", float64(k)/1000, n, got, want)
		}
	}
	for k := range 50 {
		v := values[k*n/50]
		slack := v/250 + 1 // the precision
		low, high := above(values, v+min(slack, math.MaxInt64-v)), above(values, v-slack)
		if got := h.FractionAbove(v); got < low-1e-15 || got > high+1e-15 {
			t.Fatalf("FractionAbove(%v) of %d values = %v, want %v to %v", v, n, got, low, high)
		}
	}
	exact(t, "FractionAbove the largest", h.FractionAbove(values[n-1]), 0)
	exact(t, "FractionAbove less than the smallest", h.FractionAbove(values[0]-1), 1)
}

func record(values []int64) *stats.Histogram {
	h := new(stats.Histogram)
	for _, v := range values {
		h.Record(v)
	}
	return h
}

// exact demands 12 digits.
func exact(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !near(got, want, 1e-12) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func near(got, want, relative float64) bool {
	return got == want || math.Abs(got-want) <= relative*math.Abs(want)
}

func ratio(a, b *big.Int) float64 {
	f, _ := new(big.Rat).SetFrac(a, b).Float64()
	return f
}

func deviation(n int, sum, squares *big.Int) float64 {
	if n == 1 {
		return 0
	}
	count := big.NewInt(int64(n))
	d := new(big.Int).Mul(count, squares)
	d.Sub(d, new(big.Int).Mul(sum, sum))
	return math.Sqrt(ratio(d, count.Mul(count, big.NewInt(int64(n-1))))) / 1e9
}

// above returns the share of the sorted values beyond v.
func above(values []int64, v int64) float64 {
	if v < 0 {
		return 1
	}
	at, _ := slices.BinarySearchFunc(values, v, func(x, v int64) int {
		if x <= v {
			return -1
		}
		return 1
	})
	return float64(len(values)-at) / float64(len(values))
}

func TestHistogramMergedIsRecordedTogether(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	var together stats.Histogram
	parts := make([]stats.Histogram, len(shapes))
	for i, s := range shapes {
		for range 3000 {
			v := s.draw(r)
			together.Record(v)
			parts[i].Record(v)
		}
	}
	var forth, back stats.Histogram
	for i := range parts {
		forth.Merge(&parts[i])
		back.Merge(&parts[len(parts)-1-i])
	}
	forth.Merge(new(stats.Histogram))
	if !reflect.DeepEqual(&forth, &together) || !reflect.DeepEqual(&back, &together) {
		t.Errorf("merged parts differ from the whole")
	}
}

func TestHistogramEmpty(t *testing.T) {
	t.Parallel()
	var h stats.Histogram
	check := func(when string) {
		t.Helper()
		if !h.Empty() || h.Count() != 0 || h.Sum() != 0 {
			t.Errorf("%s: Empty, Count, Sum = %v, %v, %v, want true, 0, 0", when, h.Empty(), h.Count(), h.Sum())
		}
		for i, got := range []float64{h.Mean(), h.SD(), h.Min(), h.Max(), h.Quantile(0.5), h.FractionAbove(1)} {
			if !math.IsNaN(got) {
				t.Errorf("%s: measure %d = %v, want NaN", when, i, got)
			}
		}
	}
	check("never used")
	h.Record(7e6)
	h.Record(9e6)
	if h.Empty() {
		t.Errorf("Empty() = true after two values")
	}
	h.Reset()
	check("reset")
	h.Record(3e6)
	exact(t, "Min after Reset", h.Min(), 0.003)
	exact(t, "Max after Reset", h.Max(), 0.003)
	exact(t, "Quantile after Reset", h.Quantile(0.5), 0.003)
	exact(t, "SD after Reset", h.SD(), 0)
}

func TestHistogramCountsBeyond32Bits(t *testing.T) {
	t.Parallel()
	var h, o stats.Histogram
	h.Fill(1000)
	h.Record(1001) // of the same bucket
	o.Fill(1000)
	h.Merge(&o)
	h.Merge(&h)
	h.Record(5000)
	if got, want := h.Count(), uint64(1<<34-1); got != want {
		t.Errorf("Count() = %d, want %d", got, want)
	}
	if got, want := h.FractionAbove(1001)*float64(1<<34-1), 1.0; !near(got, want, 1e-9) {
		t.Errorf("values above 1001 ns = %v, want %v", got, want)
	}
	if got := h.Quantile(0.9999999) * 1e9; got > 1002 {
		t.Errorf("Quantile(0.9999999) = %v ns, want at most 1002", got)
	}
	h.Reset()
	h.Record(1000)
	if got, want := h.FractionAbove(999), 1.0; got != want {
		t.Errorf("FractionAbove(999) after Reset = %v, want %v", got, want)
	}
}

func TestHistogramKeepsSmallDeviationOfLargeValues(t *testing.T) {
	t.Parallel()
	h := record([]int64{1e15 - 1, 1e15, 1e15 + 1})
	exact(t, "SD", h.SD(), 1e-9)
}

func TestHistogramRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		call func(h *stats.Histogram)
	}{
		{"a negative span", func(h *stats.Histogram) { h.Record(-1) }},
		{"a negative share", func(h *stats.Histogram) { h.Quantile(-0.1) }},
		{"a share beyond 1", func(h *stats.Histogram) { h.Quantile(1.1) }},
		{"a share that is no number", func(h *stats.Histogram) { h.Quantile(math.NaN()) }},
	} {
		panics(t, c.name, func() { c.call(record([]int64{1})) })
	}
}

func panics(t *testing.T, name string, call func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if recover() == nil {
			t.Errorf("%s did not panic", name)
		}
	}()
	call()
}

func TestHistogramDoesNotAllocateOnceWarm(t *testing.T) {
	h := record([]int64{1e6, 2e6, 3e6})
	if got := testing.AllocsPerRun(1000, func() { h.Record(2_000_001) }); got != 0 {
		t.Errorf("Record allocates %v times, want 0", got)
	}
	if got := testing.AllocsPerRun(100, func() { h.Quantile(0.99); h.FractionAbove(2e6) }); got != 0 {
		t.Errorf("Quantile and FractionAbove allocate %v times, want 0", got)
	}
}

func FuzzHistogram(f *testing.F) {
	f.Add([]byte("some sixteen byte"))
	f.Add([]byte{0, 0, 0, 0, 0, 0, 2, 0, 255, 255, 255, 255, 255, 255, 255, 255})
	f.Fuzz(func(t *testing.T, data []byte) {
		var values []int64
		for ; len(data) >= 8; data = data[8:] {
			word := binary.BigEndian.Uint64(data)
			values = append(values, int64(word>>1>>(word&63)))
		}
		if len(values) > 0 {
			checkHistogram(t, values)
		}
	})
}

func BenchmarkHistogramRecord(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	values := make([]int64, 1<<12)
	for i := range values {
		values[i] = shapes[0].draw(r)
	}
	h := record(values)
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		h.Record(values[i&(len(values)-1)])
	}
}

func BenchmarkHistogramQuantile(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	var h stats.Histogram
	for range 1 << 16 {
		h.Record(shapes[0].draw(r))
	}
	for b.Loop() {
		h.Quantile(0.99)
	}
}

func TestHistogramTakesManyAsOneByOne(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	for _, longest := range []int64{1, 400, 1e6, 1 << 29, 1 << 62} {
		var many, other, each stats.Histogram
		for range 50 {
			spans := make([]int64, r.IntN(200))
			for i := range spans {
				spans[i] = r.Int64N(longest)
				each.Record(spans[i])
			}
			zeros := r.IntN(3)
			for range zeros {
				each.Record(0)
			}
			stats.RecordAll(spans, &many, &other)
			many.RecordZeros(uint64(zeros))
			other.RecordZeros(uint64(zeros))
		}
		if !reflect.DeepEqual(&many, &each) || !reflect.DeepEqual(&other, &each) {
			t.Errorf("spans up to %d: many at once are counted otherwise than one by one", longest)
		}
	}
	panics(t, "a negative span", func() { stats.RecordAll([]int64{3, -1}, new(stats.Histogram)) })
}
