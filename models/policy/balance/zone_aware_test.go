package balance_test

import (
	"math"
	"testing"

	"headroom/models/policy/balance"
	"headroom/models/policy/policytest"
)

func TestSplitZones(t *testing.T) {
	tests := []struct {
		name              string
		callers, replicas []int
		own               int
		want              []float64
	}{
		{"as many replicas as callers: at home", []int{3, 3, 3}, []int{2, 2, 2}, 0, []float64{1, 0, 0}},
		{"more replicas than callers: at home", []int{1, 5}, []int{3, 3}, 0, []float64{1, 0}},
		{"20% of the callers and 10% of the replicas: half stays", []int{2, 4, 4}, []int{1, 4, 5}, 0, []float64{0.5, 0, 0.5}},
		{"40, 40, 20 and 25, 50, 25: the rest as 10 to 5", []int{4, 4, 2}, []int{1, 2, 1}, 0, []float64{0.625, 0.25, 0.125}},
		{"the same seen from the second zone", []int{4, 4, 2}, []int{1, 2, 1}, 1, []float64{0, 1, 0}},
		{"no callers elsewhere", []int{4, 0}, []int{3, 1}, 0, []float64{0.75, 0.25}},
	}
	for _, tt := range tests {
		got := balance.SplitZones(tt.callers, tt.replicas, tt.own)
		sameShares(t, tt.name, got, tt.want, 1e-12)
	}
}

// TestZonesAreLoadedAlike: every replica gets the same load, however callers and replicas
// are spread.
func TestZonesAreLoadedAlike(t *testing.T) {
	callers, replicas := []int{7, 1, 5, 2}, []int{2, 6, 3, 9}
	load := make([]float64, 4)
	for own := range callers {
		for zone, share := range balance.SplitZones(callers, replicas, own) {
			load[zone] += float64(callers[own]) * share / 15
		}
	}
	for zone := range load {
		if want := float64(replicas[zone]) / 20; math.Abs(load[zone]-want) > 1e-12 {
			t.Errorf("zone %d gets %v of the calls, want %v", zone, load[zone], want)
		}
	}
}

func TestZoneAware(t *testing.T) {
	tests := []struct {
		name    string
		edit    func(*balance.ZoneAware)
		zones   []int32
		callers []int32
		want    []float64
	}{
		{"calls stay at home", nil, []int32{0, 0, 1, 1, 2, 2}, nil, []float64{0.5, 0.5, 0, 0, 0, 0}},
		{"too few replicas: zones do not count", nil, []int32{0, 0, 1, 1}, nil, []float64{0.25, 0.25, 0.25, 0.25}},
		{"unless fewer are enough", func(z *balance.ZoneAware) { z.MinClusterSize = 2 }, []int32{0, 0, 1, 1}, nil, []float64{0.5, 0.5, 0, 0}},
		{"none at home: zones do not count", nil, []int32{1, 1, 1, 2, 2, 2}, nil, []float64{1. / 6, 1. / 6, 1. / 6, 1. / 6, 1. / 6, 1. / 6}},
		{"what home cannot take goes elsewhere", nil, []int32{0, 0, 1, 1, 1, 1, 1, 1}, []int32{2, 2}, []float64{0.25, 0.25, 1. / 12, 1. / 12}},
		{"half of the calls look at zones", func(z *balance.ZoneAware) { z.RoutingEnabled = 0.5 }, []int32{0, 0, 1, 1, 1, 1, 1, 1}, []int32{1, 9}, []float64{0.3125, 0.3125, 0.0625}},
	}
	for _, tt := range tests {
		v := fleet(len(tt.zones))
		v.Zone, v.ZoneCallers = tt.zones, tt.callers
		sameShares(t, tt.name, shares(newPicker(made(tt.edit), 5), v, 60_000), tt.want, 0.006)
	}
}

func TestZoneAwareErrors(t *testing.T) {
	policytest.Errors(t, "zone aware", (&balance.ZoneAware{RoutingEnabled: 1.5, MinClusterSize: -1}).Validate(), []string{
		"routing_enabled: 150% is not between 0% and 100%", "min_cluster_size: -1 is negative",
	})
}
