package reports

import (
	"fmt"
	"strings"

	"headroom/sim/stats"
)

const (
	mostHappenings = 12 // lines of the timeline
	mostSteps      = 3  // changes of a component that are told one by one
)

// timelineLines tells the faults one by one; many changes of a component (scaling steps,
// breakers) take one line, at the time of the first.
func timelineLines(r *stats.Result) []string {
	groups := happeningGroups(r.Timeline)
	var lines []string
	for i, g := range groups {
		if i == mostHappenings {
			return append(lines, fmt.Sprintf("and %d more; result.json has them all", len(groups)-i))
		}
		lines = append(lines, groupText(g, r.Scenario.Duration))
	}
	return lines
}

// happeningGroups collects the moments of the same kind at the same component. Instances
// of a caller count as one: checkout/2->payments is part of checkout->payments.
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

func groupText(g []stats.Happening, end float64) string {
	first, last := g[0], g[len(g)-1]
	until := last.At
	if first.Until > first.At {
		until = first.Until
	}
	when := clock(first.At, end)
	if until > first.At {
		when += "–" + clock(until, end)
	}
	var details []string
	for _, h := range g {
		if h.Detail != "" {
			details = append(details, h.Detail)
		}
	}
	text := when + "  " + first.Component + " " + first.What
	switch {
	case len(g) <= mostSteps:
		return strings.TrimSpace(text + " " + strings.Join(details, ", "))
	case first.What == "scale" && len(details) == len(g):
		return fmt.Sprintf("%s in %d steps: %s", text, len(g), pathText(details))
	case len(details) == 0:
		return fmt.Sprintf("%s %d times", text, len(g))
	}
	return fmt.Sprintf("%s %d times, last %s", text, len(g), details[len(details)-1])
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
