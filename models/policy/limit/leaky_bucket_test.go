package limit_test

import (
	"testing"
	"time"

	"headroom/models/policy/limit"
)

func TestLeakyBucket(t *testing.T) {
	checkTraces(t, []traced{
		{"calls leave at a constant rate, and what does not fit is rejected", &limit.LeakyBucket{Rate: 10, Queue: 2}, []time.Duration{0, 0, 0, 0, 50 * ms, 100 * ms, 100 * ms}, "y 100ms 200ms n n 200ms n"},
		{"after a pause, one call passes at once, and no burst", &limit.LeakyBucket{Rate: 10, Queue: 2}, []time.Duration{time.Hour, time.Hour, time.Hour, time.Hour}, "y 100ms 200ms n"},
		{"without a queue, calls that are early are rejected", &limit.LeakyBucket{Rate: 10}, []time.Duration{0, 99 * ms, 100 * ms, 250 * ms, 349 * ms, 350 * ms}, "y n y y n y"},
	})
}

// TestLeakyBucketUnderPoissonTraffic: the one that leaves and those that wait are an
// M/D/1 queue with room for 5, like a token bucket with a burst of 5.
func TestLeakyBucketUnderPoissonTraffic(t *testing.T) {
	checkPassing(t, []passing{
		{"80/s at 100/s, queue 4", 80, &limit.LeakyBucket{Rate: 100, Queue: 4}, 0.9647096036},
		{"120/s at 100/s, no queue", 120, &limit.LeakyBucket{Rate: 100}, 0.4545454545},
	})
}
