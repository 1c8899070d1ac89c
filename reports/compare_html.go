package reports

import (
	"io"
	"strings"

	"headroom/sim/stats"
)

// ComparisonHTML writes the comparison as one file that needs no other: it loads nothing,
// and forbids the browser to. It has the plot of the differences and the tables of the
// page. It follows the reader's light or dark preference unless o.Theme is "light" or
// "dark".
func ComparisonHTML(w io.Writer, c *stats.Compared, o Options) error {
	p := plainPageOf(o)
	p.Title, p.Facts, p.Warnings, p.Notes = comparisonTitle(c), comparisonHeadline(c), comparisonWarnings(c), comparisonNotes(c)
	p.About = "A: " + c.A.Source + " · B: " + c.B.Source
	p.Cards = comparisonCards(c)
	if err := p.draw(comparisonDrawings(c)); err != nil {
		return err
	}
	settings := section{title: "Settings", summary: settingsSummary(c)}
	settings.lines, settings.more = settingLines(c.Settings)
	p.section(settings)
	for _, part := range comparisonSections(c) {
		p.section(part)
	}
	return p.write(w)
}

// comparisonCards are the large numbers at the top.
func comparisonCards(c *stats.Compared) []card {
	counts := map[stats.Effect]int{}
	for _, m := range c.Metrics {
		counts[m.Effect]++
	}
	var list []card
	if len(c.Objectives) > 0 {
		list = append(list, card{Name: "objectives", Value: string(c.A.Verdict) + " -> " + string(c.B.Verdict), Note: strings.TrimSpace(objectivesCompared(c).summary)})
	}
	for _, k := range []struct {
		effect stats.Effect
		class  string
	}{{stats.Better, "good"}, {stats.Worse, "bad"}} {
		v := card{Name: "significantly " + string(k.effect), Value: counted(counts[k.effect], "metric")}
		if counts[k.effect] > 0 {
			v.Class = k.class
		}
		list = append(list, v)
	}
	return append(list, card{Name: "compared", Value: counted(len(c.Metrics), "metric")})
}
