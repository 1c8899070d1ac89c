package whatif

import (
	"math"
	"strings"
	"time"

	"headroom/models"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// fewWindows is the number of windows of the series that are looked at together where an
// objective does not say over how long it holds.
const fewWindows = 5

// recovery returns the time from the end of the last fault or spike until every
// objective of severity error about the success or a latency of an operation was kept
// again, and stayed so, in seconds. It is nil where nothing of that kind ends, where no
// objective tells, and where there is no end to it. It is as coarse as the windows of the
// series: 0 is less than one of them.
func recovery(sys *models.System, r *stats.Result) *float64 {
	end, ok := troubleEnd(sys)
	if !ok || r.Series == nil {
		return nil
	}
	back, told := end, false
	for _, o := range r.Objectives {
		if o.Severity != "error" {
			continue
		}
		at, ok, lasting := keptFrom(r.Series, &o, end)
		if lasting {
			return nil
		}
		if ok {
			told = true
			back = max(back, at)
		}
	}
	if !told {
		return nil
	}
	seconds := back - end
	return &seconds
}

// troubleEnd returns when the last fault or spike ends, in seconds; false when there is
// none, or one that lasts to the end of the run.
func troubleEnd(sys *models.System) (end float64, ok bool) {
	var last time.Duration
	for i := range sys.Faults {
		f := &sys.Faults[i]
		if f.For == 0 && f.Flush == "" {
			return 0, false
		}
		last = max(last, f.At.Std()+f.For.Std())
	}
	for _, c := range sys.Components {
		t, isTraffic := c.Spec.(*models.Traffic)
		if !isTraffic {
			continue
		}
		if s, isSpike := t.Rate.Law.(*models.Spike); isSpike {
			last = max(last, s.At.Std()+s.Rise.Std()+s.Hold.Std()+s.Fall.Std())
		}
	}
	return last.Seconds(), last > 0 && last < sys.Run.Duration.Std()
}

// keptFrom returns from when on an objective is kept after an instant. It looks at all spans
// of as many windows as the objective says, and in the last that breaks it at single ones: at
// the success over all requests of a span, at a latency in more than half of its windows. Ok
// is false for objectives about other things; lasting tells that the last span of the run
// does not keep it.
func keptFrom(series *stats.Series, o *stats.Objective, after float64) (at float64, ok, lasting bool) {
	breaks := spanBreaks(series, o)
	if breaks == nil {
		return 0, false, false
	}
	span := spanOf(series, o)
	first := 0
	for first < len(series.Times) && series.Times[first] < after {
		first++
	}
	at = after
	broken := -1
	for i := first; i+span <= len(series.Times); i++ {
		if lasting = breaks(i, i+span); lasting {
			broken = i
		}
	}
	if broken >= 0 {
		last := broken + span - 1
		for last > broken && !breaks(last, last+1) {
			last--
		}
		at = series.Times[last] + series.Width
	}
	return at, first+span <= len(series.Times), lasting
}

// spanOf returns the number of windows that an objective is about.
func spanOf(series *stats.Series, o *stats.Objective) int {
	words := strings.Fields(o.Objective)
	for i, w := range words {
		var d unit.Duration
		if w == "over" && i+1 < len(words) && d.UnmarshalText([]byte(words[i+1])) == nil {
			return max(1, int(math.Round(d.Seconds()/series.Width)))
		}
	}
	return fewWindows
}

// spanBreaks returns what tells whether the windows from one up to another break an
// objective; nil when it is about something else.
func spanBreaks(series *stats.Series, o *stats.Objective) func(from, to int) bool {
	name, metric, _ := strings.Cut(o.Metric, ".")
	subject := "operation/" + name
	if metric == "success" {
		good, bad := series.Column(subject, "ok"), series.Column(subject, "failed")
		if good == nil || bad == nil || o.Op[0] != '>' {
			return nil
		}
		return func(from, to int) bool {
			kept, all := 0.0, 0.0
			for i := from; i < to; i++ {
				kept, all = kept+good[i], all+good[i]+bad[i]
			}
			return all > 0 && stats.Judge(o.Op, o.Bound, kept/all, nil) == stats.Fail
		}
	}
	times, failed := series.Column(subject, metric), series.Column(subject, "failed")
	if times == nil || failed == nil || o.Op[0] != '<' || o.Unit != "s" {
		return nil
	}
	return func(from, to int) bool {
		over, n := 0, 0
		for i := from; i < to; i++ {
			switch dead := math.IsNaN(times[i]); {
			case dead && failed[i] == 0:
				continue // nobody asked
			case dead || stats.Judge(o.Op, o.Bound, times[i], nil) == stats.Fail:
				over++
			}
			n++
		}
		return 2*over > n
	}
}
