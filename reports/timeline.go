package reports

import (
	"fmt"
	"slices"
	"strings"

	"headroom/sim/stats"
)

const (
	mostHappenings = 12 // lines of the timeline
	mostSteps      = 3  // changes of a component that are told one by one
)

// timelineLines tells the faults one by one; many changes of a component (scaling steps,
// breakers, ejected replicas, health) take one line, at the time of the first.
func timelineLines(r *stats.Result) []string {
	groups := happeningGroups(r.Timeline)
	var lines []string
	for i, g := range groups {
		if i == mostHappenings {
			return append(lines, fmt.Sprintf("and %d more; result.json has them all", len(groups)-i))
		}
		when := clock(g[0].At, r.Scenario.Duration)
		if until := lastOf(g); until > g[0].At {
			when += "–" + clock(until, r.Scenario.Duration)
		}
		lines = append(lines, strings.TrimSpace(when+"  "+g[0].Component+" "+groupText(g)))
	}
	return lines
}

// happeningGroups collects the moments of the same kind at the same component. Instances
// of a caller count as one: checkout/2->payments is part of checkout->payments. So do
// replicas that are ejected and that come back.
func happeningGroups(timeline []stats.Happening) [][]stats.Happening {
	var groups [][]stats.Happening
	at := map[string]int{}
	for _, h := range timeline {
		if caller, callee, link := strings.Cut(h.Component, "->"); link {
			name, _, _ := strings.Cut(caller, "/")
			h.Component = name + "->" + callee
		}
		if h.Until > h.At {
			groups = append(groups, []stats.Happening{h})
			continue
		}
		key := h.What + " " + h.Component
		if h.What == "back" {
			key = "ejected " + h.Component
		}
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], h)
	}
	return groups
}

// lastOf is the end of a group.
func lastOf(g []stats.Happening) float64 {
	if g[0].Until > g[0].At {
		return g[0].Until
	}
	return g[len(g)-1].At
}

// groupText tells what happened: few changes one by one, of many how often and the last.
func groupText(g []stats.Happening) string {
	what := g[0].What
	var details []string
	for _, h := range g {
		switch {
		case h.What != what:
			details = append(details, h.What+" "+h.Detail)
		case h.Detail != "":
			details = append(details, h.Detail)
		}
	}
	switch {
	case len(g) <= mostSteps:
		return strings.TrimSpace(what + " " + strings.Join(details, ", "))
	case what == "scale" && len(details) == len(g):
		return fmt.Sprintf("scale in %d steps: %s", len(g), pathText(details))
	case what == "ejected", what == "back":
		return ejectedText(g)
	case what == "health":
		return healthText(g)
	case what == "breaker" && len(details) == len(g):
		if n := ending(details, "-> open"); n > 0 {
			return fmt.Sprintf("breaker opened %s, last %s", times(n), details[len(details)-1])
		}
	case len(details) == 0:
		return fmt.Sprintf("%s %d times", what, len(g))
	}
	return fmt.Sprintf("%s %d times, last %s", what, len(g), details[len(details)-1])
}

// ending counts the texts that end so.
func ending(texts []string, end string) int {
	n := 0
	for _, t := range texts {
		if strings.HasSuffix(t, end) {
			n++
		}
	}
	return n
}

// ejectedText tells which replicas were taken out how often, and how many came back. The
// details begin with the name of the replica: "api/3: success rate".
func ejectedText(g []stats.Happening) string {
	var names []string
	back := 0
	for _, h := range g {
		name, _, _ := strings.Cut(h.Detail, ":")
		if h.What == "back" {
			back++
			continue
		}
		names = append(names, name)
	}
	text := fmt.Sprintf("back %s", times(back))
	switch {
	case len(names) == 0:
		return text
	case back == 0:
		return "ejected " + oftenText(names)
	}
	return "ejected " + oftenText(names) + "; " + text
}

// healthText tells which replicas were found unhealthy how often. The details are like
// "api/3: healthy -> unhealthy".
func healthText(g []stats.Happening) string {
	var bad []string
	last := ""
	for _, h := range g {
		name, change, _ := strings.Cut(h.Detail, ": ")
		last = name + " " + change
		if strings.HasSuffix(change, "-> unhealthy") {
			bad = append(bad, name)
		}
	}
	if len(bad) == 0 {
		return fmt.Sprintf("health changed %s, last %s", times(len(g)), last)
	}
	return "found unhealthy: " + oftenText(bad) + "; last " + last
}

// oftenText counts names, the most frequent first: "api/3 12 times, api/0 once".
func oftenText(names []string) string {
	counts := map[string]int{}
	var order []string
	for _, n := range names {
		if counts[n] == 0 {
			order = append(order, n)
		}
		counts[n]++
	}
	slices.SortStableFunc(order, func(a, b string) int { return counts[b] - counts[a] })
	var parts []string
	for i, n := range order {
		if i == mostSteps {
			parts = append(parts, counted(len(order)-i, "other"))
			break
		}
		parts = append(parts, n+" "+times(counts[n]))
	}
	return strings.Join(parts, ", ")
}

// pathText joins scaling steps at their turning points: from "4 -> 6 replicas", "6 -> 9
// replicas", "9 -> 5 replicas" it makes "4 -> 9 -> 5 replicas". Steps that it cannot read
// are told by the first and the last.
func pathText(details []string) string {
	var path []int
	for _, d := range details {
		var from, to int
		if n, err := fmt.Sscanf(d, "%d -> %d", &from, &to); n < 2 || err != nil {
			return details[0] + " ... " + details[len(details)-1]
		}
		if len(path) == 0 {
			path = append(path, from)
		}
		n := len(path)
		if n > 1 && (path[n-1] > path[n-2]) == (to > path[n-1]) {
			path = path[:n-1]
		}
		path = append(path, to)
	}
	low, high := path[0], path[0]
	for _, n := range path {
		low, high = min(low, n), max(high, n)
	}
	if len(path) > 6 {
		return fmt.Sprintf("%d -> ... -> %d replicas, between %d and %d", path[0], path[len(path)-1], low, high)
	}
	text := fmt.Sprint(path[0])
	for _, n := range path[1:] {
		text += fmt.Sprintf(" -> %d", n)
	}
	return text + " replicas"
}
