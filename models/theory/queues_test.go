package theory

import (
	"math"
	"testing"

	"headroom/sim/dist"
)

// close compares within a relative error.
func close(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > within*math.Max(math.Abs(want), 1e-12) {
		t.Errorf("%s: got %.10g, want %.10g", what, got, want)
	}
}

const exact = 2e-9 // the expected values have ten digits

func law(t *testing.T, text string) Moments {
	t.Helper()
	d, err := dist.Parse(text, dist.Seconds, dist.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, _ := MomentsOf(d)
	return m
}

// TestErlangC: Kleinrock, Queueing Systems (1975); the quantiles by inverting the law.
func TestErlangC(t *testing.T) {
	for _, c := range []struct {
		name                               string
		rate, mean                         float64
		servers                            int
		delayed, wait, p90, p95, p99, p999 float64
	}{
		{"M/M/1 half busy", 50, 0.01, 1, 0.5, 0.01, 0.03218875825, 0.04605170186, 0.07824046011, 0.124292162},
		{"M/M/1 at 95 %", 95, 0.01, 1, 0.95, 0.19, 0.4502583597, 0.5888877958, 0.9107753783, 1.371292397},
		{"M/M/2 at 90 %", 9, 0.2, 2, 0.8526315789, 0.8526315789, 2.143157356, 2.836304537, 4.445742449, 6.748327542},
		{"M/M/4 at 45 %", 9, 0.2, 4, 0.1285336468, 0.01168487698, 0.02282004789, 0.08583342794, 0.2321459654, 0.441471883},
		{"M/M/50 at 95 %", 475, 0.1, 50, 0.6290947299, 0.0251637892, 0.07356446653, 0.1012903538, 0.1656678703, 0.257771274},
		{"M/M/100 at 95 %", 950, 0.1, 100, 0.5064568539, 0.01012913708, 0.03244537899, 0.0463083226, 0.07849708085, 0.1245487827},
	} {
		w := MMc(c.rate, c.mean, c.servers)
		close(t, c.name+", delayed", w.Delayed, c.delayed, exact)
		close(t, c.name+", mean", w.Mean, c.wait, exact)
		for p, want := range map[float64]float64{0.9: c.p90, 0.95: c.p95, 0.99: c.p99, 0.999: c.p999} {
			close(t, c.name+", quantile", w.Quantile(p), want, 5e-9)
		}
	}
	if w := MMc(100, 0.01, 1); w.Stable() || !math.IsInf(w.Quantile(0.99), 1) {
		t.Errorf("a saturated server has the wait %v, want none", w)
	}
}

// TestErlangB is insensitive to the law of service (Sevastyanov 1957).
func TestErlangB(t *testing.T) {
	close(t, "10 servers and 7 erlangs", ErlangB(10, 7), 0.07874088297, exact)
	close(t, "20 servers and 12 erlangs", ErlangB(20, 12), 0.00979563942, exact)
}

func TestFiniteRoom(t *testing.T) {
	for _, c := range []struct {
		name                               string
		rate, mean                         float64
		servers, room                      int
		blocked, inside, queue, wait, busy float64
	}{
		{"one server with room for 10, overloaded", 120, 0.01, 1, 10, 0.1925864951, 6.710708678, 5.741812473, 0.05926137844, 0.9688962058},
		{"three servers with room for 7", 40, 1.0 / 30, 3, 7, 0.003931315239, 1.454937923, 0.1268463433, 0.00318367461, 0.4426971932},
		{"four servers with room for 6, overloaded", 50, 0.1, 4, 6, 0.2935429935, 4.354205414, 0.8219203817, 0.02326880119, 0.8830712581},
		{"two servers with room for 5", 3, 0.5, 2, 5, 0.08511383538, 2.005954466, 0.6336252189, 0.2308575804, 0.6861646235},
		{"ten servers with room for 60, half overloaded", 1500, 0.01, 10, 60, 0.3333333334, 58.00000002, 48.00000002, 0.04800000002, 0.9999999999},
	} {
		f := MMcK(c.rate, c.mean, c.servers, c.room)
		for _, v := range []struct {
			what      string
			got, want float64
		}{{"blocked", f.Blocked, c.blocked}, {"inside", f.Inside, c.inside}, {"queue", f.Queue, c.queue}, {"wait", f.Wait, c.wait}, {"busy", f.Busy, c.busy}} {
			close(t, c.name+", "+v.what, v.got, v.want, exact)
		}
	}
	with, without := MMcK(80, 0.01, 1, 100_000), MMc(80, 0.01, 1)
	close(t, "with ample room the share that waits", with.Delayed, without.Delayed, exact)
	close(t, "with ample room the wait", with.Wait, without.Mean, exact)
	if b := MMcK(1e6, 0.01, 10, 5000).Blocked; !(b > 0.998 && b < 1) {
		t.Errorf("a thousandfold overload blocks %v, want nearly all", b)
	}
}

// TestPollaczekKhinchine: means and standard deviations are exact for every law.
func TestPollaczekKhinchine(t *testing.T) {
	for _, c := range []struct {
		law            string
		rate, mean, sd float64
	}{
		{"10ms", 70, 0.01166666667, 0.01462494065},
		{"uniform(0ms 20ms)", 70, 0.01555555556, 0.01993817605},
		{"lognormal(mean=10ms sd=20ms)", 70, 0.05833333333, 0.1145643924},
		{"lognormal(mean=10ms sd=20ms)", 90, 0.225, 0.2968585522},
		{"hyperexponential(90% 5ms | 10% 55ms)", 70, 0.07583333333, 0.1164790158},
		{"hyperexponential(90% 5ms | 10% 55ms)", 90, 0.2925, 0.3401562141},
		{"pareto(mean=10ms shape=3.5)", 70, 0.01388888889, 0.01978165648},
		{"mix(99% 5ms | 1% 505ms)", 70, 0.3004166667, 0.4363805122},
	} {
		w := MG1(c.rate, law(t, c.law))
		close(t, c.law+", mean", w.Mean, c.mean, exact)
		m := w.Mean / w.Delayed
		square := w.Delayed * m * m * (1 + w.SCV)
		close(t, c.law+", standard deviation", math.Sqrt(square-w.Mean*w.Mean), c.sd, 1e-8)
		close(t, c.law+", SCV of the waits by Whitt's formula", delaySCV(w.Delayed, law(t, c.law)), w.SCV, 1e-8)
	}
	if w := MG1(70, law(t, "pareto(mean=10ms shape=2.5)")); !math.IsInf(w.Quantile(0.99), 1) {
		t.Errorf("without a third moment the p99 is %v, want none", w.Quantile(0.99))
	}
}

// TestQuantilesOfConstantService: the gamma law is within 5 % of the exact M/D/1.
func TestQuantilesOfConstantService(t *testing.T) {
	for _, c := range []struct{ rate, p90, p95, p99, p999 float64 }{
		{50, 0.01515744841, 0.02050638407, 0.03336255957, 0.05168385031},
		{80, 0.05011511498, 0.06620324997, 0.1035588679, 0.1570026819},
	} {
		w := MG1(c.rate, law(t, "10ms"))
		for p, want := range map[float64]float64{0.9: c.p90, 0.95: c.p95, 0.99: c.p99, 0.999: c.p999} {
			close(t, "M/D/1 quantile", w.Quantile(p), want, 0.05)
		}
	}
}

// TestCrommelin: M/D/4 at 80 %, and the ends: one server, and the approximation above 85 %.
func TestCrommelin(t *testing.T) {
	w := MDc(320, 0.01, 4)
	close(t, "M/D/4 mean", w.Mean, 0.003860949308, 1e-9)
	close(t, "M/D/4 delayed", w.Delayed, 0.5782820155, 1e-9)
	one := MDc(80, 0.01, 1)
	close(t, "M/D/1 mean", one.Mean, 0.02, 1e-9)
	close(t, "M/D/1 delayed", one.Delayed, 0.8, 1e-9)
	series, formula := MDc(339.9, 0.01, 4), MDc(340.1, 0.01, 4)
	close(t, "M/D/4 at 85 %, both ways", formula.Mean/series.Mean, 1.0045, 0.002) // the wait grows by 0.45 %
}

// TestGGc holds the approximations to exact answers: within the errors that they have.
func TestGGc(t *testing.T) {
	exponential := law(t, "exponential(mean=10ms)")
	half, busy := GGc(50, 0, exponential, 1), GGc(90, 0, exponential, 1)
	close(t, "D/M/1 half busy, mean", half.Mean, 0.002550009749, 0.01)
	close(t, "D/M/1 half busy, delayed", half.Delayed, 0.20318787, 0.02)
	close(t, "D/M/1 at 90 %, mean", busy.Mean, 0.04178659422, 0.01)
	close(t, "D/M/1 at 90 %, delayed", busy.Delayed, 0.8068998329, 0.03)
	close(t, "Poisson gaps", GGc(320, 1, law(t, "10ms"), 4).Mean, MDc(320, 0.01, 4).Mean, exact)
	if w := GGc(90, 0, law(t, "10ms"), 1); w.Mean != 0 {
		t.Errorf("even gaps and even service wait %v, want 0", w.Mean)
	}
	close(t, "one stream alone", Superposed(0.25, 1, 0.5), 0.25, exact)
	close(t, "many streams are as Poisson", Superposed(0.25, 1e6, 0.5), 1, 1e-5)
}

func TestMomentsOfSumsAndMixtures(t *testing.T) {
	e := law(t, "exponential(mean=5ms)")
	sum, want := e.Plus(e), law(t, "erlang(k=2 mean=10ms)")
	close(t, "square of a sum", sum.Square, want.Square, exact)
	close(t, "cube of a sum", sum.Cube, want.Cube, exact)
	var x Mixture
	x.Add(9, law(t, "exponential(mean=5ms)"))
	x.Add(1, law(t, "exponential(mean=55ms)"))
	close(t, "cube of a mixture", x.Moments().Cube, law(t, "hyperexponential(90% 5ms | 10% 55ms)").Cube, exact)
	if !e.Exponential() || e.Constant() || !law(t, "3ms").Constant() || (Moments{}).SCV() != 0 {
		t.Error("the kinds of laws are told apart wrongly")
	}
}

func TestWaitsOfSeveralQueues(t *testing.T) {
	one := MMc(80, 0.01, 1)
	close(t, "two alike", Waits{{1, one}, {3, one}}.Quantile(0.99), one.Quantile(0.99), exact)
	half := Waits{{1, one}, {1, Wait{}}}
	close(t, "half of the calls wait never", half.Quantile(0.99), one.Quantile(0.98), exact)
	close(t, "mean of both", half.Law().Mean, one.Mean/2, exact)
	close(t, "variance of M/M/1", one.Variance(), (2-0.8)*0.8/(100*0.2*100*0.2), exact)
	if w := (Waits{{1, one}, {1, endless}}); !math.IsInf(w.Quantile(0.99), 1) {
		t.Errorf("with a saturated queue the p99 is %v, want no end", w.Quantile(0.99))
	}
}

func TestInTurn(t *testing.T) {
	e := law(t, "exponential(mean=10ms)")
	close(t, "one caller and two instances", InTurn(80, 1, 1, 2, e, 1).Mean, GGc(80, 0.5, e, 1).Mean, exact)
	close(t, "one instance", InTurn(80, 1, 1, 1, e, 1).Mean, 0.04, exact)
	close(t, "very many callers", InTurn(80, 1, 1e9, 5, e, 1).Mean, 0.04, 1e-6)
	if a, b := InTurn(10, 1, 3, 5, e, 1).Mean, MMc(10, 0.01, 1).Mean; !(a < 0.7*b && a > 0.5*b) {
		t.Errorf("three callers under light load wait %v, want about two thirds of %v", a, b)
	}
}
