package study

import "headroom/sim/stats"

// Answer is what a trial says to a question: yes (Pass), no (Fail), or that its data do
// not decide (Undecided).
type Answer struct {
	Verdict stats.Verdict
	// Confidence is the probability, 0 to 1, with which a verdict of Pass or Fail is right.
	// It does not matter when the verdict is Undecided.
	Confidence float64
}

// AnswerOf judges whether the mean of a quantity keeps a bound: mean op bound, where op is
// <, <=, > or >=, from its values in independent replications. The verdict is that of
// [stats.Judge] with the 95 % interval of [stats.Confidence]. The confidence comes from
// the widest interval that still decides: if the one of 99 % does, the mean lies on the
// other side of the bound with a probability of at most 0.5 %. It is 0.975 to 0.9999. With
// fewer than two finite values the answer is Undecided.
func AnswerOf(op string, bound float64, values []float64) Answer {
	a := Answer{Verdict: stats.Undecided}
	for _, confidence := range []float64{0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9998} {
		mean, ci := stats.Confidence(confidence, values)
		if ci == nil {
			return a
		}
		v := stats.Judge(op, bound, mean, ci)
		if v == stats.Undecided {
			return a
		}
		a = Answer{v, 1 - float64((1-confidence)/2)}
	}
	return a
}
