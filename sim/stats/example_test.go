package stats_test

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/stats"
)

func ExampleHistogram() {
	var h stats.Histogram
	for ms := int64(1); ms <= 1000; ms++ {
		h.Record(ms * 1e6)
	}
	fmt.Printf("mean %.4f s, p99 %.3f s, above 250 ms %.2f\n", h.Mean(), h.Quantile(0.99), h.FractionAbove(250e6))
	// Output: mean 0.5005 s, p99 0.990 s, above 250 ms 0.75
}

func ExampleGauge() {
	second := sim.Time(time.Second)
	var busy stats.Gauge
	busy.Set(0, 2)
	before := busy.Integral(5 * second)
	busy.Add(6*second, 1)
	after := busy.Integral(10 * second)
	fmt.Printf("mean %.1f, in the second half %.1f, at most %d\n", busy.Mean(10*second), (after-before)/5, busy.Max())
	// Output: mean 2.4, in the second half 2.8, at most 3
}

func ExampleTally() {
	var t stats.Tally
	for _, x := range []float64{1, 2, 3} {
		t.Record(x)
	}
	fmt.Println(t.Mean(), t.SD())
	// Output: 2 1
}

func ExampleWindows() {
	w := stats.NewWindows(0, 30*time.Second, sim.Time(time.Minute))
	w.OK(sim.Time(10*time.Second), 5e6)
	w.Failed(sim.Time(40 * time.Second))
	fmt.Println(w.At(0).OK, w.At(1).Failed)
	// Output: 1 1
}

func ExampleInterval() {
	e := stats.Interval([]float64{40.8, 41.5, 41.1, 41.4, 41.2})
	fmt.Printf("%.1f, within %.1f to %.1f\n", e.Value, e.CI95[0], e.CI95[1])
	fmt.Println(stats.Judge("<", 45, e.Value, e.CI95))
	// Output:
	// 41.2, within 40.9 to 41.5
	// pass
}
