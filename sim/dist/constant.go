package dist

import (
	"fmt"
	"math"

	"headroom/sim"
)

// constant always has the same value.
type constant struct {
	in    Quantity
	value float64
}

// Constant returns the distribution that has one value, in the unit of the quantity.
// It panics when the value is negative or not finite.
func Constant(value float64, in Quantity) Dist {
	if !(value >= 0) || math.IsInf(value, 1) {
		panic(fmt.Sprintf("dist: constant %v", value))
	}
	return &constant{in, value}
}

func parseConstant(text string, in Quantity) (Dist, error) {
	v, err := in.parse(text)
	switch {
	case err != nil:
		return nil, err
	case v > most || v > 0 && v < least:
		return nil, fmt.Errorf("%s is out of range", text)
	case in == Counts && v != math.Trunc(v):
		return nil, fmt.Errorf("%s is not whole; write a whole number, or for example mix(50%% %v | 50%% %v)", text, math.Floor(v), math.Ceil(v))
	}
	return &constant{in, v}, nil
}

func (d *constant) Sample(*sim.Stream) float64 { return d.value }
func (d *constant) Mean() float64              { return d.value }
func (d *constant) String() string             { return d.in.format(d.value) }
