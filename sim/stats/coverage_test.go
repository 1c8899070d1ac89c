package stats_test

import (
	"testing"

	"headroom/sim/stats"
)

// covers plays many experiments, each of which gives an estimate, and checks that of the
// intervals low to high hold the truth. It returns the share that had an interval.
func covers(t *testing.T, name string, experiments int, truth, low, high float64, experiment func() *stats.Estimate) (answered float64) {
	t.Helper()
	held, all, width := 0, 0, 0.0
	for range experiments {
		e := experiment()
		if e.CI95 == nil {
			continue
		}
		all++
		width += (e.CI95[1] - e.CI95[0]) / 2
		if e.CI95[0] <= truth && truth <= e.CI95[1] {
			held++
		}
	}
	got := float64(held) / float64(all)
	t.Logf("%s: %.1f %% of %d intervals hold %.4g, mean half width %.3g", name, 100*got, all, truth, width/float64(all))
	if !(got >= low && got <= high) {
		t.Errorf("%s: intervals that hold %v = %v, want %v to %v", name, truth, got, low, high)
	}
	return float64(all) / float64(experiments)
}
