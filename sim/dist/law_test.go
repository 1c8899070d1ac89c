package dist_test

import (
	"math"
	"testing"

	"headroom/sim"
	"headroom/sim/dist"
)

// draws is the number of draws behind each check.
const draws = 200000

// wide is the width of the intervals of the checks, in standard errors: one check in
// 150,000 fails by chance, and the streams are fixed.
const wide = 4.5

// point says which share of draws is at most a value.
type point struct{ value, share float64 }

// checkLaw draws from d and compares mean, standard deviation and distribution
// function with the expected ones, within what their standard errors allow. A standard
// deviation of 0 is not compared, for laws whose tails leave no standard error.
func checkLaw(t *testing.T, d dist.Dist, mean, sd float64, points []point) {
	t.Helper()
	near(t, "Mean", d.Mean()/mean, 1, 1e-9)
	s := sim.NewStream(sim.Hash(d.String()))
	below := make([]int, len(points))
	var m1, m2, m4 float64 // of the distance from the mean
	for range draws {
		x := d.Sample(&s)
		c := x - mean
		m1, m2, m4 = m1+c, m2+c*c, m4+c*c*c*c
		for i, p := range points {
			if x <= p.value {
				below[i]++
			}
		}
	}
	m1, m2, m4 = m1/draws, m2/draws, m4/draws
	if limit := wide * math.Sqrt(m2/draws); math.Abs(m1) > limit {
		t.Errorf("%s: mean of the draws %v, want %v +/- %v", d, mean+m1, mean, limit)
	}
	if limit := wide * math.Sqrt((m4-m2*m2)/draws); sd > 0 && math.Abs(m2-sd*sd) > limit {
		t.Errorf("%s: variance of the draws %v, want %v +/- %v", d, m2, sd*sd, limit)
	}
	for i, p := range points {
		got := float64(below[i]) / draws
		if limit := wide * math.Sqrt(p.share*(1-p.share)/draws); math.Abs(got-p.share) > limit {
			t.Errorf("%s: share of draws up to %v is %v, want %v +/- %v", d, p.value, got, p.share, limit)
		}
	}
}

func TestLawsMatchTheirClosedForms(t *testing.T) {
	const ms = 1e-3
	exp := func(mean float64, values ...float64) (points []point) {
		for _, v := range values {
			points = append(points, point{v, 1 - math.Exp(-v/mean)})
		}
		return points
	}
	pareto := func(v float64) float64 { return 1 - math.Pow(2*ms/v, 2.5) }
	bounded := func(v float64) float64 {
		return (1 - math.Pow(2*ms/v, 1.5)) / (1 - math.Pow(2*ms/(200*ms), 1.5))
	}
	// Erlang with 3 stages: 1 - e^-x (1 + x + x^2/2), x = 3*value/mean.
	erlang := func(v float64) point {
		x := 3 * v / (5 * ms)
		return point{v, 1 - math.Exp(-x)*(1+x+x*x/2)}
	}
	phi := func(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }
	cut := func(v float64) point { // normal(mean=5ms sd=5ms) above 0
		return point{v, (phi(v/(5*ms)-1) - phi(-1)) / phi(1)}
	}
	tilt := math.Exp(-0.5) / math.Sqrt(2*math.Pi) / phi(1)

	tests := []struct {
		text     string
		in       dist.Quantity
		mean, sd float64
		points   []point
	}{
		{"5ms", dist.Seconds, 5 * ms, 0, []point{{4.999 * ms, 0}, {5.001 * ms, 1}}},
		{"exponential(mean=5ms)", dist.Seconds, 5 * ms, 5 * ms, exp(5*ms, 0.01*ms, 0.1*ms, 1*ms, 5*ms, 20*ms, 38.3*ms, 38.5*ms, 38.7*ms, 45*ms)},
		{"lognormal(mean=5ms p99=40ms)", dist.Seconds, 5 * ms, 0, []point{{40 * ms, 0.99}}},
		{"lognormal(mean=20ms sd=26.2ms)", dist.Seconds, 20 * ms, 26.2 * ms, []point{{20 / math.Sqrt(1+1.31*1.31) * ms, 0.5}}},
		{"lognormal(p50=4ms p999=80ms)", dist.Seconds, 4 * ms * math.Exp(math.Pow(math.Log(20)/3.0902323061678132, 2)/2), 0, []point{{4 * ms, 0.5}, {80 * ms, 0.999}}},
		{"lognormal(mean=5ms p50=4ms)", dist.Seconds, 5 * ms, 5 * ms * 0.75, []point{{4 * ms, 0.5}}},
		{"lognormal(mean=180KiB p99=2MiB)", dist.Bytes, 180 << 10, 0, []point{{2 << 20, 0.99}}},
		{"lognormal(mean=6 p99=30)", dist.Counts, 6, 0, []point{{30, 0.99}}},
		{"uniform(1ms 5ms)", dist.Seconds, 3 * ms, 4 * ms / math.Sqrt(12), []point{{1 * ms, 0}, {2 * ms, 0.25}, {4.6 * ms, 0.9}, {5 * ms, 1}}},
		{"normal(mean=5ms sd=1ms)", dist.Seconds, 5*ms + 1*ms*math.Exp(-12.5)/math.Sqrt(2*math.Pi)/phi(5), 1 * ms, []point{{4 * ms, phi(-1)}, {5 * ms, 0.5}, {7 * ms, phi(2)}, {8.6 * ms, phi(3.6)}, {8.8 * ms, phi(3.8)}}},
		{"normal(mean=5ms sd=5ms)", dist.Seconds, 5 * ms * (1 + tilt), 5 * ms * math.Sqrt(1-tilt-tilt*tilt), []point{cut(1 * ms), cut(5 * ms), cut(15 * ms)}},
		{"normal(mean=0s sd=5ms)", dist.Seconds, 5 * ms * math.Sqrt(2/math.Pi), 5 * ms * math.Sqrt(1-2/math.Pi), []point{{5 * ms, 2*phi(1) - 1}}},
		{"gamma(mean=5ms sd=5ms)", dist.Seconds, 5 * ms, 5 * ms, exp(5*ms, 0.1*ms, 1*ms, 5*ms, 20*ms)},
		{"gamma(mean=5ms sd=10ms)", dist.Seconds, 5 * ms, 10 * ms, []point{{0.5 * ms, dist.GammaShare(0.25, 0.025)}, {20 * ms, dist.GammaShare(0.25, 1)}}},
		{"gamma(mean=5ms sd=2ms)", dist.Seconds, 5 * ms, 2 * ms, []point{{5 * ms, dist.GammaShare(6.25, 6.25)}}},
		{"gamma(mean=5ms p99=30ms)", dist.Seconds, 5 * ms, 0, []point{{30 * ms, 0.99}}},
		{"erlang(k=3 mean=5ms)", dist.Seconds, 5 * ms, 5 * ms / math.Sqrt(3), []point{erlang(1 * ms), erlang(5 * ms), erlang(12 * ms)}},
		{"weibull(mean=5ms sd=5ms)", dist.Seconds, 5 * ms, 5 * ms, exp(5*ms, 0.1*ms, 1*ms, 5*ms, 20*ms)},
		{"weibull(mean=5ms p99=40ms)", dist.Seconds, 5 * ms, 0, []point{{40 * ms, 0.99}}},
		{"pareto(min=2ms shape=2.5)", dist.Seconds, 2 * ms * 2.5 / 1.5, 0, []point{{2 * ms, 0}, {3 * ms, pareto(3 * ms)}, {20 * ms, pareto(20 * ms)}}},
		{"pareto(mean=3ms shape=3)", dist.Seconds, 3 * ms, 0, []point{{4 * ms, 0.875}}},
		{"pareto(min=2ms shape=1.5 max=200ms)", dist.Seconds, 2 * ms * 3 * (1 - 0.1) / (1 - 0.001), 0, []point{{3 * ms, bounded(3 * ms)}, {50 * ms, bounded(50 * ms)}, {200 * ms, 1}}},
		{"pareto(min=1ms shape=1 max=100ms)", dist.Seconds, 1 * ms * math.Log(100) / 0.99, 0, []point{{2 * ms, 0.5 / 0.99}}},
		{"hyperexponential(mean=10ms cv2=4)", dist.Seconds, 10 * ms, 20 * ms, nil},
		{"hyperexponential(90% 2ms | 10% 50ms)", dist.Seconds, 6.8 * ms, math.Sqrt(2*(0.9*4+0.1*2500)-6.8*6.8) * ms, nil},
		{"zipf(s=0.9 items=3)", dist.Counts, (1 + math.Pow(2, 0.1) + math.Pow(3, 0.1)) / (1 + math.Pow(2, -0.9) + math.Pow(3, -0.9)), 0, []point{{0.5, 0}, {1, 1 / (1 + math.Pow(2, -0.9) + math.Pow(3, -0.9))}, {3, 1}}},
		{"bernoulli(30%)", dist.Counts, 0.3, math.Sqrt(0.21), []point{{0, 0.7}, {1, 1}}},
		{"mix(90% 2ms | 10% exponential(mean=50ms))", dist.Seconds, 6.8 * ms, math.Sqrt(0.9*4+0.1*5000-6.8*6.8) * ms, []point{{2 * ms, 0.9 + 0.1*(1-math.Exp(-0.04))}}},
		{"mix(50% 1ms | 50% mix(20% 2ms | 80% 3ms))", dist.Seconds, 1.9 * ms, 0, []point{{1 * ms, 0.5}, {2 * ms, 0.6}}},
		{"empirical(1ms 2ms 6ms)", dist.Seconds, 3 * ms, math.Sqrt(14.0/3) * ms, []point{{1 * ms, 1.0 / 3}, {2 * ms, 2.0 / 3}}},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			d := dist.MustParse(tt.text, tt.in)
			checkLaw(t, d, tt.mean, tt.sd, tt.points)
		})
	}
}

// TestFitsMeetBothStatistics fits every law to every pair of its own statistics and
// compares the closed forms of what came out with what went in.
func TestFitsMeetBothStatistics(t *testing.T) {
	tests := []struct{ law, mean, sd, p50, p99 string }{
		{"lognormal", "5ms", "5ms", "3.5355339059327376ms", "24.524582254329253ms"},
		{"gamma", "5ms", "5ms", "3.4657359027997265ms", "23.025850929940457ms"},
		{"weibull", "5ms", "5ms", "3.4657359027997265ms", "23.025850929940457ms"},
	}
	for _, tt := range tests {
		for _, pair := range []string{
			"mean=" + tt.mean + " sd=" + tt.sd, "mean=" + tt.mean + " p50=" + tt.p50, "mean=" + tt.mean + " p99=" + tt.p99,
			"sd=" + tt.sd + " p50=" + tt.p50, "sd=" + tt.sd + " p99=" + tt.p99, "p50=" + tt.p50 + " p99=" + tt.p99,
		} {
			text := tt.law + "(" + pair + ")"
			if tt.law != "lognormal" && pair == "sd="+tt.sd+" p99="+tt.p99 {
				continue // a narrower law meets these two as well
			}
			t.Run(text, func(t *testing.T) {
				d := dist.MustParse(text, dist.Seconds)
				near(t, "Mean", d.Mean()/5e-3, 1, 1e-6)
			})
		}
	}
}

func TestExpAndNormalMatchTheirLaws(t *testing.T) {
	s := sim.NewStream(7)
	const cells = 400
	var e, n [cells]int
	const total = 4000000
	for range total {
		e[min(cells-1, int(cells*(1-math.Exp(-dist.Exp(&s)))))]++
		n[min(cells-1, int(cells*0.5*math.Erfc(-dist.Normal(&s)/math.Sqrt2)))]++
	}
	for name, counts := range map[string][cells]int{"Exp": e, "Normal": n} {
		var chi2 float64
		for _, c := range counts {
			d := float64(c) - total/cells
			chi2 += d * d / (total / cells)
		}
		if limit := cells - 1 + wide*math.Sqrt(2*(cells-1)); chi2 > limit {
			t.Errorf("%s: chi-square over %d cells of equal chance %.1f, want at most %.1f", name, cells, chi2, limit)
		}
	}
}
