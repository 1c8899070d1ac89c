package whatif

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"headroom/models"
	"headroom/sim/stats"
	"headroom/sim/study"
)

// find looks for the largest, or the smallest, value of a setting with which the
// objectives are kept.
type find struct {
	knob     *knob
	question study.Question
	extreme  string // largest or smallest
}

// The defaults of searches.
const (
	searchBudget = 1000 // replications of a search
	mostRepeat   = 8    // times as many replications of a point as at first
)

// replications returns how many of a point a search plays at first, and at most.
func replications(s *models.Study, repeat int) (first, most int) {
	first, most = s.Repeat, s.MaxRepeat
	if first == 0 {
		first = repeat
	}
	if most == 0 {
		most = mostRepeat * first
	}
	return first, max(first, most)
}

// budget returns how many replications a search plays, all points together.
func budget(s *models.Study) int {
	if s.Budget == 0 {
		return searchBudget
	}
	return s.Budget
}

// newFind makes the search of a study from the knob that it is about. Repeat is the number
// of replications of a run. The largest value is looked for from the low end of the knob,
// the smallest from the high one.
func newFind(s *models.Study, k *knob, repeat int) (*find, error) {
	word, _, _ := strings.Cut(s.Find, " ")
	f := &find{knob: k, extreme: map[string]string{"max": "largest", "min": "smallest"}[word]}
	from, to := k.from, k.to
	if k.texts != nil {
		to = float64(len(k.texts) - 1)
	}
	if f.extreme == "smallest" {
		from, to = to, from
	}
	f.question = study.Question{Tolerance: float64(s.Tolerance), Budget: budget(s), Width: 1}
	f.question.First, f.question.Most = replications(s, repeat)
	var err error
	switch {
	case k.texts != nil || k.setting.Whole:
		f.question.Axis, err = study.Integers(int(from), int(to))
	case k.ratios:
		f.question.Axis, err = study.Logarithmic(from, to)
	default:
		f.question.Axis, err = study.Linear(from, to)
	}
	if err != nil {
		return nil, err
	}
	k.digit = f.question.Tolerance / 10
	if k.texts != nil {
		f.question.Tolerance = 0 // places in a list have no size
	}
	_, err = study.NewFind(f.question)
	return f, err
}

// point is the place as a point to play.
func (f *find) point(at float64) Point { return Point{Values: []string{f.knob.text(at)}} }

// search goes as far as the finished runs allow.
func (f *find) search(trials Trials) (s *study.Find, runs []Run, over bool) {
	s, err := study.NewFind(f.question)
	if err != nil {
		panic("headroom: " + err.Error()) // newFind has tried it
	}
	runs, over = follow(s, trials,
		func(p study.Probe) []Run { return runsOf(f.point(p.At), p.Runs) },
		func(_ study.Probe, done []*stats.Trial) study.Answer { return judge(done).Answer })
	return s, runs, over
}

// Plan returns the runs of the places that have been asked.
func (f *find) Plan(trials Trials) (runs []Run, over bool) {
	_, runs, over = f.search(trials)
	return runs, over
}

// Result tells the bracket.
func (f *find) Result(trials Trials, s *stats.Study) {
	search, _, _ := f.search(trials)
	found := search.Found()
	s.Found = &stats.Found{Holds: f.told(found.Holds), Fails: f.told(found.Fails)}
	for _, u := range found.Undecided {
		s.Found.Undecided = append(s.Found.Undecided, f.knob.value(u.At))
	}
	limits := ""
	if found.Fails != nil {
		done, _ := finished(trials, f.point(found.Fails.At), found.Fails.Runs)
		s.Found.Limits = judge(done).Broken
		limits = broken(s.Found.Limits, done)
	}
	s.Found.Confidence = f.sureness(trials, &found)
	s.Answer = f.answer(&found, s.Found, limits)
	if places := f.texts(found.Contradictions); len(found.Contradictions) > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("the objectives are kept again at %s, beyond %s where they are not: there is more than one limit, or a verdict was wrong",
			places, s.Found.Fails.Text))
	}
	if found.Ending == study.OutOfBudget {
		s.Notes = append(s.Notes, fmt.Sprintf("the budget of %d replications ended the search; a higher budget: narrows the answer", f.question.Budget))
	}
}

func (f *find) told(t *study.Told) *stats.KnobValue {
	if t == nil {
		return nil
	}
	v := f.knob.value(t.At)
	return &v
}

// sureness says how sure all verdicts of a search are together. Where some replications of
// a place are doomed and others are not, the seed decides, and intervals of means tell
// little: that none of a few replications was doomed does not say that none ever is.
func (f *find) sureness(trials Trials, found *study.Found) string {
	for _, p := range found.Probes {
		done, _ := finished(trials, f.point(p.At), p.Runs)
		n := 0
		for _, t := range done {
			if doomed(t) {
				n++
			}
		}
		if n > 0 && n < len(done) {
			return fmt.Sprintf("near the edge the seed decides: at %s %d of %s lost; where none of %d is, up to %.0f %% may be (95 %%)",
				f.knob.text(p.At), n, count(len(done), "replication is", "replications are"), f.question.First, 100*stats.Wilson(0, uint64(f.question.First))[1])
		}
	}
	if found.Confidence < 0.5 {
		return "the verdicts on the way are not sure; a higher repeat: makes them so"
	}
	return fmt.Sprintf("every verdict on the way is right with at least %v %%", math.Floor(found.Confidence*1000)/10)
}

// answer says in a sentence what came out. Limits says why it fails where it does.
func (f *find) answer(found *study.Found, told *stats.Found, limits string) string {
	set := f.knob.setting.Path
	start := f.knob.text(f.start())
	switch {
	case found.Holds == nil && found.Fails != nil && found.Ending != study.OutOfBudget && len(found.Undecided) == 0:
		return fmt.Sprintf("no %s within the search keeps the objectives: already at %s %s", set, told.Fails.Text, limits)
	case found.Holds == nil:
		text := fmt.Sprintf("no %s is known to keep the objectives: at %s %d replications do not decide", set, start, f.question.Most)
		if told.Fails != nil {
			text += fmt.Sprintf(", and at %s %s", told.Fails.Text, limits)
		}
		return text
	case found.Ending == study.EndHolds:
		return fmt.Sprintf("the objectives are kept at every %s that was tried, up to the end of the search at %s", set, told.Holds.Text)
	case found.Fails == nil:
		return fmt.Sprintf("the objectives are kept at %s %s; beyond, at %s, the replications do not decide", set, told.Holds.Text, f.texts(found.Undecided))
	}
	undecided := ""
	if n := len(found.Undecided); n > 0 {
		undecided = fmt.Sprintf("; between, at %s, %d replications do not decide", f.texts(found.Undecided), f.question.Most)
	}
	if f.question.Axis.Len() > 0 && math.Abs(found.Holds.At-found.Fails.At) == 1 {
		return fmt.Sprintf("the %s %s that keeps the objectives is %s; at %s %s", f.extreme, set, told.Holds.Text, told.Fails.Text, limits)
	}
	low, high := told.Holds.Text, told.Fails.Text
	if f.extreme == "smallest" {
		low, high = high, low
	}
	return fmt.Sprintf("the %s %s that keeps the objectives lies between %s and %s; at %s %s%s", f.extreme, set, low, high, told.Fails.Text, limits, undecided)
}

// start is the place where the search begins, at which the objectives should be kept.
func (f *find) start() float64 {
	if f.extreme == "smallest" {
		if f.knob.texts != nil {
			return float64(len(f.knob.texts) - 1)
		}
		return f.knob.to
	}
	return f.knob.from
}

func (f *find) texts(places []study.Told) string {
	var texts []string
	for _, p := range places {
		texts = append(texts, f.knob.text(p.At))
	}
	return listed(texts)
}

// broken says what is wrong at a place that fails: objectives, or else the system.
func broken(names []string, done []*stats.Trial) string {
	switch len(names) {
	case 0:
		unstable := 0
		for _, t := range done {
			if len(t.Unstable) > 0 {
				unstable++
			}
		}
		if unstable == 0 {
			return "an operation is never answered"
		}
		return fmt.Sprintf("%d of %s unstable", unstable, count(len(done), "replication is", "replications are"))
	case 1:
		return names[0] + " is broken"
	}
	return listed(names) + " are broken"
}

// listed joins words: a, b and c. Of many it names the first few.
func listed(words []string) string {
	const most = 6
	if len(words) > most {
		words = append(slices.Clone(words[:most-1]), fmt.Sprintf("%d more", len(words)-most+1))
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
