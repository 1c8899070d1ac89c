package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"headroom/sim/stats"
)

// saturated is the mean utilisation from which a box of the diagram is drawn as
// saturated: with one server the mean queue is then four times as long as at 50 %
// (Pollaczek-Khinchine: rho/(1-rho)).
const saturated = 0.8

// failing is the failed share of the calls from which an arrow is drawn as failing.
const failing = 0.001

// graph is the architecture: components and traffic sources, and what crosses between.
type graph struct {
	nodes []node
	edges []edge
}

// node is a component or a traffic source.
type node struct {
	name  string
	kind  string
	state string // load in words, empty before a run
	hot   bool   // saturated or unstable
}

// edge is a link, by the indices of its nodes.
type edge struct {
	from, to int
	kind     string
	label    string
	rate     float64 // calls per second
	failing  bool
}

// graphOf reads the architecture from the components and links of a result. Callers that
// are not components are traffic sources. A result that has no counts, such as one made
// before a run, gives a graph without load.
func graphOf(r *stats.Result) graph {
	var g graph
	index := map[string]int{}
	add := func(n node) int {
		if i, ok := index[n.name]; ok {
			return i
		}
		index[n.name] = len(g.nodes)
		g.nodes = append(g.nodes, n)
		return len(g.nodes) - 1
	}
	for _, l := range r.Links {
		caller, _, _ := strings.Cut(l.Name, "->")
		if _, ok := r.Components.Find(caller); !ok {
			add(node{name: caller, kind: "traffic"})
		}
	}
	for _, c := range r.Components {
		hot := slices.Contains(r.Unstable, c.Name)
		if u := c.Value.Utilization; u != nil && u.Mean != nil && u.Mean.Value >= saturated {
			hot = true
		}
		n := node{name: c.Name, kind: c.Value.Kind, state: loadText(c.Value), hot: hot}
		if slices.Contains(r.Unstable, c.Name) {
			n.state = joined(n.state, "unstable")
		}
		add(n)
	}
	measured := measuredTime(r)
	sent := make([]float64, len(g.nodes))
	for _, l := range r.Links {
		caller, callee, ok := strings.Cut(l.Name, "->")
		if !ok {
			continue
		}
		e := edge{from: index[caller], to: add(node{name: callee, kind: "external"}), kind: l.Value.Kind}
		if calls := float64(l.Value.Calls); calls > 0 && measured > 0 {
			e.rate = calls / measured
			e.label = rateText(e.rate)
			if share := float64(l.Value.Failed) / calls; share >= failing {
				e.failing = true
				e.label += ", " + significant(share*100, 2) + " % failed"
			}
		}
		sent[e.from] += e.rate
		g.edges = append(g.edges, e)
	}
	for i, n := range g.nodes {
		if n.kind == "traffic" && i < len(sent) && sent[i] > 0 {
			g.nodes[i].state = rateText(sent[i])
		}
	}
	return g
}

// loadText says in a few words how loaded a component is: "8 × 89 %", "hit 92 %".
func loadText(c *stats.Component) string {
	var words string
	if u := c.Utilization; u != nil && u.Mean != nil {
		words = significant(u.Mean.Value*100, 2) + " %"
		if n := instances(c.Replicas); n != "" {
			words = n + " × " + words
		}
	}
	if c.HitRatio != nil {
		words = joined(words, "hit "+significant(c.HitRatio.Value*100, 3)+" %")
	}
	if c.Lag != nil && c.Lag.Mean != nil {
		words = joined(words, "lag "+tickSeconds(twoDigits(c.Lag.Mean.Value)))
	}
	if words == "" && c.Throughput > 0 {
		words = rateText(c.Throughput)
	}
	return words
}

// instances writes how many instances there were, a range where the number changed.
func instances(l *stats.Level) string {
	if l == nil || l.Max <= 0 {
		return ""
	}
	if l.Max > l.Min {
		return significant(l.Min, 3) + "–" + significant(l.Max, 3)
	}
	return significant(l.Max, 3)
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}

// rateText writes a rate in at most three digits.
func rateText(v float64) string {
	suffix := ""
	switch {
	case v >= 999.5e3:
		v, suffix = v/1e6, " M"
	case v >= 9995:
		v, suffix = v/1e3, " k"
	case v >= 999.5:
		return fmt.Sprintf("%.0f/s", v)
	}
	return significant(v, 3) + suffix + "/s"
}

func twoDigits(v float64) float64 {
	if v <= 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(v))-1)
	return math.Round(v/unit) * unit
}

// measuredTime is the measured part of all replications together, in seconds, as the
// counts of operations and their rates tell it; by the scenario where there are none.
func measuredTime(r *stats.Result) float64 {
	for _, o := range r.Operations {
		if o.Value.Offered > 0 && o.Value.Rate > 0 {
			return float64(o.Value.Offered) / o.Value.Rate
		}
	}
	return float64(max(1, r.Scenario.Replications)) * (r.Scenario.Duration - r.Scenario.Warmup)
}
