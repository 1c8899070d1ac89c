package models

import (
	"slices"
)

// Objective is a bound that the system should keep, as one readable line:
// "checkout.p99 < 1.2s", "main.success >= 99% over 30s after 4m", "cost < $10k/month".
type Objective struct {
	// Objective is the line. Required.
	Objective string `yaml:"objective" required:"true"`
	// Severity of a failure: an error fails the check, a warning is only reported.
	Severity string `yaml:"severity" enum:"error,warning" default:"error"`
}

// ShortForm names the field that a scalar stands for.
func (Objective) ShortForm() string { return "objective" }

// validate checks that the objective can be read and that what it names is there.
func (o *Objective) validate(c *Check) {
	g, err := parseGoal(o.Objective)
	if err != nil {
		c.Errorf("", "%v", err)
		return
	}
	g.validate(c)
}

// validate checks that what a goal names is there.
func (g *goal) validate(c *Check) {
	switch {
	case g.subject == "cost":
	case g.metric == reconnectMetric:
		c.reconnects(g.subject)
	case g.part == "":
		if !slices.Contains(c.index.operations, g.subject) {
			c.Errorf("", "no traffic asks for an operation %q%s", g.subject, didYouMean(g.subject, c.index.operations))
		}
	default:
		comp := c.index.components[g.subject]
		switch {
		case comp == nil:
			c.Errorf("", "no component is named %q%s", g.subject, didYouMean(g.subject, c.index.names))
		case g.metric == "lag" && comp.Kind.Name != "queue":
			c.Errorf("", "%s is a %s; only queues lag", g.subject, comp.Kind.Name)
		case g.metric == "hit_ratio" && comp.Kind.Name != "cache" && comp.Kind.Name != "cdn":
			c.Errorf("", "%s is a %s; only caches and CDNs have a hit ratio", g.subject, comp.Kind.Name)
		case g.metric == "utilization" && boundless(comp.Spec):
			c.Errorf("", "%s is a %s, which has no servers that could be busy", g.subject, comp.Kind.Name)
		}
	}
	if g.over > 0 {
		c.windows(g)
	}
}

// boundless tells whether a component has no servers that could be busy, as its kind says.
func boundless(s Spec) bool {
	b, ok := s.(interface{ boundless() bool })
	return ok && b.boundless()
}

// windows checks the windows of an objective.
func (c *Check) windows(g *goal) {
	if g.part != "" || g.subject == "cost" {
		c.Errorf("", "only objectives of operations can have windows")
		return
	}
	end := c.System.Run.Duration.Std()
	from := c.System.Run.Warmup.Of(end)
	if g.after > 0 {
		from = g.after
	}
	if from+g.over > end {
		c.Errorf("", "no window of %v fits between %v and the end of the run at %v", g.over, from, end)
	}
}
