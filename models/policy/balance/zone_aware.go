package balance

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// ZoneAware is the zone-aware routing of Envoy (common_lb_config.zone_aware_lb_config):
// calls stay in the caller's zone as far as its replicas have the capacity for them, by
// numbers alone; see [SplitZones]. Zones are told apart only with two or more of them
// that have replicas, with one in the caller's own, and with MinClusterSize replicas in
// rotation; otherwise the rule within sees all replicas.
type ZoneAware struct {
	// RoutingEnabled is the share of the calls that look at zones. Envoy: 100%.
	RoutingEnabled unit.Ratio `yaml:"routing_enabled" default:"100%"`
	// MinClusterSize is the number of replicas in rotation below which zones do not count.
	// Envoy: 6.
	MinClusterSize int `yaml:"min_cluster_size" default:"6" min:"0"`
	// Of is the rule within a zone.
	Of Spec `yaml:"of"`
}

// Validate returns what is wrong with the fields.
func (r *ZoneAware) Validate() []error {
	errs := under("of", r.Of.Validate())
	if !(r.RoutingEnabled >= 0 && r.RoutingEnabled <= 1) {
		errs = append(errs, fmt.Errorf("routing_enabled: %v is not between 0%% and 100%%; write for example 100%%", r.RoutingEnabled))
	}
	if r.MinClusterSize < 0 {
		errs = append(errs, fmt.Errorf("min_cluster_size: %d is negative; write for example 6, or 0 for any number", r.MinClusterSize))
	}
	return errs
}

// New returns the picker of one caller. It is an [Observer] when that of Of is.
func (r *ZoneAware) New(s *sim.Stream) Picker {
	p := &zoneAware{spec: *r, stream: own(s)}
	p.all = newPart(r.Of, s)
	return learning(p, p.all)
}

type zoneAware struct {
	spec     ZoneAware
	stream   sim.Stream // for the pickers of zones to come
	watch    watch
	all      *part
	zones    []*part // by zone
	zone     []int32 // by replica, as last seen
	shares   []float64
	routed   bool // zones count
	callers  []int
	replicas []int
}

func (p *zoneAware) Pick(v *View, s *sim.Stream) int32 {
	if p.watch.stale(v) {
		p.survey(v)
	}
	if !p.routed || p.spec.RoutingEnabled < 1 && s.Float64() >= float64(p.spec.RoutingEnabled) {
		return p.all.pick(v, s)
	}
	zone := int(v.OwnZone)
	if p.shares[zone] < 1 {
		zone = p.draw(s.Float64())
	}
	if z := p.zones[zone]; len(z.candidates) > 0 {
		return z.pick(v, s)
	}
	return p.all.pick(v, s)
}

// draw returns the zone at a place in [0, 1) of the shares.
func (p *zoneAware) draw(u float64) int {
	last := 0
	for zone, share := range p.shares {
		if share > 0 {
			if u < share {
				return zone
			}
			u -= share
			last = zone
		}
	}
	return last
}

// survey sorts the replicas by zone and decides where calls go.
func (p *zoneAware) survey(v *View) {
	p.all.empty()
	p.all.candidates = append(p.all.candidates, v.Candidates...)
	p.all.members = append(p.all.members, v.members()...)
	p.zone = append(p.zone[:0], v.Zone...)
	for _, z := range p.zones {
		z.empty()
	}
	p.reach(max(int(v.OwnZone)+1, len(v.ZoneCallers)))
	for _, r := range v.members() {
		p.reach(int(v.zone(r)) + 1)
		z := p.zones[v.zone(r)]
		z.members = append(z.members, r)
	}
	used := 0
	for _, r := range v.Candidates {
		z := p.zones[v.zone(r)]
		z.candidates = append(z.candidates, r)
		if len(z.candidates) == 1 {
			used++
		}
	}
	p.routed = used >= 2 && len(p.zones[v.OwnZone].candidates) > 0 && len(v.Candidates) >= p.spec.MinClusterSize
	p.callers, p.replicas = p.callers[:0], p.replicas[:0]
	for i, z := range p.zones {
		n := 1
		if v.ZoneCallers != nil {
			n = 0
			if i < len(v.ZoneCallers) {
				n = int(v.ZoneCallers[i])
			}
		}
		p.callers, p.replicas = append(p.callers, n), append(p.replicas, len(z.candidates))
	}
	p.shares = splitZones(p.shares[:0], p.callers, p.replicas, int(v.OwnZone))
}

// reach makes the pickers of zones up to a number.
func (p *zoneAware) reach(n int) {
	for len(p.zones) < n {
		p.zones = append(p.zones, newPart(p.spec.Of, &p.stream))
	}
}

// Sent tells the rules that may have chosen the replica.
func (p *zoneAware) Sent(now sim.Time, replica int32) {
	p.all.sent(now, replica)
	if int(replica) < len(p.zone) {
		p.zones[p.zone[replica]].sent(now, replica)
	}
}

// Answered tells the rules that may have chosen the replica.
func (p *zoneAware) Answered(now sim.Time, replica int32, took time.Duration, ok bool) {
	p.all.answered(now, replica, took, ok)
	if int(replica) < len(p.zone) {
		p.zones[p.zone[replica]].answered(now, replica, took, ok)
	}
}

// SplitZones returns the shares of its calls that a caller in the zone own sends to the
// replicas of each zone: Envoy's zone-aware routing. With the zone's share of all callers
// c and of all replicas r, all calls stay at home where r >= c there. Otherwise the share
// r/c does, and the rest goes to the zones that have more than their callers need, in
// proportion to r - c there. It sums to 1.
func SplitZones(callers, replicas []int, own int) []float64 {
	return splitZones(nil, callers, replicas, own)
}

func splitZones(shares []float64, callers, replicas []int, own int) []float64 {
	allCallers, allReplicas := 0, 0
	for zone := range replicas {
		allCallers += callers[zone]
		allReplicas += replicas[zone]
		shares = append(shares, 0)
	}
	spare := func(zone int) float64 { // whole numbers: r - c times both sums
		return float64(replicas[zone]*allCallers - callers[zone]*allReplicas)
	}
	if spare(own) >= 0 {
		shares[own] = 1
		return shares
	}
	stay := float64(replicas[own]*allCallers) / float64(callers[own]*allReplicas)
	room := 0.0
	for zone := range replicas {
		room += max(0, spare(zone))
	}
	for zone := range replicas {
		shares[zone] = (1 - stay) * max(0, spare(zone)) / room
	}
	shares[own] = stay
	return shares
}
