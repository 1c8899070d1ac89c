package study

import "math"

// Hysteresis is the difference between the way up and the way down.
type Hysteresis struct {
	// Falls is the lowest load, on the way up, at which the objectives are broken; Rises is
	// the highest, on the way down, at which they are kept again. NaN if there is none.
	Falls, Rises float64
	// Loop tells whether Rises is below the last load that was kept on the way up: after the
	// fall the load has to go further down than to where it was fine before.
	Loop bool
}

// Leg is one load of a slow way up or down, and whether the objectives were kept there.
type Leg struct {
	Load  float64
	Holds bool
}

// HysteresisOf compares a way up, of growing loads, with the way down after it, of falling
// loads. The system keeps its state in between.
func HysteresisOf(up, down []Leg) Hysteresis {
	h := Hysteresis{math.NaN(), math.NaN(), false}
	before := math.NaN()
	for _, l := range up {
		if !l.Holds {
			h.Falls = l.Load
			break
		}
		before = l.Load
	}
	for _, l := range down {
		if l.Holds {
			h.Rises = l.Load
			break
		}
	}
	h.Loop = !math.IsNaN(h.Falls) && !math.IsNaN(before) && !(h.Rises >= before)
	return h
}
