package limit

import "time"

// Hot path: no allocation.

// latencies counts spans of time in bins of two decimal digits of microseconds, as
// Envoy's histograms do (circllhist): 10, 11, ... 99, 100 to 110, ... 990 to 1000, ...
type latencies struct {
	bins  [10 + 90*decades]uint32
	count uint64
}

// decades above 10 us that a span of time can reach: 2^63 ns are 9.2e15 us.
const decades = 15

// add counts a span.
func (h *latencies) add(d time.Duration) {
	us := int64(d) / 1000
	i := us
	if us >= 10 {
		decade := int64(0)
		for us >= 100 {
			us /= 10
			decade++
		}
		i = 10 + 90*decade + us - 10
	}
	h.bins[i]++
	h.count++
}

// clear forgets all spans.
func (h *latencies) clear() {
	if h.count > 0 {
		*h = latencies{}
	}
}

// quantile returns a quantile in microseconds, linear within a bin (hist_approx_quantile).
// There must be a span.
func (h *latencies) quantile(q float64) float64 {
	rank := float64(q * float64(h.count))
	var below, left, width float64
	for i, n := range h.bins {
		if n == 0 {
			continue
		}
		left, width = bin(i)
		upper := below + float64(n)
		if rank <= upper {
			return left + float64((rank-below)/float64(n)*width)
		}
		below = upper
	}
	return left + width
}

// bin returns the lower end of a bin and its width.
func bin(i int) (left, width float64) {
	if i < 10 {
		return float64(i), 0.1 * float64(min(i, 1))
	}
	width = 1
	for i -= 10; i >= 90; i -= 90 {
		width *= 10
	}
	return float64(i+10) * width, width
}
