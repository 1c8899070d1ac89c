package theory

import "testing"

// TestMVA: Jain, The Art of Computer Systems Performance Analysis (1991), example 34.4;
// Bolch et al., Queueing Networks and Markov Chains, examples 8.1 and 8.4; and machines
// with a repairman, whose chain was solved.
func TestMVA(t *testing.T) {
	for _, c := range []struct {
		name                 string
		clients              int
		think                float64
		stations             []Station
		throughput, response float64
		residence            []float64
	}{
		{"Jain", 20, 4, []Station{{16 * 0.125, 1, 1}, {10 * 0.3, 1, 1}, {5 * 0.2, 1, 1}},
			0.3332465122, 56.01563187, []float64{16 * 0.3733391071, 10 * 4.854259693, 5 * 0.2999218453}},
		{"Bolch 8.4", 3, 0, []Station{{0.5, 2, 1}, {0.3, 1, 1}, {0.4, 1, 1}, {1, 0, 1}},
			1.217460634, 2.464145383, []float64{0.5122789784, 0.5 * 0.7768172888, 0.5 * 1.126915521, 1}},
		{"Bolch 8.1", 3, 0, []Station{{1.25, 2, 1}, {0.667 / 0.6, 3, 1}, {0.5, 1, 1}},
			0.9444189835, 3.176556224, []float64{1.365718302, 0.667 / 0.6, 0.2 * 3.495856277}},
		{"20 clients and a server", 20, 1, []Station{{0.1, 1, 1}}, 9.981309501, 1.003745099, []float64{1.003745099}},
		{"50 clients and two servers", 50, 2, []Station{{0.1, 2, 1}}, 19.57549274, 0.5542141223, []float64{0.5542141223}},
	} {
		got := MVA(c.clients, c.think, c.stations)
		close(t, c.name+", throughput", got.Throughput, c.throughput, 2e-9)
		close(t, c.name+", response", got.Response, c.response, 2e-9)
		for i, want := range c.residence {
			close(t, c.name+", residence", got.Residence[i], want, 4e-9)
		}
	}
	two := MVA(7, 1, []Station{{0.1, 1, 1}, {0.1, 1, 1}})
	both := MVA(7, 1, []Station{{0.1, 1, 2}})
	close(t, "two queues in one station", both.Throughput, two.Throughput, 1e-12)
	saturated := MVA(5000, 1, []Station{{0.16, 16, 1}, {0.05, 1, 1}})
	close(t, "far beyond saturation", saturated.Throughput, 20, 1e-9)
}
