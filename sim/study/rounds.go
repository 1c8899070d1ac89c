package study

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
