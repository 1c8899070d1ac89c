package study_test

import "headroom/sim/study"

// drive plays a study to its end.
func drive[Trial, Answer any](r study.Rounds[Trial, Answer], ask func(Trial) Answer) {
	for round := r.Next(); len(round) > 0; round = r.Next() {
		for _, trial := range round {
			r.Tell(trial, ask(trial))
		}
	}
}
