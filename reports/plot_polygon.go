package reports

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// clipped is the part of a convex polygon whose points q have q·n <= d.
func clipped(corners []vg.Point, nx, ny, d vg.Length) []vg.Point {
	var kept []vg.Point
	for i, q := range corners {
		r := corners[(i+1)%len(corners)]
		u, v := q.X*nx+q.Y*ny-d, r.X*nx+r.Y*ny-d
		if u <= 0 {
			kept = append(kept, q)
		}
		if u < 0 && v > 0 || u > 0 && v < 0 {
			t := u / (u - v)
			kept = append(kept, point(q.X+t*(r.X-q.X), q.Y+t*(r.Y-q.Y)))
		}
	}
	return kept
}

// fieldsAround divides a rectangle among places: each gets the polygon of what is nearer to
// it than to any other (Voronoi 1908). Places that are the same share theirs.
func fieldsAround(places []vg.Point, x0, y0, x1, y1 vg.Length) [][]vg.Point {
	var all [][]vg.Point
	for i, p := range places {
		corners := []vg.Point{point(x0, y0), point(x1, y0), point(x1, y1), point(x0, y1)}
		for j, q := range places {
			nx, ny := q.X-p.X, q.Y-p.Y
			if j == i || nx == 0 && ny == 0 {
				continue
			}
			corners = clipped(corners, nx, ny, (q.X*q.X-p.X*p.X+q.Y*q.Y-p.Y*p.Y)/2)
		}
		all = append(all, corners)
	}
	return all
}

// triangle holds the numbers of three places.
type triangle [3]int

// triangles joins places so that no other place lies in the circle around a triangle
// (Delaunay 1934), by adding one place after the other (Bowyer 1981, Watson 1981). Places
// that are the same as an earlier one are left out; places on one line have no triangles.
func triangles(places []vg.Point) []triangle {
	low, high := point(vg.Length(math.Inf(1)), vg.Length(math.Inf(1))), point(vg.Length(math.Inf(-1)), vg.Length(math.Inf(-1)))
	for _, p := range places {
		low, high = point(min(low.X, p.X), min(low.Y, p.Y)), point(max(high.X, p.X), max(high.Y, p.Y))
	}
	n := len(places)
	size := 1e4 * (high.X - low.X + high.Y - low.Y + 1)
	all := append(append([]vg.Point{}, places...), // and a triangle around all of them
		point(low.X-size, low.Y-size), point(high.X+size, low.Y-size), point((low.X+high.X)/2, high.Y+size))
	list := []triangle{{n, n + 1, n + 2}}
	seen := map[vg.Point]bool{}
	for i, p := range places {
		if seen[p] {
			continue
		}
		seen[p] = true
		list = insertPlace(all, list, i)
	}
	var kept []triangle
	for _, t := range list {
		if t[0] < n && t[1] < n && t[2] < n && turn(all[t[0]], all[t[1]], all[t[2]]) > 1e-6 {
			kept = append(kept, t)
		}
	}
	return kept
}

// insertPlace adds a place: the triangles whose circles it lies in give way to new ones.
func insertPlace(all []vg.Point, list []triangle, i int) []triangle {
	var kept []triangle
	var edges [][2]int
	for _, t := range list {
		if !inCircle(all[t[0]], all[t[1]], all[t[2]], all[i]) {
			kept = append(kept, t)
			continue
		}
		edges = append(edges, [2]int{t[0], t[1]}, [2]int{t[1], t[2]}, [2]int{t[2], t[0]})
	}
	for k, e := range edges {
		inner := false
		for l, f := range edges {
			inner = inner || l != k && e[0] == f[1] && e[1] == f[0]
		}
		if !inner {
			kept = append(kept, triangle{e[0], e[1], i})
		}
	}
	return kept
}

// turn is twice the area of a triangle, above 0 when its corners run against the clock.
func turn(a, b, c vg.Point) float64 {
	return float64((b.X-a.X)*(c.Y-a.Y) - (b.Y-a.Y)*(c.X-a.X))
}

// inCircle tells whether p lies in the circle around a triangle that runs against the clock.
func inCircle(a, b, c, p vg.Point) bool {
	ax, ay := float64(a.X-p.X), float64(a.Y-p.Y)
	bx, by := float64(b.X-p.X), float64(b.Y-p.Y)
	cx, cy := float64(c.X-p.X), float64(c.Y-p.Y)
	return (ax*ax+ay*ay)*(bx*cy-cx*by)-(bx*bx+by*by)*(ax*cy-cx*ay)+(cx*cx+cy*cy)*(ax*by-bx*ay) > 0
}
