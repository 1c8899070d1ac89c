// Package whatif plays the studies of scenarios: it makes points out of settings, decides
// with package study which replications of which points are wanted, keeps what each has
// shown in a folder, and sums up what came out.
package whatif

import (
	"fmt"

	"headroom/sim/stats"
	"headroom/sim/study"
)

// Point is a place of a study.
type Point struct {
	// Values are those of the knobs, in their order, as they would be written in the file.
	Values []string
	// Without are parts of the scenario that are left out at this point alone.
	Without []string
}

// Run is a replication of a point, by its number from 0.
type Run struct {
	Point       Point
	Replication int
}

// Trials tells what a finished run has shown, nil for one that is not finished.
type Trials func(Run) *stats.Trial

// Form is what a study asks: a sweep, a search for an extreme, ... Each is one file and
// one line in forms. A form keeps no state between calls: what it wants follows from the
// runs that are finished, so a study can be stopped, moved and divided at will.
type Form interface {
	// Plan returns all runs that are wanted, those of earlier rounds included, each once, in
	// the order in which they were first wanted. Over says that all of them are finished, and
	// nothing follows from them.
	Plan(trials Trials) (runs []Run, over bool)
	// Result adds what the form has found to a study whose points are summed up already. It
	// is called when the study is over.
	Result(trials Trials, s *stats.Study)
}

// follow drives a study that goes in rounds as far as the finished runs allow, from its
// begin. The runs of a trial are those that its answer is made of.
func follow[Trial, Answer any](r study.Rounds[Trial, Answer], trials Trials, runs func(Trial) []Run, answer func(Trial, []*stats.Trial) Answer) (plan []Run, over bool) {
	wanted := map[string]bool{}
	for {
		next := r.Next()
		if len(next) == 0 {
			return plan, true
		}
		done := make([][]*stats.Trial, len(next))
		whole := true
		for i, trial := range next {
			all := runs(trial)
			for _, run := range all {
				if name := fmt.Sprintf("%q %q %d", run.Point.Values, run.Point.Without, run.Replication); !wanted[name] {
					wanted[name] = true
					plan = append(plan, run)
				}
				if t := trials(run); t != nil {
					done[i] = append(done[i], t)
				}
			}
			whole = whole && len(done[i]) == len(all)
		}
		if !whole {
			return plan, false
		}
		for i, trial := range next {
			r.Tell(trial, answer(trial, done[i]))
		}
	}
}
