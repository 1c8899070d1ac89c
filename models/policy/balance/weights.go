package balance

import "fmt"

// Weights are the weights of replicas 0, 1, 2 and so on, above 0. Replicas beyond the
// list weigh 1.
type Weights []float64

// Validate returns what is wrong with the list, as errors of a field of this name.
func (w Weights) Validate() []error {
	var errs []error
	for i, x := range w {
		if !(x > 0) {
			errs = append(errs, fmt.Errorf("weights: that of replica %d is %v; write a number above 0", i, x))
		}
	}
	return errs
}

// of returns the weight that a replica was given.
func (w Weights) of(replica int32) float64 {
	if int(replica) < len(w) {
		return w[replica]
	}
	return 1
}

// now returns the weight that a replica has at the instant of a pick.
func (w Weights) now(v *View, replica int32) float64 {
	if v.Weight == nil {
		return w.of(replica)
	}
	return float64(w.of(replica) * v.Weight[replica])
}

// differ tells whether the candidates have different weights at the instant of a pick.
func (w Weights) differ(v *View) bool {
	if len(w) == 0 && v.Weight == nil {
		return false
	}
	first := w.now(v, v.Candidates[0])
	for _, r := range v.Candidates[1:] {
		if w.now(v, r) != first {
			return true
		}
	}
	return false
}
