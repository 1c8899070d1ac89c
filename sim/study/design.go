package study

import (
	"fmt"
	"math"
	"slices"

	"headroom/sim"
)

// Product returns all combinations of one value from each list; the last list changes
// fastest. Without lists it is one point without values; a list without values leaves no
// points. It is an error if there are more than 2^31 points.
func Product(lists ...[]float64) ([][]float64, error) {
	n := 1
	for _, values := range lists {
		n *= len(values)
		if n > 1<<31 {
			return nil, fmt.Errorf("more than 2^31 combinations; vary fewer settings, or draw a random design")
		}
	}
	points := make([][]float64, n)
	for i := range points {
		p := make([]float64, len(lists))
		rest := i
		for k, values := range slices.Backward(lists) {
			p[k] = values[rest%len(values)]
			rest /= len(values)
		}
		points[i] = p
	}
	return points, nil
}

// Paired returns points that take the first value of each list, then the second of each,
// and so on. It is an error if the lists are not equally long.
func Paired(lists ...[]float64) ([][]float64, error) {
	if len(lists) == 0 {
		return nil, nil
	}
	points := make([][]float64, len(lists[0]))
	for k, values := range lists {
		if len(values) != len(points) {
			return nil, fmt.Errorf("list %d has %d values and the first has %d; write as many for each of a pair", k+1, len(values), len(points))
		}
		for i, v := range values {
			points[i] = append(points[i], v)
		}
	}
	return points, nil
}

// Random returns n points of independent uniform numbers in [0, 1), one for each of dims
// settings; see [OnAxes].
func Random(n, dims int, s *sim.Stream) [][]float64 {
	points := make([][]float64, n)
	for i := range points {
		points[i] = make([]float64, dims)
		for k := range points[i] {
			points[i][k] = s.Float64()
		}
	}
	return points
}

// LatinHypercube returns n points in [0, 1)^dims of which each setting, on its own, has
// one in each of n equal parts of its range (McKay, Beckman, Conover 1979, "A comparison
// of three methods for selecting values of input variables"). The place within the part
// is random, and so is the order of the parts, for each setting separately.
func LatinHypercube(n, dims int, s *sim.Stream) [][]float64 {
	points := make([][]float64, n)
	for i := range points {
		points[i] = make([]float64, dims)
	}
	for k := range dims {
		for i, part := range permutation(n, s) {
			// The largest place below 1 keeps the sum from being rounded up into the next part.
			points[i][k] = min((float64(part)+float64(s.Float64()))/float64(n), math.Nextafter(float64(part+1)/float64(n), 0))
		}
	}
	return points
}

// permutation returns 0 to n-1 in random order (Fisher and Yates).
func permutation(n int, s *sim.Stream) []int {
	p := make([]int, n)
	for i := range p {
		j := s.IntN(i + 1)
		p[i] = p[j]
		p[j] = i
	}
	return p
}

// OnAxes turns points of [0, 1)^len(axes) into points of the axes, see [Axis.At]. It
// panics if a point has another number of places.
func OnAxes(axes []Axis, points [][]float64) [][]float64 {
	on := make([][]float64, len(points))
	for i, p := range points {
		if len(p) != len(axes) {
			panic(fmt.Sprintf("study: a point of %d places on %d axes", len(p), len(axes)))
		}
		on[i] = make([]float64, len(p))
		for k, u := range p {
			on[i][k] = axes[k].At(u)
		}
	}
	return on
}
