package models

import (
	"headroom/sim/stats"
)

// costFloor returns what a month costs at the mean rates: with the instances that stand
// there or, where an autoscaler holds a target, that these rates need.
func (t *theorist) costFloor(r *stats.Explained) stats.CostFloor {
	s := t.sys
	begin := s.Run.Warmup.Of(s.Run.Duration.Std())
	seconds := (s.Run.Duration.Std() - begin).Seconds()
	month := s.month(seconds)
	floor := stats.CostFloor{Unpriced: []string{}}
	var byMeter [meters]float64
	for i := range s.Components {
		c := &s.Components[i]
		if c.Kind.Name == "traffic" {
			continue
		}
		p := &partMeasures{component: &component{name: c.Name}, paid: float64(t.instancesOf(c))}
		p.meter.arrivals = uint64(float64(t.flows.rate(c.Name)*seconds) + 0.5)
		p.meter.bytes = uint64(float64(t.bytes(c)*seconds) + 0.5)
		b := s.price(p, seconds)
		if !b.priced {
			floor.Unpriced = append(floor.Unpriced, c.Name)
			continue
		}
		sum := float64(b.total() * month)
		floor.PerMonth += sum
		for k, v := range b.meters {
			byMeter[k] += float64(v * month)
		}
		if e, ok := r.Components.Find(c.Name); ok {
			e.CostMonth = &sum
		}
	}
	for k, v := range byMeter {
		if v > 0 {
			floor.ByMeter.Add(meterNames[k], v)
		}
	}
	return floor
}

// bytes returns the bytes that a component is billed for, per second: the responses of a
// CDN that may be cached.
func (t *theorist) bytes(c *Component) float64 {
	d, ok := c.Spec.(*CDN)
	if !ok {
		return 0
	}
	size := itemSize(t, d.Data)
	if d.Response.Set() {
		size = d.Response.Mean()
	}
	get, _, _, _ := d.asked(t.flows, c.Name)
	return get.rate * size
}
