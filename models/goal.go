package models

import (
	"fmt"
	"strings"
	"time"

	"headroom/sim/unit"
)

// goal is a parsed objective.
type goal struct {
	subject string // operation or component; "cost"
	metric  string // p99, success, utilization
	part    string // of a component's metric: mean, max, p99
	op      string // < <= > >=
	bound   float64
	unit    string        // s, ratio, count, per_s, usd_per_month, usd_per_hour, usd_per_1k_ok
	over    time.Duration // width of the windows; 0: the whole measured part
	after   time.Duration // begin of the windows; 0: the end of the warm-up
}

const goalForm = "write for example checkout.p99 < 1.2s, orders-db.utilization.max < 80%, cost < $10k/month"

// parseGoal reads an objective. What it names is checked by goal.check.
func parseGoal(text string) (goal, error) {
	words := strings.Fields(text)
	if len(words) < 3 {
		return goal{}, fmt.Errorf("%q is not an objective; %s", text, goalForm)
	}
	g := goal{op: words[1]}
	switch g.op {
	case "<", "<=", ">", ">=":
	default:
		return goal{}, fmt.Errorf("%q is not a comparison; write < <= > or >=, as in checkout.p99 < 1.2s", g.op)
	}
	if err := g.about(words[0], words[3:]); err != nil {
		return goal{}, err
	}
	return g, g.parseBound(words[2])
}

// about reads what a goal measures: the path of a metric, and windows.
func (g *goal) about(metric string, windows []string) error {
	path := strings.Split(metric, ".")
	g.subject = path[0]
	if len(path) > 1 {
		g.metric = path[1]
	}
	if len(path) > 2 {
		g.part = path[2]
	}
	if len(path) > 3 {
		return fmt.Errorf("%q has too many parts; %s", metric, goalForm)
	}
	if err := g.windows(windows); err != nil {
		return err
	}
	return g.measure()
}

// windows reads "over 30s" and "after 4m".
func (g *goal) windows(words []string) error {
	for ; len(words) > 0; words = words[2:] {
		if len(words) < 2 || words[0] != "over" && words[0] != "after" {
			return fmt.Errorf("%q is not understood; after the bound write over 30s for windows, after 4m for when they begin", strings.Join(words, " "))
		}
		var d unit.Duration
		if err := d.UnmarshalText([]byte(words[1])); err != nil {
			return err
		}
		if d <= 0 {
			return fmt.Errorf("%s %s is not positive; write for example over 30s", words[0], words[1])
		}
		if words[0] == "over" {
			g.over = d.Std()
		} else {
			g.after = d.Std()
		}
	}
	if g.after > 0 && g.over == 0 {
		return fmt.Errorf("after needs windows; write for example over 30s after 4m")
	}
	return nil
}

// operationMetrics and componentMetrics are what objectives can name, with their units.
var operationMetrics = []struct{ name, unit string }{
	{"p50", "s"}, {"p90", "s"}, {"p95", "s"}, {"p99", "s"}, {"p999", "s"}, {"mean", "s"}, {"max", "s"},
	{"success", "ratio"}, {"rate", "per_s"},
}

var componentMetrics = []struct{ name, unit string }{
	{"utilization", "ratio"}, {"queue", "count"}, {"wait", "s"}, {"lag", "s"}, {"hit_ratio", "ratio"}, {"replicas", "count"},
}

// measure finds the unit of the metric, and fills in the part of a component's.
func (g *goal) measure() error {
	if g.subject == "cost" {
		switch g.metric {
		case "":
			g.unit = "usd_per_month"
		case "per_1k_ok":
			g.unit = "usd_per_1k_ok"
		default:
			return fmt.Errorf("cost has no %q; write cost or cost.per_1k_ok", g.metric)
		}
		return nil
	}
	if g.metric == "" {
		return fmt.Errorf("%q names no metric; %s", g.subject, goalForm)
	}
	for _, m := range operationMetrics {
		if m.name == g.metric && g.part == "" {
			g.unit = m.unit
			return nil
		}
	}
	if g.metric == reconnectMetric {
		return g.measureReconnect()
	}
	for _, m := range componentMetrics {
		if m.name != g.metric {
			continue
		}
		g.unit = m.unit
		switch g.part {
		case "":
			g.part = "mean"
		case "mean", "max", "p99":
		default:
			return fmt.Errorf("%s has no %q; write mean, max or p99", m.name, g.part)
		}
		return nil
	}
	var names []string
	for _, m := range operationMetrics {
		names = append(names, m.name)
	}
	for _, m := range componentMetrics {
		names = append(names, m.name)
	}
	names = append(names, reconnectMetric)
	return fmt.Errorf("no metric %q%s; operations have p50 p90 p95 p99 p999 mean max success rate, components utilization queue wait lag hit_ratio replicas, connections reconnect", g.metric, didYouMean(g.metric, names))
}

// parseBound reads the bound in the unit of the metric.
func (g *goal) parseBound(text string) error {
	var err error
	switch g.unit {
	case "s":
		var d unit.Duration
		err = d.UnmarshalText([]byte(text))
		g.bound = d.Std().Seconds()
	case "ratio":
		var r unit.Ratio
		err = r.UnmarshalText([]byte(text))
		g.bound = float64(r)
	case "per_s":
		var r unit.Rate
		err = r.UnmarshalText([]byte(text))
		g.bound = float64(r)
	case "count":
		var c unit.Count
		err = c.UnmarshalText([]byte(text))
		g.bound = float64(c)
	case "usd_per_1k_ok":
		var m unit.Money
		err = m.UnmarshalText([]byte(text))
		g.bound = float64(m)
	default:
		return g.parseCost(text)
	}
	return err
}

// parseCost reads "$10k/month" or "$20/hour".
func (g *goal) parseCost(text string) error {
	amount, per, _ := strings.Cut(text, "/")
	var m unit.Money
	if err := m.UnmarshalText([]byte(amount)); err != nil {
		return err
	}
	switch per {
	case "month":
		g.unit = "usd_per_month"
	case "hour":
		g.unit = "usd_per_hour"
	default:
		return fmt.Errorf("%q does not say how long; write for example $10k/month or $20/hour", text)
	}
	g.bound = float64(m)
	return nil
}

// latency tells whether a system without answers must fail the objective.
func (g *goal) latency() bool { return g.unit == "s" && g.part == "" }

func (g *goal) name() string {
	s := g.subject
	if g.metric != "" {
		s += "." + g.metric
	}
	if g.part != "" {
		s += "." + g.part
	}
	return s
}
