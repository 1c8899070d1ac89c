package stats

import "fmt"

// QuantileInterval returns the p-quantile in seconds with the distribution-free 95 %
// interval of [QuantileRanks] for as many independent values as effective says: the count
// where values are independent, and less where neighbours are alike, as waiting times of
// one run are (see [BatchedRatio.EffectiveTrials]). It is nil when the histogram is empty.
// The interval is nil when effective is too small for one: p99 needs 368. It panics unless
// p is between 0 and 1, and unless effective is within 0 to the count.
func (h *Histogram) QuantileInterval(p, effective float64) *Estimate {
	if !(effective >= 0 && effective <= float64(h.n)) {
		panic(fmt.Sprintf("stats: %v independent values in a histogram of %d", effective, h.n))
	}
	n := uint64(effective)
	low, high := QuantileRanks(0.95, p, n)
	if h.n == 0 {
		return nil
	}
	e := &Estimate{Value: h.Quantile(p)}
	if low > 0 && high <= n {
		e.CI95 = &[2]float64{
			min(e.Value, h.Quantile(float64(low)/float64(n))),
			max(e.Value, h.Quantile(float64(high)/float64(n))),
		}
	}
	return e
}

// ReplicatedQuantile returns the p-quantile, in seconds, of what independent replications
// recorded together, which is merged in all. The 95 % interval spans two: that of
// [Asymmetric] over the quantiles of the single replications, extended to the value, which
// holds when neighbours are alike and where the quantiles are skewed, as those of a queue
// are; and that of [QuantileRanks] over all values, which it would have were they
// independent, and below which no honest interval can be. The first may fall below by luck
// when replications are few, and is biased where single ones have too few values.
//
// It is nil when all are empty. The interval is nil with fewer than two replications that
// recorded something, and when even all values together are too few for the second
// interval. It panics unless p is between 0 and 1.
func ReplicatedQuantile(all *Histogram, replications []*Histogram, p float64) *Estimate {
	single := make([]float64, len(replications))
	for i, h := range replications {
		single[i] = h.Quantile(p)
	}
	e := all.QuantileInterval(p, float64(all.n))
	if e == nil || e.CI95 == nil {
		return e
	}
	_, between := Asymmetric(0.95, single)
	if between == nil {
		e.CI95 = nil
		return e
	}
	e.CI95[0], e.CI95[1] = min(e.CI95[0], between[0]), max(e.CI95[1], between[1])
	return e
}
