package study

import (
	"fmt"
	"math"
	"math/bits"

	"headroom/sim"
)

// SobolDims is the largest number of dimensions of a [Sobol] sequence.
const SobolDims = 32

// Sobol is a sequence of points in [0, 1)^dims that fill the cube more evenly than random
// ones (Sobol 1967), in the order of Antonov and Saleev 1979. The first 2^k points have,
// in each dimension, one in each of 2^k equal parts. Make one with [NewSobol].
type Sobol struct {
	next       uint32 // number of the next point
	directions [][32]uint32
	point      []uint32
	shift      []uint32
}

// NewSobol returns the sequence of dims dimensions from its first point, the origin. It
// is an error unless dims is 1 to [SobolDims].
func NewSobol(dims int) (*Sobol, error) {
	if dims < 1 || dims > SobolDims {
		return nil, fmt.Errorf("a Sobol sequence of %d settings; vary 1 to %d", dims, SobolDims)
	}
	q := &Sobol{
		directions: make([][32]uint32, dims),
		point:      make([]uint32, dims),
		shift:      make([]uint32, dims),
	}
	for k := range dims {
		q.directions[k] = directions(k)
	}
	return q, nil
}

// Shift moves the sequence by a random digital shift: the binary digits of each dimension
// are exclusive-ored with random ones. The points stay as even as they were; each of them
// is uniform, so means over the sequence are without bias, and several shifts tell the
// error. Points that were taken before do not change.
func (q *Sobol) Shift(s *sim.Stream) {
	for k := range q.shift {
		q.shift[k] = uint32(s.Uint64() >> 32)
	}
}

// Next returns the next point. It panics after 2^32 - 1 points.
func (q *Sobol) Next() []float64 {
	if q.next == math.MaxUint32 {
		panic("study: a Sobol sequence has come to its end")
	}
	p := make([]float64, len(q.point))
	for k := range p {
		p[k] = float64(q.point[k]^q.shift[k]) * 0x1p-32
	}
	c := bits.TrailingZeros32(^q.next)
	for k := range q.point {
		q.point[k] ^= q.directions[k][c]
	}
	q.next++
	return p
}

// Take returns the next n points.
func (q *Sobol) Take(n int) [][]float64 {
	points := make([][]float64, n)
	for i := range points {
		points[i] = q.Next()
	}
	return points
}

// directions returns the direction numbers v_i = m_i 2^(32-i) of a dimension, the first
// of which is 0. With the primitive polynomial x^s + a_1 x^(s-1) + ... + a_(s-1) x + 1,
//
//	m_i = 2 a_1 m_(i-1) ^ 2^2 a_2 m_(i-2) ^ ... ^ 2^(s-1) a_(s-1) m_(i-s+1) ^ 2^s m_(i-s) ^ m_(i-s)
func directions(dim int) (v [32]uint32) {
	if dim == 0 {
		for i := range v {
			v[i] = 1 << (31 - i)
		}
		return v
	}
	row := &joeKuo[dim-1]
	s := len(row.m)
	for i := range v {
		if i < s {
			v[i] = row.m[i] << (31 - i)
			continue
		}
		v[i] = v[i-s] ^ v[i-s]>>s
		for j := 1; j < s; j++ {
			if row.a>>(s-1-j)&1 == 1 {
				v[i] ^= v[i-j]
			}
		}
	}
	return v
}

// joeKuo holds a_1 to a_(s-1), as the digits of a number, and the first s numbers m of
// dimensions 2 to 32 (Joe and Kuo 2008, "Constructing Sobol sequences with better
// two-dimensional projections", file new-joe-kuo-6.21201).
var joeKuo = [SobolDims - 1]struct {
	a uint32
	m []uint32
}{
	{0, []uint32{1}},
	{1, []uint32{1, 3}},
	{1, []uint32{1, 3, 1}},
	{2, []uint32{1, 1, 1}},
	{1, []uint32{1, 1, 3, 3}},
	{4, []uint32{1, 3, 5, 13}},
	{2, []uint32{1, 1, 5, 5, 17}},
	{4, []uint32{1, 1, 5, 5, 5}},
	{7, []uint32{1, 1, 7, 11, 19}},
	{11, []uint32{1, 1, 5, 1, 1}},
	{13, []uint32{1, 1, 1, 3, 11}},
	{14, []uint32{1, 3, 5, 5, 31}},
	{1, []uint32{1, 3, 3, 9, 7, 49}},
	{13, []uint32{1, 1, 1, 15, 21, 21}},
	{16, []uint32{1, 3, 1, 13, 27, 49}},
	{19, []uint32{1, 1, 1, 15, 7, 5}},
	{22, []uint32{1, 3, 1, 15, 13, 25}},
	{25, []uint32{1, 1, 5, 5, 19, 61}},
	{1, []uint32{1, 3, 7, 11, 23, 15, 103}},
	{4, []uint32{1, 3, 7, 13, 13, 15, 69}},
	{7, []uint32{1, 1, 3, 13, 7, 35, 63}},
	{8, []uint32{1, 3, 5, 9, 1, 25, 53}},
	{14, []uint32{1, 3, 1, 13, 9, 35, 107}},
	{19, []uint32{1, 3, 1, 5, 27, 61, 31}},
	{21, []uint32{1, 1, 5, 11, 19, 41, 61}},
	{28, []uint32{1, 3, 5, 3, 3, 13, 69}},
	{31, []uint32{1, 1, 7, 13, 1, 19, 1}},
	{32, []uint32{1, 3, 7, 5, 13, 19, 59}},
	{37, []uint32{1, 1, 3, 9, 25, 29, 41}},
	{41, []uint32{1, 3, 5, 13, 23, 1, 55}},
	{42, []uint32{1, 3, 7, 3, 13, 59, 17}},
}
