package study

import (
	"fmt"
	"math"
)

// Axis is one setting of a study and the values that it may take: all between two bounds.
// Make one with [Linear], [Logarithmic] or [Integers]; the zero value has 0 alone. Settings
// with a list of values are integers here: the places in the list.
type Axis struct {
	kind     axisKind
	from, to float64 // both included
}

type axisKind uint8

const (
	linear axisKind = iota
	logarithmic
	whole
)

// Linear returns the axis of all numbers from one to another, in steps of equal size. The
// bounds may be given in falling order. It is an error if one of them, or the distance
// between them, is not finite.
func Linear(from, to float64) (Axis, error) {
	if !finite(from) || !finite(to) || !finite(to-from) {
		return Axis{}, fmt.Errorf("no range from %v to %v; write two finite numbers", from, to)
	}
	return Axis{kind: linear, from: from, to: to}, nil
}

// Logarithmic returns the axis of all numbers from one to another, in steps of equal
// ratio. It is an error unless both are above 0 and their ratio is a normal number.
func Logarithmic(from, to float64) (Axis, error) {
	if !(from > 0 && to > 0 && finite(from) && finite(to)) {
		return Axis{}, fmt.Errorf("no logarithmic range from %v to %v; write two numbers above 0", from, to)
	}
	if r := to / from; !finite(r) || r < 0x1p-1022 {
		return Axis{}, fmt.Errorf("the range from %v to %v is too wide", from, to)
	}
	return Axis{kind: logarithmic, from: from, to: to}, nil
}

// Integers returns the axis of all integers from one to another, both included. The
// bounds may be given in falling order. It is an error if one is beyond 2^53.
func Integers(from, to int) (Axis, error) {
	const most = 1 << 53
	if max(from, to) > most || min(from, to) < -most {
		return Axis{}, fmt.Errorf("no range from %d to %d; integers go to 2^53", from, to)
	}
	return Axis{kind: whole, from: float64(from), to: float64(to)}, nil
}

// Len returns the number of values of a range of integers, and 0 for the others, which
// have no end of them.
func (a Axis) Len() int {
	if a.kind != whole {
		return 0
	}
	return int(math.Abs(a.to-a.from)) + 1
}

// Grid returns n values spread evenly over the axis, both ends included. With n = 0 it
// returns all values of a range of integers. It is an error to ask for one value of a range
// with two ends, or for more integers than there are.
func (a Axis) Grid(n int) ([]float64, error) {
	if n == 0 && a.Len() > 0 {
		n = a.Len()
	}
	least := 2
	if a.from == a.to {
		least = 1
	}
	switch {
	case n < least:
		return nil, fmt.Errorf("%d values from %v to %v; write %d or more", n, a.from, a.to, least)
	case a.kind == whole && n > a.Len():
		return nil, fmt.Errorf("%d values from %v to %v; there are only %d integers", n, a.from, a.to, a.Len())
	case a.from == a.to && n > 1:
		return nil, fmt.Errorf("%d values from %v to %v; there is only 1", n, a.from, a.to)
	}
	values := make([]float64, n)
	for i := range values {
		values[i] = a.step(i, n-1)
	}
	return values, nil
}

// step returns the value that lies i of n equal steps along a range.
func (a Axis) step(i, n int) float64 {
	switch {
	case i == 0:
		return a.from
	case i == n:
		return a.to
	case a.kind == logarithmic:
		d := gcd(i, n)
		return float64(a.from * power(root(a.to/a.from, n/d), i/d))
	}
	v := (float64(a.from*float64(n-i)) + float64(a.to*float64(i))) / float64(n)
	if !finite(v) {
		v = a.from + float64((a.to-a.from)*(float64(i)/float64(n)))
	}
	if a.kind == whole {
		v = math.Floor(v + 0.5)
	}
	return v
}

// At returns the value that lies the share u along the axis, for the points of a random
// design. The range of u is 0 to 1, without 1; At panics outside. Each integer gets an equal
// part of the range.
func (a Axis) At(u float64) float64 {
	if !(u >= 0 && u < 1) {
		panic(fmt.Sprintf("study: a place of %v on an axis", u))
	}
	switch a.kind {
	case whole:
		i := math.Floor(float64(u * float64(a.Len())))
		if a.to < a.from {
			i = -i
		}
		return a.from + i
	case logarithmic:
		return float64(a.from * share(a.to/a.from, u))
	}
	return a.from + float64((a.to-a.from)*u)
}

// Level returns the value that lies the share u along the axis with both ends included,
// for the levels of a [Morris] screening. The range of u is 0 to 1; Level panics outside.
// The first of the integers lies at 0, the last at 1, and a place between two is rounded to
// the nearer one.
func (a Axis) Level(u float64) float64 {
	if !(u >= 0 && u <= 1) {
		panic(fmt.Sprintf("study: a level of %v on an axis", u))
	}
	switch {
	case a.kind == whole:
		i := math.Floor(float64(u*math.Abs(a.to-a.from)) + 0.5)
		if a.to < a.from {
			i = -i
		}
		return a.from + i
	case u == 1:
		return a.to
	}
	return a.At(u)
}

// share returns x^u for 0 <= u < 1 by the binary digits of u: x^0.101b = x^(1/2) x^(1/8).
// Square roots are exact to the last bit everywhere, which math.Pow is not. The relative
// error is below 1e-14.
func share(x, u float64) float64 {
	y := 1.0
	for u > 0 && x != 1 {
		x = math.Sqrt(x)
		u *= 2
		if u >= 1 {
			y = float64(y * x)
			u--
		}
	}
	return y
}

// root returns the n-th root of x > 0: the largest r with r^n <= x, by bisection. It is
// exact where the root is a number of few digits, such as the cube root of 1000.
func root(x float64, n int) float64 {
	low, high := min(x, 1), max(x, 1)
	if power(high, n) <= x {
		return high
	}
	for {
		r := low + float64((high-low)/2)
		if r <= low || r >= high {
			return low
		}
		if power(r, n) <= x {
			low = r
		} else {
			high = r
		}
	}
}

// power returns x^n, n >= 0, by squaring.
func power(x float64, n int) float64 {
	y := 1.0
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			y = float64(y * x)
		}
		x = float64(x * x)
	}
	return y
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
