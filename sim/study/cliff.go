package study

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"headroom/sim/stats"
)

// Spot is a point of a map of load against the size of a trigger, and what the runs there
// have shown. A trigger is something bad that ends: a burst of load, a fault of some
// duration. A run is lost when it does not keep its objectives some time after the
// trigger has ended, and so is a run without trigger that does not keep them.
type Spot struct {
	Load, Trigger float64
	// Controls is the number of runs at the load without a trigger; Down says how many of
	// these are lost.
	Controls, Down int
	// Runs is the number of runs with the trigger; Lost says how many of these are lost.
	Runs, Lost int
	// Recovery holds, for the runs that are not lost, the times from the end of the trigger
	// until the objectives were kept again, in seconds.
	Recovery []float64
}

// Region is a part of the map, after Bronson, Aghayev, Charapko and Zhu 2021, "Metastable
// failures in distributed systems".
type Region string

// The regions.
const (
	// Stable: all runs recover, and so they do from all larger triggers of the map.
	Stable Region = "stable"
	// Vulnerable: all runs recover from this trigger, but the load is beyond the hidden
	// capacity: there is a trigger in the map from which some do not.
	Vulnerable Region = "vulnerable"
	// Metastable: without a trigger most runs keep their objectives, but some runs never
	// recover from this one, or fail on their own.
	Metastable Region = "metastable"
	// Collapsed: without any trigger more than half of the runs are lost.
	Collapsed Region = "collapsed"
)

// Cell is a spot with its region.
type Cell struct {
	Spot
	Region Region
	// Collapse is the probability that a run with the trigger is lost, with the Wilson
	// interval. With none lost of few runs the region is not as sure as it looks: see its
	// upper end. Nil without runs.
	Collapse *stats.Estimate
	// Recover is the mean time to recover of the runs that do, in seconds; nil without any.
	Recover *stats.Estimate
}

// Cliff returns the region of each spot, in the order of their triggers and, for each of
// these, of their loads. Hidden is the hidden capacity: the largest load of the map up to
// which every run recovers from every trigger; NaN if there is no such load. Cliff panics
// if a spot has more runs lost than runs, has neither, or is there twice.
func Cliff(spots []Spot) (cells []Cell, hidden float64) {
	lowest := math.Inf(1) // load at which a run is lost
	for _, s := range spots {
		if s.Down > s.Controls || s.Lost > s.Runs || s.Runs+s.Controls == 0 {
			panic(fmt.Sprintf("study: %d of %d runs and %d of %d controls are lost", s.Lost, s.Runs, s.Down, s.Controls))
		}
		if s.Down+s.Lost > 0 {
			lowest = min(lowest, s.Load)
		}
	}
	hidden = math.NaN()
	for _, s := range spots {
		if s.Load < lowest && !(s.Load <= hidden) {
			hidden = s.Load
		}
		cells = append(cells, Cell{Spot: s, Region: region(s, lowest), Collapse: collapse(s), Recover: stats.Interval(s.Recovery)})
	}
	slices.SortFunc(cells, compareCells)
	for i := range cells[:max(0, len(cells)-1)] {
		if compareCells(cells[i], cells[i+1]) == 0 {
			panic(fmt.Sprintf("study: the spot at load %v and trigger %v is there twice", cells[i].Load, cells[i].Trigger))
		}
	}
	return cells, hidden
}

func compareCells(a, b Cell) int {
	return cmp.Or(cmp.Compare(a.Trigger, b.Trigger), cmp.Compare(a.Load, b.Load))
}

func region(s Spot, lowest float64) Region {
	switch {
	case 2*s.Down > s.Controls:
		return Collapsed
	case s.Down+s.Lost > 0:
		return Metastable
	case s.Load >= lowest:
		return Vulnerable
	}
	return Stable
}

func collapse(s Spot) *stats.Estimate {
	if s.Runs == 0 {
		return nil
	}
	ci := stats.Wilson(uint64(s.Lost), uint64(s.Runs))
	return &stats.Estimate{Value: float64(s.Lost) / float64(s.Runs), CI95: &ci}
}

// Place is a point of the map to play: a load and the size of a trigger.
type Place struct{ Load, Trigger float64 }

// Boundary returns the places to play next to see the cliff more sharply: halfway between
// neighbours of the same trigger, and of the same load, of which one is metastable or
// collapsed and the other is in another region, until they are no more than the given
// steps apart. Halfway between two numbers above 0 is their geometric mean for an axis that
// is geometric, else the mean. There is none left when the boundary is sharp. The places
// come in the order of the cells, without those that have been played; a step must be
// above 0, or Boundary panics.
func Boundary(cells []Cell, loads, triggers Sharpness) []Place {
	if !(loads.Step > 0 && triggers.Step > 0) {
		panic("study: a boundary without a step")
	}
	played := map[Place]bool{}
	for _, c := range cells {
		played[Place{c.Load, c.Trigger}] = true
	}
	var places []Place
	add := func(p Place) {
		if !played[p] {
			played[p] = true
			places = append(places, p)
		}
	}
	across := slices.SortedFunc(slices.Values(cells), compareCells)
	for i := 1; i < len(across); i++ {
		a, b := across[i-1], across[i]
		if a.Trigger == b.Trigger && differ(a, b) && !loads.sharp(a.Load, b.Load) {
			add(Place{loads.halfway(a.Load, b.Load), a.Trigger})
		}
	}
	up := slices.SortedFunc(slices.Values(cells), func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Load, b.Load), cmp.Compare(a.Trigger, b.Trigger))
	})
	for i := 1; i < len(up); i++ {
		a, b := up[i-1], up[i]
		if a.Load == b.Load && differ(a, b) && !triggers.sharp(a.Trigger, b.Trigger) {
			add(Place{a.Load, triggers.halfway(a.Trigger, b.Trigger)})
		}
	}
	slices.SortFunc(places, func(a, b Place) int {
		return cmp.Or(cmp.Compare(a.Trigger, b.Trigger), cmp.Compare(a.Load, b.Load))
	})
	return places
}

// differ tells whether the cliff runs between two cells.
func differ(a, b Cell) bool {
	fell := func(r Region) bool { return r == Metastable || r == Collapsed }
	return a.Region != b.Region && (fell(a.Region) || fell(b.Region))
}

// Sharpness says how closely the cliff is wanted on one axis of the map.
type Sharpness struct {
	// Step is the largest distance of neighbours on both sides of the cliff; for a geometric
	// axis the largest share by which the higher one exceeds the lower.
	Step float64
	// Geometric says that the axis is one of ratios: 100, 200, 400.
	Geometric bool
}

func (s Sharpness) sharp(a, b float64) bool {
	if middle := s.halfway(a, b); middle <= a || middle >= b {
		return true
	}
	if s.ratios(a) {
		return b <= float64(a*(1+s.Step))
	}
	return b-a <= s.Step
}

func (s Sharpness) halfway(a, b float64) float64 {
	if s.ratios(a) {
		return float64(a * math.Sqrt(b/a))
	}
	return a + float64((b-a)/2)
}

// ratios tells whether the axis is one of ratios where it starts at a: from 0 it is not.
func (s Sharpness) ratios(a float64) bool { return s.Geometric && a > 0 }

// Unsure returns the numbers of the cells whose probability of collapse is known less
// closely than wanted: the interval is wider than that. These need more runs, those next
// to the cliff most of all.
func Unsure(cells []Cell, width float64) []int {
	var unsure []int
	for i, c := range cells {
		if c.Collapse == nil || high(*c.Collapse)-low(*c.Collapse) > width {
			unsure = append(unsure, i)
		}
	}
	return unsure
}
