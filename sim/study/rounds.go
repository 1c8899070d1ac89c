package study

import "context"

// Rounds is a study that decides what to try next by what came out before. It goes in
// rounds, so that many machines can work at once and a study that was stopped can be
// brought back to where it was by telling it the same answers again.
//
// Next returns what is to be tried and has not been told yet; nothing when the study is
// over. It changes nothing: called twice, it returns the same. Tell gives the answer to
// one of them. A round is over when all of its answers are told, and only then the next
// one is decided. So the course of a study depends on the answers, and neither on their
// order nor on the number of machines.
type Rounds[Trial, Answer any] interface {
	Next() []Trial
	Tell(Trial, Answer)
}

// Drive plays a study to its end, up to jobs trials at a time (0: as many as there are
// processors). An error of a trial, or the end of the context, stops it; the answers of
// the round that were finished by then are not told.
func Drive[Trial, Answer any](ctx context.Context, r Rounds[Trial, Answer], jobs int, ask func(context.Context, Trial) (Answer, error)) error {
	for {
		trials := r.Next()
		if len(trials) == 0 {
			return nil
		}
		answers, err := Replicate(ctx, len(trials), jobs, func(ctx context.Context, i int) (Answer, error) {
			return ask(ctx, trials[i])
		})
		if err != nil {
			return err
		}
		for i, t := range trials {
			r.Tell(t, answers[i])
		}
	}
}
