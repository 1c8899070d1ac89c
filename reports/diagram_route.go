package reports

import (
	"math"
	"sort"
)

// stretch is a part of an arrow: a line when straight, otherwise a curve that leaves a
// and enters b horizontally.
type stretch struct {
	a, b     spot
	straight bool
}

// at returns the point at t, 0 to 1.
func (s stretch) at(t float64) spot {
	if s.straight {
		return spot{s.a.x + float64(t*(s.b.x-s.a.x)), s.a.y + float64(t*(s.b.y-s.a.y))}
	}
	// A cubic Bezier curve whose inner control points are halfway between in x.
	u := 1 - t
	mid := (s.a.x + s.b.x) / 2
	return spot{
		float64(u*u*u*s.a.x) + float64(3*u*u*t*mid) + float64(3*u*t*t*mid) + float64(t*t*t*s.b.x),
		float64(u*u*u*s.a.y) + float64(3*u*u*t*s.a.y) + float64(3*u*t*t*s.b.y) + float64(t*t*t*s.b.y),
	}
}

// routes returns the stretches of every arc, from the left to the right. Arcs that share
// a box leave it at places of their own, in the order of their other ends.
func (l *layered) routes() [][]stretch {
	start, end := l.ports(true), l.ports(false)
	list := make([][]stretch, len(l.arcs))
	for i, a := range l.arcs {
		if len(a.chain) == 0 {
			continue
		}
		last := len(a.chain) - 1
		at := spot{l.x[a.chain[0]] + l.size[a.chain[0]].x, start[i]}
		for k := 1; k <= last; k++ {
			v := a.chain[k]
			next := spot{l.x[v], l.y[v]}
			if k == last {
				next.y = end[i]
			}
			list[i] = append(list[i], stretch{a: at, b: next})
			if k < last {
				at = spot{l.x[v] + l.size[v].x, l.y[v]}
				list[i] = append(list[i], stretch{a: next, b: at, straight: true})
			}
		}
	}
	return list
}

// ports returns where each arc touches its left box (or its right one): y.
func (l *layered) ports(atStart bool) []float64 {
	y := make([]float64, len(l.arcs))
	for v := range l.boxes {
		var touching []int
		for i, a := range l.arcs {
			if len(a.chain) > 0 && (atStart && a.chain[0] == v || !atStart && a.chain[len(a.chain)-1] == v) {
				touching = append(touching, i)
			}
		}
		other := func(i int) float64 {
			if chain := l.arcs[i].chain; atStart {
				return l.y[chain[1]]
			} else {
				return l.y[chain[len(chain)-2]]
			}
		}
		sort.SliceStable(touching, func(a, b int) bool { return other(touching[a]) < other(touching[b]) })
		n := len(touching)
		gap := portGap
		if n > 1 {
			gap = math.Min(gap, (l.size[v].y-16)/float64(n-1))
		}
		for k, i := range touching {
			y[i] = l.y[v] + float64(gap*(float64(k)-float64(n-1)/2))
		}
	}
	return y
}

// rectangle is a box given by its left upper corner.
type rectangle struct{ x, y, w, h float64 }

func (r rectangle) overlaps(o rectangle) bool {
	return r.x < o.x+o.w && o.x < r.x+r.w && r.y < o.y+o.h && o.y < r.y+r.h
}

func (r rectangle) holds(p spot) bool {
	return p.x > r.x && p.x < r.x+r.w && p.y > r.y && p.y < r.y+r.h
}

// placeTexts finds a place on each arrow for a text of the given size, where it touches
// no box and no other text and covers as little as possible of other arrows. A text
// without such a place gets none: its width is then zero.
func placeTexts(routes [][]stretch, size []spot, boxes []rectangle) []rectangle {
	var points []spot
	var owner []int
	for i, route := range routes {
		for _, s := range route {
			for k := range 25 {
				points, owner = append(points, s.at(float64(k)/24)), append(owner, i)
			}
		}
	}
	places := make([]rectangle, len(routes))
	taken := append([]rectangle{}, boxes...)
	for i, route := range routes {
		best := math.Inf(1)
		for _, s := range route {
			for k := 1; k < 20; k++ {
				t := float64(k) / 20
				p := s.at(t)
				r := rectangle{p.x - size[i].x/2, p.y - size[i].y/2, size[i].x, size[i].y}
				cost := float64(4 * math.Abs(t-0.5))
				if s.straight {
					cost += 1.5
				}
				for j, q := range points {
					if owner[j] != i && r.holds(q) {
						cost += 3
					}
				}
				if cost < best && size[i].x > 0 && free(r, taken) {
					best, places[i] = cost, r
				}
			}
		}
		if places[i].w > 0 {
			taken = append(taken, places[i])
		}
	}
	return places
}

func free(r rectangle, taken []rectangle) bool {
	for _, o := range taken {
		if r.overlaps(rectangle{o.x - 3, o.y - 1, o.w + 6, o.h + 2}) {
			return false
		}
	}
	return true
}
