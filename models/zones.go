package models

import (
	"slices"
	"strings"
)

// Zones are names of failure domains. The instances of a component lie in them in turn:
// 0 in the first, 1 in the second, and around. Components that name the same zone are in
// the same place.
type Zones []string

// noZone is the zone of instances that are in none.
const noZone = -1

// zone returns the number of a zone of the system, making it if need be.
func (e *engine) zone(name string) int32 {
	i := slices.Index(e.zones, name)
	if i < 0 {
		i = len(e.zones)
		e.zones = append(e.zones, name)
	}
	return int32(i)
}

// lieIn lets the instances of a component lie in zones.
func (c *component) lieIn(zones Zones) {
	for _, name := range zones {
		c.zones = append(c.zones, c.engine.zone(name))
	}
}

// zoneOf returns the zone of an instance.
func (c *component) zoneOf(number int32) int32 {
	if c == nil || len(c.zones) == 0 {
		return noZone
	}
	return c.zones[int(number)%len(c.zones)]
}

// apart tells whether a call of an instance of the caller to one of the callee crosses
// the border of a zone.
func (l *link) apart(from, to int32) bool {
	a, b := l.from.zoneOf(from), l.callee.zoneOf(to)
	return a != b && a != noZone && b != noZone
}

// zonesFor tells a caller's view where the instances are, as far as balancers know it.
func (l *link) zonesFor(c *caller, from int32) {
	to := l.callee
	if len(to.zones) == 0 || l.from == nil || len(l.from.zones) == 0 {
		return
	}
	v := &c.view
	sum := to.generation<<32 + l.from.generation
	if c.zonesAt == sum {
		return
	}
	c.zonesAt = sum
	v.OwnZone = l.from.zoneOf(from)
	for len(v.Zone) < len(to.insts) {
		v.Zone = append(v.Zone, to.zoneOf(int32(len(v.Zone))))
	}
	v.ZoneCallers = v.ZoneCallers[:0]
	for range l.engine.zones {
		v.ZoneCallers = append(v.ZoneCallers, 0)
	}
	for _, i := range l.from.ready {
		v.ZoneCallers[l.from.zoneOf(i)]++
	}
}

// zones checks names of zones.
func (c *Check) zones(field string, zones Zones) {
	for i, name := range zones {
		switch {
		case name == "" || strings.ContainsAny(name, " /\t"):
			c.Errorf(field, "%q is not a name of a zone; write for example [a, b, c]", name)
		case slices.Contains(zones[:i], name):
			c.Errorf(field, "%s is named twice; write each zone once", name)
		}
	}
}
