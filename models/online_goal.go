package models

import (
	"fmt"

	"headroom/sim/stats"
)

// reconnectMetric is what objectives can name of traffic with connections: the time from
// the loss of a connection to the next one.
const reconnectMetric = "reconnect"

// measureReconnect finds the unit of the metric, and fills in its part.
func (g *goal) measureReconnect() error {
	g.unit = "s"
	switch g.part {
	case "":
		g.part = "mean"
	case "p50", "p90", "p95", "p99", "p999", "mean", "max":
	default:
		return fmt.Errorf("%s has no %q; write p50, p90, p95, p99, p999, mean or max", g.metric, g.part)
	}
	return nil
}

// reconnects checks that an objective about reconnecting is for traffic with connections.
func (c *Check) reconnects(subject string) {
	comp := c.index.components[subject]
	var names []string
	for i := range c.System.Components {
		if t, ok := c.System.Components[i].Spec.(*Traffic); ok && t.Model == "connections" {
			if comp != nil && comp.Spec == Spec(t) {
				return
			}
			names = append(names, c.System.Components[i].Name)
		}
	}
	c.Errorf("", "no traffic with model: connections is named %q%s", subject, didYouMean(subject, names))
}

// reconnectValue measures the time of reconnecting, nil when nobody had to.
func reconnectValue(g *goal, done []*measures) *stats.Estimate {
	for i, first := range done[0].online {
		if first.track.online.source.name == g.subject {
			l := reconnectTimes(done, i)
			return latencyValue(g.part, &l)
		}
	}
	panic("models: no people " + g.subject)
}
