package dist

import (
	"math"

	"headroom/sim"
)

// The ziggurat (Marsaglia, Tsang 2000, "The ziggurat method for generating random
// variables") covers the area under a falling density by 256 layers of equal area. A
// draw picks a layer and a point in its width; in 99 of 100 cases that point is surely
// under the curve and done. One number of 64 bits gives the layer (8 bits), the sign
// and the point (53 bits).

// layer is a layer of a ziggurat.
type layer struct {
	sure  int64   // points below it are under the curve
	width float64 // of the layer, over 2^53
	top   float64 // density at the layer's right edge
}

// The right edges of the lowest layers, for 256 layers.
const (
	expEdge    = 7.69711747013104972
	normalEdge = 3.6541528853610088
)

var (
	expLayers    = makeLayers(expEdge, FastExp(-expEdge), expDensity, func(y float64) float64 { return -FastLog(y) })
	normalLayers = makeLayers(normalEdge, normalTail(normalEdge)*rootTwoPi, normalDensity,
		func(y float64) float64 { return math.Sqrt(-2 * FastLog(y)) })
)

// Exp returns a number that is exponential with mean 1.
func Exp(s *sim.Stream) float64 {
	u := s.Uint64()
	l := &expLayers[u&255]
	point := int64(u >> 11)
	x := float64(point) * l.width
	if point < l.sure {
		return x
	}
	return expRare(s, int(u&255), x)
}

// expRare decides on a point that is not surely under the curve.
func expRare(s *sim.Stream, i int, x float64) float64 {
	if i == 0 {
		return expEdge + Exp(s)
	}
	if under(s, expLayers, i, expDensity(x)) {
		return x
	}
	return Exp(s)
}

// Normal returns a number that is normal with mean 0 and standard deviation 1.
func Normal(s *sim.Stream) float64 {
	u := s.Uint64()
	l := &normalLayers[u&255]
	point := int64(u >> 11)
	x := float64(point) * l.width
	if point >= l.sure {
		return normalRare(s, int(u&255), u&256 != 0, x)
	}
	return math.Float64frombits(math.Float64bits(x) | (u&256)<<55)
}

// normalRare decides on a point that is not surely under the curve.
func normalRare(s *sim.Stream, i int, negative bool, x float64) float64 {
	switch {
	case i == 0:
		x = normalBeyond(s)
	case !under(s, normalLayers, i, normalDensity(x)):
		return Normal(s)
	}
	if negative {
		return -x
	}
	return x
}

// normalBeyond draws from the tail beyond the lowest layer (Marsaglia 1964).
func normalBeyond(s *sim.Stream) float64 {
	for {
		x := Exp(s) / normalEdge
		if 2*Exp(s) > x*x {
			return normalEdge + x
		}
	}
}

// under draws a height within layer i and tells whether it is below the density.
func under(s *sim.Stream, layers *[256]layer, i int, density float64) bool {
	low, high := layers[i].top, 1.0
	if i < 255 {
		high = layers[i+1].top
	}
	return low+float64(s.Float64()*(high-low)) < density
}

func expDensity(x float64) float64    { return FastExp(-x) }
func normalDensity(x float64) float64 { return FastExp(-0.5 * x * x) }

// makeLayers builds the ziggurat of a density that falls from 1 at 0. Edge is the right
// edge of the lowest layer, tail the area beyond it, inverse the inverse of density.
func makeLayers(edge, tail float64, density, inverse func(float64) float64) *[256]layer {
	area := float64(edge*density(edge)) + tail
	var layers [256]layer
	right := area / density(edge) // the lowest layer, tail included, as a rectangle
	next := edge
	for i := range layers {
		layers[i] = layer{int64(next / right * 0x1p53), right * 0x1p-53, density(right)}
		right, next = next, inverse(min(1, density(next)+area/next))
	}
	layers[255].sure = 0
	return &layers
}
