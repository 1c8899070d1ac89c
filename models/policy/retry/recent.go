package retry

import (
	"math"
	"math/bits"
	"time"

	"headroom/sim"
)

// The buckets of [recent]: an octave (from a power of two to the next) has 32 of them,
// equally wide, so a bucket is at most 3.2 % of its values wide. There are 32 octaves,
// from 2^10 ns, about a microsecond, to 2^42 ns, more than an hour; what is shorter is in
// the first bucket, what is longer in the last.
const (
	recentSlices  = 3
	recentSub     = 5 // 2^5 buckets to an octave
	recentOctaves = 32
	recentFirst   = 10
	recentBuckets = recentOctaves << recentSub
)

// recent counts spans of time in slices of a window, and knows the quantiles of those in
// the slices that are over. It takes 16 KiB, and is used by one caller.
type recent struct {
	slice time.Duration

	present int64 // number of the slice that is being filled
	slices  [recentSlices + 1][recentBuckets]uint32
}

// bucketOf returns the bucket that holds a span.
func bucketOf(d time.Duration) int {
	u := uint64(max(d, 1<<recentFirst))
	octave := bits.Len64(u) - 1
	if octave >= recentFirst+recentOctaves {
		return recentBuckets - 1
	}
	within := u>>(octave-recentSub) - 1<<recentSub
	return (octave-recentFirst)<<recentSub + int(within)
}

// edge returns where a bucket begins, in nanoseconds.
func edge(bucket int) float64 {
	octave := bucket>>recentSub + recentFirst
	within := bucket & (1<<recentSub - 1)
	return math.Ldexp(float64(1<<recentSub+within), octave-recentSub)
}

// advance begins new slices and forgets those that are too old. It tells whether a slice
// has ended since the last time.
func (r *recent) advance(now sim.Time) bool {
	slice := int64(now) / int64(r.slice)
	if slice == r.present {
		return false
	}
	for steps := 0; r.present < slice && steps < len(r.slices); steps++ {
		r.present++
		r.slices[r.present%int64(len(r.slices))] = [recentBuckets]uint32{}
	}
	r.present = slice
	return true
}

// record counts a span in the present slice.
func (r *recent) record(d time.Duration) {
	r.slices[r.present%int64(len(r.slices))][bucketOf(d)]++
}

// quantile returns the span that the share p of the spans does not exceed, of those in
// the slices that are over; false when there are none. Spans are taken to lie evenly in
// their bucket.
func (r *recent) quantile(p float64) (time.Duration, bool) {
	var total uint64
	filling := r.present % int64(len(r.slices))
	for s := range r.slices {
		if int64(s) != filling {
			for _, n := range r.slices[s] {
				total += uint64(n)
			}
		}
	}
	if total == 0 {
		return 0, false
	}
	rank := float64(p * float64(total))
	var before float64
	for b := range recentBuckets {
		var n float64
		for s := range r.slices {
			if int64(s) != filling {
				n += float64(r.slices[s][b])
			}
		}
		if n > 0 && before+n >= rank {
			first := edge(b)
			within := (rank - before) / n
			return time.Duration(first + float64(within*(edge(b+1)-first))), true
		}
		before += n
	}
	return time.Duration(edge(recentBuckets)), true
}
