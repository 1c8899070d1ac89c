package reports

import (
	"fmt"
	"strings"

	"headroom/sim/stats"
)

// Words for what became of a metric since the baseline.
const (
	wordRegression = "REGRESSION"
	wordTolerated  = "tolerated"
	wordBetter     = "better"
	wordSame       = "no change"
)

func regressionWord(g stats.Regression) (string, style) {
	switch {
	case g.Effect == stats.Worse && g.Tolerated:
		return wordTolerated, unstyled
	case g.Effect == stats.Worse && g.Severity == "warning":
		return "worse", unsure
	case g.Effect == stats.Worse:
		return wordRegression, bad
	case g.Effect == stats.Better:
		return wordBetter, good
	}
	return wordSame, unstyled
}

// baselineSection tells what became of the objectives' metrics since an earlier result.
func baselineSection(r *stats.Result) section {
	b := r.Baseline
	if b == nil {
		return section{}
	}
	s := section{title: "Against the baseline", table: grid{columns: []gridColumn{
		{name: "change", text: true}, {name: "name", text: true}, {name: "metric", text: true}, {name: "before"}, {name: "now"}, {name: "by"},
	}}}
	counts := map[string]int{}
	for _, g := range b.Regressions {
		word, look := regressionWord(g)
		counts[word]++
		by, interval := "", ""
		if g.Change != nil {
			by, interval = changeText(g.Change)
		}
		s.table.rows = append(s.table.rows, gridRow{cells: []gridCell{
			{text: word, style: look}, {text: g.Name}, {text: g.Metric}, {text: amount(g.Before, unit(g.Unit))}, {text: amount(g.Now, unit(g.Unit))},
			{text: by, interval: interval},
		}})
	}
	var parts []string
	for _, word := range []string{wordRegression, "worse", wordTolerated, wordBetter, wordSame} {
		if n := counts[word]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, word))
		}
	}
	if s.summary = strings.Join(parts, ", "); s.summary == "" {
		s.summary = "it measured nothing that an objective is about"
	}
	s.more = fmt.Sprintf("%s, compared in pairs with the same random numbers over %s", b.Source, counted(b.Compared, "replication"))
	if !b.Paired {
		s.more = fmt.Sprintf("%s, compared by the means alone, as %s", b.Source, b.Unpaired)
	}
	if len(b.Missing) > 0 {
		s.more += "; it did not measure what these are about: " + strings.Join(b.Missing, ", ")
	}
	return s
}

// changeText writes a relative change with its sign.
func changeText(e *stats.Estimate) (value, interval string) {
	value, interval = measured(e, unitRatio)
	if e.Value > 0 {
		value = "+" + value
	}
	return value, interval
}

// regressionText tells in one line what became of a metric.
func regressionText(g stats.Regression) string {
	text := fmt.Sprintf("%s was %s and is %s", g.Metric, amount(g.Before, unit(g.Unit)), amount(g.Now, unit(g.Unit)))
	if g.Change != nil {
		by, interval := changeText(g.Change)
		text += ", " + strings.TrimSpace(by+" "+interval)
	}
	switch {
	case g.P == nil:
		return "unknown: " + text + "; it takes two replications to tell a change from chance"
	case g.Effect == stats.Worse && g.Tolerated:
		return "tolerated: " + text
	case g.Effect == stats.Worse:
		return fmt.Sprintf("regression: %s; it became worse since the baseline (p = %.2g)", text, *g.P)
	case g.Effect == stats.Better:
		return "better: " + text
	case g.Before == g.Now:
		return "no change: " + text
	}
	return "no change: " + text + "; that may be chance"
}

// regressionFindings tell, for pages without that section, what became worse.
func regressionFindings(r *stats.Result) []stats.Finding {
	var list []stats.Finding
	if r.Baseline != nil {
		for _, g := range r.Baseline.Regressions {
			if g.Effect == stats.Worse {
				list = append(list, stats.Finding{Text: regressionText(g)})
			}
		}
	}
	return list
}

// usualMost is the largest number of replications of a check unless it is told otherwise.
const usualMost = 60

// decidedText tells how a check decided the objectives.
func decidedText(r *stats.Result) string {
	c := r.Check
	if c == nil {
		return ""
	}
	var at []string
	for _, n := range c.Schedule {
		if n <= r.Scenario.Replications && len(at) < c.Looks {
			at = append(at, fmt.Sprint(n))
		}
	}
	when := strings.Join(at, "")
	if len(at) > 1 {
		when = strings.Join(at[:len(at)-1], ", ") + " and " + at[len(at)-1]
	}
	return fmt.Sprintf("looked at after %s of at most %d replications, with intervals that are %s sure for all looks and objectives together",
		when, c.Schedule[len(c.Schedule)-1], amountDigits(1-c.Error, unitRatio, 2))
}
