package dist

import (
	"math"
	"testing"

	"headroom/sim"
)

// TestMomentsOfKnownLaws compares with what the textbooks give.
func TestMomentsOfKnownLaws(t *testing.T) {
	for _, c := range []struct {
		law                string
		mean, square, cube float64
	}{
		{"10ms", 0.01, 1e-4, 1e-6},
		{"exponential(mean=10ms)", 0.01, 2e-4, 6e-6},
		{"uniform(0ms 20ms)", 0.01, 4e-4 / 3, 2e-6},
		{"erlang(k=2 mean=10ms)", 0.01, 1.5e-4, 3e-6},
		{"gamma(mean=10ms sd=20ms)", 0.01, 5e-4, 4.5e-5},
		{"lognormal(mean=10ms sd=20ms)", 0.01, 5e-4, 1.25e-4},
		{"pareto(min=10ms shape=4)", 0.04 / 3, 2e-4, 4e-6},
		{"hyperexponential(90% 5ms | 10% 55ms)", 0.01, 6.5e-4, 6 * (0.9*1.25e-7 + 0.1*1.66375e-4)},
		{"mix(99% 5ms | 1% 505ms)", 0.01, 0.99*25e-6 + 0.01*0.255025, 0.99*125e-9 + 0.01*0.128787625},
		{"empirical(5ms 15ms)", 0.01, 1.25e-4, 1.75e-6},
		{"weibull(mean=10ms sd=10ms)", 0.01, 2e-4, 6e-6},
	} {
		mean, square, cube, ok := Moments(made(t, c.law))
		for k, v := range [3][2]float64{{mean, c.mean}, {square, c.square}, {cube, c.cube}} {
			if got, want := v[0], v[1]; !ok || math.Abs(got-want) > 1e-9*want {
				t.Errorf("%s: moment %d is %v, want %v", c.law, k+1, got, want)
			}
		}
	}
	if _, square, _, _ := Moments(made(t, "pareto(min=10ms shape=1.5)")); !math.IsInf(square, 1) {
		t.Errorf("the mean square of a power law with shape 1.5 is %v, want none", square)
	}
	if mean, _, _, ok := Moments(Duration{}); mean != 0 || !ok {
		t.Errorf("the mean of a field that is not set is %v, want 0", mean)
	}
}

// TestMomentsAreThoseOfTheSamples draws from every law that has an example.
func TestMomentsAreThoseOfTheSamples(t *testing.T) {
	laws := []string{"normal(mean=5ms sd=5ms)", "pareto(min=1ms shape=1.5 max=20ms)", "uniform(2ms 5ms)", "weibull(mean=5ms p99=20ms)"}
	for _, law := range laws {
		d := made(t, law)
		mean, square, cube, _ := Moments(d)
		s := sim.NewStream(11)
		const n = 200_000
		var sums [3]float64
		for range n {
			x := d.Sample(&s)
			sums[0] += x / n
			sums[1] += x * x / n
			sums[2] += x * x * x / n
		}
		for k, want := range []float64{mean, square, cube} {
			if math.Abs(sums[k]-want) > 0.03*want {
				t.Errorf("%s: moment %d of the samples is %v, want %v", law, k+1, sums[k], want)
			}
		}
	}
}

func TestGammaShareIsThePoissonTail(t *testing.T) {
	// P(Poisson(2) >= 3) = 1 - e^-2 (1 + 2 + 2)
	if got, want := GammaShare(3, 2), 1-5*math.Exp(-2); math.Abs(got-want) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
}

func made(t *testing.T, text string) Dist {
	t.Helper()
	d, err := Parse(text, Seconds, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}
