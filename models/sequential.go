package models

import (
	"context"
	"errors"

	"headroom/sim/stats"
	"headroom/sim/study"
)

// Checking says how [System.Check] decides the objectives.
type Checking struct {
	// First is the number of replications of the first look, 2 or more; 0 means 5.
	First int
	// Most is the largest number of replications, 2 or more; 0 means 60. A Most below First is
	// the only look.
	Most int
	// Least is a number of replications that are played even when all is decided before, for
	// those who compare them. It is at most Most.
	Least int
	// Stop is asked before each further look, with the numbers of replications played and to
	// be played; a sentence ends the check, and is told as its reason. May be nil.
	Stop func(played, next int) string
	// Looked is told of each look: how many objectives are open after how many replications,
	// and how many are played next, 0 for none. May be nil.
	Looked func(open, played, next int)
	Options
}

// FirstLook is the usual number of replications of the first look of a check.
const FirstLook = 5

// The other defaults of a check.
const (
	mostLooked    = 60
	falseVerdicts = 0.05
	lastLook      = "its last look was taken"
)

// Check plays a checked system until every objective is decided, at most to Most
// replications: it looks at the schedule of [stats.Sequential], whose error probability of
// 5 % is shared by the objectives of severity error, so that with 95 % none of their
// verdicts is false. A decided objective stays decided, with the numbers that decided it;
// the result is otherwise that of all replications played.
//
// A dead or unstable system needs no statistics: it fails at the first look, and a check of
// an unstable one ends there. Objectives that are about what the replications did and not
// about chance, such as a maximum, are judged in the end.
//
// When the context ends early, the result holds the finished replications and the looks
// that they reach. Errors and panics are those of [System.Play].
func (s *System) Check(ctx context.Context, c Checking) (*stats.Result, error) {
	plan := s.sequential(&c)
	schedule := plan.Schedule()
	t := s.Trials()
	ended := ""
	for k, n := range schedule {
		if k > 0 && c.Stop != nil {
			if ended = c.Stop(t.Played(), n); ended != "" {
				break
			}
		}
		if err := t.Play(ctx, n, c.Options); err != nil {
			return t.interrupted(err, plan)
		}
		growing := unstable(t.done)
		open := t.sys.open(t.done, plan, growing)
		switch {
		case open == 0:
		case len(growing) > 0:
			ended = "the system is unstable, and more replications do not change that"
		case k == len(schedule)-1:
			ended = lastLook
		}
		next := 0
		if open > 0 && ended == "" {
			next = schedule[k+1]
		}
		if c.Looked != nil {
			c.Looked(open, t.Played(), next)
		}
		if next == 0 {
			break
		}
	}
	if least := min(c.Least, plan.Most); t.Played() < least {
		if err := t.Play(ctx, least, c.Options); err != nil {
			return t.interrupted(err, plan)
		}
	}
	return t.checked(plan, ended), nil
}

// sequential returns the plan for one objective.
func (s *System) sequential(c *Checking) stats.Sequential {
	plan := stats.Sequential{First: c.First, Most: c.Most, Error: falseVerdicts / float64(max(1, s.decisive()))}
	if plan.First == 0 {
		plan.First = FirstLook
	}
	if plan.Most == 0 {
		plan.Most = mostLooked
	}
	return plan
}

// decisive returns the number of objectives whose verdict counts.
func (s *System) decisive() int {
	n := 0
	for _, o := range s.Objectives {
		if o.Value.Severity == "error" {
			n++
		}
	}
	return n
}

// interrupted returns what is left of a check when a replication was not finished.
func (t *Trials) interrupted(err error, plan stats.Sequential) (*stats.Result, error) {
	var fault *study.Panic
	if t.Played() == 0 || errors.As(err, &fault) {
		return nil, err
	}
	r := t.checked(plan, "interrupted")
	r.Scenario.Interrupted = true
	return r, nil
}

// open returns how many objectives more replications could decide.
func (s *System) open(done []*measures, plan stats.Sequential, growing []string) int {
	n := 0
	for _, o := range s.Objectives {
		if j := s.decide(o.Name, &o.Value, done, plan, growing); j.Verdict == stats.Undecided && j.Value != nil {
			n++
		}
	}
	return n
}

// checked sums up what was played, with the objectives as the looks decided them.
func (t *Trials) checked(plan stats.Sequential, ended string) *stats.Result {
	s, r := t.sys, t.Result()
	r.Verdict = stats.Pass
	for i := range r.Objectives {
		j := &r.Objectives[i]
		o := &s.Objectives[i].Value
		*j = s.decide(s.Objectives[i].Name, o, t.done, plan, r.Unstable)
		if j.Severity == "error" {
			r.Verdict = stats.Worst(r.Verdict, j.Verdict)
		}
		if j.Verdict == stats.Undecided && ended != lastLook && j.Value != nil {
			j.Reason += "; the check ended because " + ended
		}
	}
	r.Check = &stats.Check{Error: falseVerdicts, Schedule: plan.Schedule(), Ended: ended}
	for _, n := range r.Check.Schedule {
		if n <= t.Played() {
			r.Check.Looks++
		}
	}
	return r
}

// decide judges an objective by the looks that so many replications reach.
func (s *System) decide(name string, o *Objective, done []*measures, plan stats.Sequential, growing []string) stats.Objective {
	j, g := s.judged(name, o)
	j.Replications = len(done)
	if s.beyond(&j, &g, done, growing) {
		return j
	}
	plan.Op, plan.Bound = g.op, g.bound
	all := s.value(&g, done, s.summaryFor(&g, done))
	if all == nil {
		j.Verdict, j.Reason = stats.Fail, "there was nothing to measure"
		return j
	}
	if g.certain() {
		j.Value = &all.Value
		j.Verdict = stats.Judge(g.op, g.bound, all.Value, nil)
		return j
	}
	d := s.look(&g, done, plan)
	if d.Estimate == nil {
		d.Estimate = all
	}
	j.Value, j.CI95, j.Verdict = &d.Estimate.Value, d.Estimate.CI95, d.Verdict
	j.Looks = d.Looks
	if j.CI95 == nil { // before the first look, or a single replication
		j.Reason = "undecided after " + replicationsText(len(done)) + ": there is no interval yet"
		return j
	}
	j.Replications, j.Confidence = d.Used, d.Confidence
	if j.Verdict == stats.Undecided {
		j.Reason = undecided(&j, d.Used)
	}
	return j
}

// look goes through the looks of an objective.
func (s *System) look(g *goal, done []*measures, plan stats.Sequential) stats.Decision {
	if g.metric == "success" && g.over == 0 {
		i := operationNumber(done, g.subject)
		ok, ended := make([]uint64, len(done)), make([]uint64, len(done))
		for k, m := range done {
			ok[k], ended[k] = m.ops[i].ok, m.ops[i].ok+m.ops[i].failed()
		}
		return plan.LookProportion(ok, ended)
	}
	single := make([]float64, len(done))
	for k := range done {
		single[k] = nothing
		if e := s.value(g, done[k:k+1], s.summaryFor(g, done[k:k+1])); e != nil {
			single[k] = e.Value
		}
	}
	return plan.LookBy(len(done), func(n int, confidence float64) (float64, *[2]float64) {
		e := s.value(g, done[:n], s.summaryFor(g, done[:n]))
		if e == nil {
			return nothing, nil
		}
		// A percentile of all replications is not the mean of theirs: see stats.EstimateOf.
		_, ci := stats.Asymmetric(confidence, single[:n])
		if ci != nil {
			ci[0], ci[1] = min(ci[0], e.Value), max(ci[1], e.Value)
		}
		return e.Value, ci
	})
}
