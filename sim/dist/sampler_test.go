package dist_test

import (
	"bytes"
	"fmt"
	"math"
	"testing"
	"time"

	"headroom/internal/golden"
	"headroom/sim"
	"headroom/sim/dist"
)

// examples returns one distribution of every law, and a constant.
func examples(t testing.TB) []dist.Dist {
	list := []dist.Dist{dist.Constant(5e-3, dist.Seconds)}
	for _, text := range dist.LawExamples(dist.Counts) {
		d, err := dist.Parse(text, dist.Counts, dist.Options{})
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, d)
	}
	for _, text := range []string{"pareto(min=2 shape=0.5 max=1k)", "gamma(mean=5 sd=20)", "weibull(p50=5 p99=30)", "lognormal(mean=5ms p99=40ms)"} {
		in := dist.Counts
		if text[len(text)-2] == 's' {
			in = dist.Seconds
		}
		list = append(list, dist.MustParse(text, in))
	}
	return list
}

// foreign is a distribution of another package.
type foreign struct{}

func (foreign) Sample(s *sim.Stream) float64 { return s.Float64() }
func (foreign) Mean() float64                { return 0.5 }
func (foreign) String() string               { return "foreign" }

func TestSamplerDrawsAsItsDistribution(t *testing.T) {
	for _, d := range append(examples(t), foreign{}) {
		p := dist.Compile(d)
		near(t, "Mean", p.Mean(), d.Mean(), 0)
		a, b, c := sim.NewStream(3), sim.NewStream(3), sim.NewStream(3)
		for range 1000 {
			want := d.Sample(&a)
			if got := p.Sample(&b); got != want {
				t.Fatalf("%s: Sample() = %v, want %v", d, got, want)
			}
			exact := sim.Seconds(want)
			if got := p.Duration(&c); math.Abs(float64(got-exact)) > 1+1e-12*float64(exact) {
				t.Fatalf("%s: Duration() = %d, want %d", d, got, exact)
			}
		}
		if a != b || a != c {
			t.Errorf("%s: the sampler takes other numbers from the stream than the distribution", d)
		}
	}
}

func TestSamplerOfAFieldIsThatOfItsDistribution(t *testing.T) {
	var d dist.Duration
	if err := d.UnmarshalText([]byte("2ms")); err != nil {
		t.Fatal(err)
	}
	p := dist.Compile(d)
	var s sim.Stream
	if got, want := p.Duration(&s), 2*time.Millisecond; got != want {
		t.Errorf("Duration() = %v, want %v", got, want)
	}
	p = dist.Compile(dist.Duration{})
	if got := p.Duration(&s); got != 0 {
		t.Errorf("Duration() of a field that is not set = %v, want 0", got)
	}
}

func TestSamplerDurationSaturates(t *testing.T) {
	p := dist.Compile(dist.Constant(1e17, dist.Seconds))
	var s sim.Stream
	if got := p.Duration(&s); got != math.MaxInt64 {
		t.Errorf("Duration() = %d, want the longest", got)
	}
}

func TestNoDrawAllocates(t *testing.T) {
	key := uint64(0)
	for _, d := range examples(t) {
		p := dist.Compile(d)
		allocs := testing.AllocsPerRun(1000, func() {
			key++
			s := sim.NewStream(key)
			_ = p.Sample(&s)
			_ = p.Duration(&s)
		})
		if allocs != 0 {
			t.Errorf("%s: %v allocations per draw, want 0", d, allocs)
		}
	}
	zipf := popularity(t, "zipf(s=0.9)").Over(1e6)
	allocs := testing.AllocsPerRun(1000, func() {
		key++
		s := sim.NewStream(key)
		_ = zipf.Rank(&s)
	})
	if allocs != 0 {
		t.Errorf("Rank: %v allocations, want 0", allocs)
	}
}

// TestDrawsAreFrozen keeps the first draws of every law, bit for bit, on every
// architecture: published results must not shift.
func TestDrawsAreFrozen(t *testing.T) {
	var out bytes.Buffer
	list := func(name string, draw func(*sim.Stream) float64) {
		s := sim.NewStream(42)
		fmt.Fprintln(&out, name)
		for range 100 {
			fmt.Fprintf(&out, "  %x\n", draw(&s))
		}
	}
	list("Exp", dist.Exp)
	list("Normal", dist.Normal)
	for _, d := range examples(t) {
		list(d.String(), d.Sample)
	}
	for _, text := range []string{"zipf(s=0.9)", "zipf(s=1)", "zipf(s=1.1)", "uniform"} {
		r := popularity(t, text).Over(1e6)
		list(text+" over 1M", func(s *sim.Stream) float64 { return float64(r.Rank(s)) })
	}
	golden.Check(t, "testdata/draws.txt", out.Bytes())
}

func BenchmarkSample(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"constant", "5ms"}, {"exponential", "exponential(mean=5ms)"}, {"lognormal", "lognormal(mean=5ms p99=40ms)"},
		{"gamma", "gamma(mean=5ms sd=2ms)"}, {"weibull", "weibull(mean=5ms p99=40ms)"}, {"pareto", "pareto(min=2ms shape=1.5)"},
		{"hyperexponential", "hyperexponential(mean=10ms cv2=4)"}, {"mix", "mix(90% 2ms | 10% exponential(mean=50ms))"},
	} {
		b.Run("dist="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			p := dist.Compile(dist.MustParse(c.text, dist.Seconds))
			s := sim.NewStream(1)
			var sum time.Duration
			for b.Loop() {
				sum += p.Duration(&s)
			}
			_ = sum
		})
	}
}

func BenchmarkRank(b *testing.B) {
	for _, items := range []int64{1e6, 1e9} {
		b.Run(fmt.Sprintf("items=%d", items), func(b *testing.B) {
			b.ReportAllocs()
			r := popularity(b, "zipf(s=0.99)").Over(items)
			s := sim.NewStream(1)
			for b.Loop() {
				_ = r.Rank(&s)
			}
		})
	}
}

func BenchmarkElementary(b *testing.B) {
	functions := []struct {
		name string
		f    func(float64) float64
	}{{"FastExp", dist.FastExp}, {"math.Exp", math.Exp}, {"FastLog", dist.FastLog}, {"math.Log", math.Log}}
	for _, c := range functions {
		b.Run("f="+c.name, func(b *testing.B) {
			x, sum := 1.0, 0.0
			for b.Loop() {
				sum += c.f(x)
				x += 1e-9
			}
			_ = sum
		})
	}
}
