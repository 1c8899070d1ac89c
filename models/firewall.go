package models

import (
	"headroom/sim/dist"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// Firewall is a web application firewall in a gateway: it inspects each request on a
// worker, and rejects what it takes for an attack. Attacks are traffic of their own, with
// keys that no cache holds and without back-off; what is rejected has cost the inspection,
// and is billed by the gateway, but by nobody behind it.
type Firewall struct {
	// Inspect is the work on one request: 0.1 ms to 2 ms for a set of managed rules.
	Inspect dist.Duration `yaml:"inspect" default:"0.2ms"`
	// Block is the share of the requests of a traffic source that is rejected: "bots: 95%".
	// For good traffic it is the share of false alarms.
	Block stats.Ordered[unit.Ratio] `yaml:"block"`
}

// enabled tells whether there is a firewall.
func (w *Firewall) enabled() bool { return w.Inspect.Set() }

func (w *Firewall) validate(c *Check) {
	var names []string
	for i := range c.System.Components {
		if c.System.Components[i].Kind.Name == "traffic" {
			names = append(names, c.System.Components[i].Name)
		}
	}
	for _, b := range w.Block {
		if comp := c.index.components[b.Name]; comp == nil || comp.Kind.Name != "traffic" {
			c.Errorf("block."+b.Name, "no traffic is named %q%s", b.Name, didYouMean(b.Name, names))
		}
		if b.Value < 0 || b.Value > 1 {
			c.Errorf("block."+b.Name, "%v is not between 0%% and 100%%", b.Value)
		}
	}
}

// shares returns the share that is blocked, by the number of the source.
func (w *Firewall) shares(e *engine) []float64 {
	list := make([]float64, len(e.sources))
	for i, s := range e.sources {
		if share, ok := w.Block.Find(s.name); ok {
			list[i] = float64(share)
		}
	}
	return list
}
