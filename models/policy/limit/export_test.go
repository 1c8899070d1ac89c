package limit

import "time"

// Slots returns the number of slots of a limiter per key of token buckets.
func Slots(l Limiter) int { return len(l.(*keyed[Bucket, *Bucket]).slots) }

// Quantile returns a quantile of spans of time in microseconds, as Envoy would.
func Quantile(spans []time.Duration, q float64) float64 {
	var h latencies
	for _, d := range spans {
		h.add(d)
	}
	return h.quantile(q)
}
