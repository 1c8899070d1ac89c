package theory

import "testing"

// TestForkJoin: exact for two (Flatto, Hahn), and Nelson and Tantawi beside simulations.
func TestForkJoin(t *testing.T) {
	for _, c := range []struct {
		parts, rho, formula, simulated float64
	}{
		{2, 0.5, 0.02875, 0.02875},
		{2, 0.8, 0.07, 0.07},
		{2, 0.9, 0.13875, 0.13875},
		{32, 0.5, 0.06887185647, 0.06886067128},
		{50, 0.8, 0.1692464312, 0.1722180255},
	} {
		got := ForkJoin(c.parts, c.rho) * 0.01 / (1 - c.rho)
		close(t, "response", got, c.formula, 2e-9)
		close(t, "response beside the simulation", got, c.simulated, 0.02)
	}
	close(t, "ten parts without load", ForkJoin(10, 0), Harmonic(10), 1e-12)
	close(t, "one part", ForkJoin(1, 0.9), 1, 1e-12)
	close(t, "100 exponential times", Harmonic(100)*0.01, 0.05187377518, 2e-9)
}

func TestLongest(t *testing.T) {
	for _, c := range []struct {
		name                       string
		a, va, b, vb, mean, spread float64
	}{
		{"one far longer than the other", 10, 1, 1, 1, 10, 1},
		{"two alike: mean + sd / sqrt(pi)", 5, 1, 5, 1, 5.5641895835, 0.6816901138},
		{"two without spread", 3, 0, 4, 0, 4, 0},
	} {
		mean, variance := Longest(c.a, c.va, c.b, c.vb)
		close(t, c.name+", mean", mean, c.mean, 1e-9)
		close(t, c.name+", variance", variance, c.spread, 1e-7)
	}
}

func TestRetries(t *testing.T) {
	close(t, "three attempts that all fail", Attempts(3, 1), 3, 1e-12)
	close(t, "two attempts at 10 % errors", Attempts(2, 0.1), 1.1, 1e-12)
	close(t, "what a capacity of 300/s bears when each call is tried three times", HiddenCapacity(300, 3), 100, 1e-12)
}
