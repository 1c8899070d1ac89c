package policy_test

import (
	"math"
	"testing"
)

// within checks a mean of independent replications against its expected value: inside the
// 99.9% interval of Student's t (10 replications: t = 4.781), and no further off than the
// relative tolerance.
func within(t *testing.T, what string, replications []float64, want, tolerance float64) {
	t.Helper()
	if len(replications) != 10 {
		t.Fatalf("%s: %d replications, want 10", what, len(replications))
	}
	var sum, squares float64
	for _, x := range replications {
		sum += x
	}
	mean := sum / 10
	for _, x := range replications {
		squares += (x - mean) * (x - mean)
	}
	half := 4.781 * math.Sqrt(squares/9/10)
	if off := math.Abs(mean - want); off > half || off > tolerance*want {
		t.Errorf("%s = %.6g +/- %.2g, want %.6g within %.2g%%", what, mean, half, want, 100*tolerance)
	}
}
