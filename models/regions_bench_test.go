package models

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkRegions shows the most that one run could gain from a second core: two regions,
// each so many times the speed reference, as one system on one kernel, as two engines in
// turn, and as two engines at once. Those at once wait for each other at the end of every
// window of the lookahead, the least time in which one could reach the other. They have
// nothing to tell each other: what a real division would send comes on top. Both cores
// must be free.
func BenchmarkRegions(b *testing.B) {
	ways := []struct {
		name string
		make func() [2]wait
	}{{"spinning", spinning}, {"channels", channels}}
	for _, times := range []int{1, 10, 100} {
		seconds := regional / (2400 * float64(times))
		region := benchSystem(seconds, m2Parts("", times)...)
		both := benchSystem(seconds, append(m2Parts("-west", times), m2Parts("-east", times)...)...)
		rate := fmt.Sprintf("rate=%d/", 2400*times)
		b.Run(rate+"one_kernel", func(b *testing.B) {
			inRegions(b, func() { played(b, both) })
		})
		b.Run(rate+"in_turn", func(b *testing.B) {
			inRegions(b, func() { played(b, region); played(b, region) })
		})
		for _, ms := range []float64{0.5, 1, 2, 10, 30, 70} {
			lookahead := time.Duration(ms * 1e6)
			for _, way := range ways {
				b.Run(fmt.Sprintf("%slookahead=%v/%s", rate, lookahead, way.name), func(b *testing.B) {
					var events uint64
					inRegions(b, func() { events = atOnceInWindows(region, lookahead, way.make()) })
					b.ReportMetric(float64(events)/(2*seconds)*lookahead.Seconds(), "events/window")
				})
			}
		}
	}
}

// regional is the number of requests of a region.
const regional = 200_000

// inRegions reports what a request of two regions costs in wall time.
func inRegions(b *testing.B, play func()) {
	b.Helper()
	requests := 0.0
	for b.Loop() {
		play()
		requests += 2 * regional
	}
	b.ReportMetric(b.Elapsed().Seconds()/requests*1e9, "ns/req")
}

// wait waits until the other region has ended a window, too. Windows count from 1.
type wait func(window int64)

// atOnceInWindows plays a system on two goroutines, each with an engine of its own, and
// returns the number of events.
func atOnceInWindows(s *System, lookahead time.Duration, waits [2]wait) uint64 {
	events := make(chan uint64)
	for i, wait := range waits {
		go func() {
			e := newEngine(s, s.Run.Seed, i)
			for window := int64(1); e.now() < e.end; window++ {
				e.kernel.Run(min(e.now().Add(lookahead), e.end))
				wait(window)
			}
			e.series.finish()
			e.flush()
			events <- e.measures().events
		}()
	}
	return <-events + <-events
}

// spinning looks again and again how far the other has come.
func spinning() [2]wait {
	var ended [2]struct {
		window atomic.Int64
		_      [120]byte // each in cache lines of its own
	}
	of := func(own, other int) wait {
		return func(window int64) {
			ended[own].window.Store(window)
			for looks := 1; ended[other].window.Load() < window; looks++ {
				if looks%10_000 == 0 {
					runtime.Gosched()
				}
			}
		}
	}
	return [...]wait{of(0, 1), of(1, 0)}
}

// channels waits for a message of the other.
func channels() [2]wait {
	var ended [2]chan struct{}
	for i := range ended {
		ended[i] = make(chan struct{}, 1)
	}
	of := func(own, other int) wait {
		return func(int64) {
			ended[own] <- struct{}{}
			<-ended[other]
		}
	}
	return [...]wait{of(0, 1), of(1, 0)}
}
