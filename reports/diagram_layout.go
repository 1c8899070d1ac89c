package reports

import (
	"math"
	"slices"
	"sort"
)

// The distances of the layout, in pixels.
const (
	rankGap   = 64.0 // between columns, at least
	boxGap    = 20.0 // between boxes of a column
	dummyGap  = 13.0 // between a box, or an arrow, and an arrow that passes by
	dummySize = 10.0
	portGap   = 9.0 // between arrows that leave or enter the same box
)

// spot is a point of the diagram; y grows downwards.
type spot struct{ x, y float64 }

// layered is a layered drawing (Sugiyama, Tagawa, Toda 1981): boxes in columns by the
// longest path that leads to them, few crossings, arrows that span several columns led
// through places of their own.
type layered struct {
	size  []spot // of every vertex: boxes first, then the dummies
	boxes int
	arcs  []arc

	rank   []int
	layers [][]int // vertices of each column, from above
	left   [][]int // neighbours in the column before
	right  [][]int // and after
	x, y   []float64
	width  []float64 // of each column
	columX []float64 // left end of each column
}

// arc is an edge as a chain of vertices in adjacent columns. A backward one was turned
// round because it closes a cycle.
type arc struct {
	from, to int
	chain    []int
	backward bool
	room     float64 // that the text on it needs
}

// arrange lays out boxes of the given sizes. Arcs from a box to itself keep an empty
// chain.
func arrange(size []spot, arcs []arc) *layered {
	l := &layered{size: size, boxes: len(size), arcs: arcs}
	l.breakCycles()
	l.rankNodes()
	l.addDummies()
	l.order()
	l.placeColumns()
	l.placeRows()
	return l
}

// breakCycles turns the arcs round that lead back to a box on the path from the start,
// walking depth first in the order given.
func (l *layered) breakCycles() {
	out := make([][]int, l.boxes)
	entered := make([]bool, l.boxes)
	for i, a := range l.arcs {
		if a.from != a.to {
			out[a.from] = append(out[a.from], i)
			entered[a.to] = true
		}
	}
	const onPath, done = 1, 2
	mark := make([]int, l.boxes)
	var walk func(v int)
	walk = func(v int) {
		mark[v] = onPath
		for _, i := range out[v] {
			switch to := l.arcs[i].to; mark[to] {
			case onPath:
				l.arcs[i].backward = true
			case 0:
				walk(to)
			}
		}
		mark[v] = done
	}
	for _, starts := range []bool{true, false} {
		for v := range l.boxes {
			if mark[v] == 0 && entered[v] != starts {
				walk(v)
			}
		}
	}
}

// ends returns an arc's ends in the direction in which columns count.
func (a arc) ends() (from, to int) {
	if a.backward {
		return a.to, a.from
	}
	return a.from, a.to
}

// rankNodes gives each box the length of the longest path to it. Boxes that nothing
// leads to move up to the first box they lead to.
func (l *layered) rankNodes() {
	l.rank = make([]int, l.boxes)
	for changed, rounds := true, 0; changed && rounds <= l.boxes; rounds++ {
		changed = false
		for _, a := range l.arcs {
			if from, to := a.ends(); from != to && l.rank[to] <= l.rank[from] {
				l.rank[to], changed = l.rank[from]+1, true
			}
		}
	}
	for v := range l.boxes {
		nearest, enters := math.MaxInt, false
		for _, a := range l.arcs {
			from, to := a.ends()
			if from == v && to != v {
				nearest = min(nearest, l.rank[to])
			}
			enters = enters || to == v && from != v
		}
		if !enters && nearest < math.MaxInt {
			l.rank[v] = nearest - 1
		}
	}
}

// addDummies makes the chains and the columns in their first order: that in which a walk
// from the first box comes to them.
func (l *layered) addDummies() {
	l.left, l.right = make([][]int, l.boxes), make([][]int, l.boxes)
	join := func(a, b int) {
		l.right[a] = append(l.right[a], b)
		l.left[b] = append(l.left[b], a)
	}
	for i := range l.arcs {
		from, to := l.arcs[i].ends()
		if from == to {
			continue
		}
		chain := []int{from}
		for rank := l.rank[from] + 1; rank < l.rank[to]; rank++ {
			d := len(l.size)
			l.size = append(l.size, spot{0, dummySize})
			l.rank = append(l.rank, rank)
			l.left, l.right = append(l.left, nil), append(l.right, nil)
			chain = append(chain, d)
		}
		chain = append(chain, to)
		for k := range len(chain) - 1 {
			join(chain[k], chain[k+1])
		}
		l.arcs[i].chain = chain
	}
	columns := 0
	for _, rank := range l.rank {
		columns = max(columns, rank+1)
	}
	l.layers = make([][]int, columns)
	seen := make([]bool, len(l.size))
	var walk func(v int)
	walk = func(v int) {
		if seen[v] {
			return
		}
		seen[v] = true
		l.layers[l.rank[v]] = append(l.layers[l.rank[v]], v)
		for _, w := range l.right[v] {
			walk(w)
		}
	}
	for v := range l.size {
		if len(l.left[v]) == 0 {
			walk(v)
		}
	}
}

// order sorts the columns by the mean place of the neighbours, to and fro, and keeps the
// order with the fewest crossings.
func (l *layered) order() {
	best, fewest := copied(l.layers), l.crossings()
	for round := 0; round < 24 && fewest > 0; round++ {
		if round%2 == 0 {
			for i := 1; i < len(l.layers); i++ {
				l.sortBy(i, l.left, i-1)
			}
		} else {
			for i := len(l.layers) - 2; i >= 0; i-- {
				l.sortBy(i, l.right, i+1)
			}
		}
		if len(l.size) <= 300 {
			l.swapNeighbours()
		}
		if n := l.crossings(); n < fewest {
			best, fewest = copied(l.layers), n
		}
	}
	l.layers = best
}

func copied(layers [][]int) [][]int {
	c := make([][]int, len(layers))
	for i, layer := range layers {
		c[i] = slices.Clone(layer)
	}
	return c
}

func (l *layered) sortBy(layer int, neighbours [][]int, other int) {
	place := l.places(other)
	key := map[int]float64{}
	for i, v := range l.layers[layer] {
		key[v] = float64(i)
		if n := neighbours[v]; len(n) > 0 {
			sum := 0.0
			for _, w := range n {
				sum += float64(place[w])
			}
			key[v] = sum / float64(len(n))
		}
	}
	sort.SliceStable(l.layers[layer], func(a, b int) bool {
		return key[l.layers[layer][a]] < key[l.layers[layer][b]]
	})
}

func (l *layered) places(layer int) map[int]int {
	place := make(map[int]int, len(l.layers[layer]))
	for i, v := range l.layers[layer] {
		place[v] = i
	}
	return place
}

// swapNeighbours exchanges boxes next to each other where that saves crossings.
func (l *layered) swapNeighbours() {
	for i, layer := range l.layers {
		var before, after map[int]int
		if i > 0 {
			before = l.places(i - 1)
		}
		if i+1 < len(l.layers) {
			after = l.places(i + 1)
		}
		for k := range len(layer) - 1 {
			a, b := layer[k], layer[k+1]
			kept := inversions(l.left[a], l.left[b], before) + inversions(l.right[a], l.right[b], after)
			swapped := inversions(l.left[b], l.left[a], before) + inversions(l.right[b], l.right[a], after)
			if swapped < kept {
				layer[k], layer[k+1] = b, a
			}
		}
	}
}

// inversions counts the crossings of the lines from a vertex to its neighbours with
// those from the vertex below.
func inversions(upper, lower []int, place map[int]int) int {
	n := 0
	for _, u := range upper {
		for _, w := range lower {
			if place[u] > place[w] {
				n++
			}
		}
	}
	return n
}

func (l *layered) crossings() int {
	n := 0
	for i := range len(l.layers) - 1 {
		place := l.places(i + 1)
		for a, v := range l.layers[i] {
			for _, w := range l.layers[i][a+1:] {
				n += inversions(l.right[v], l.right[w], place)
			}
		}
	}
	return n
}

// placeColumns sets the left ends of the columns, with room for the texts between.
func (l *layered) placeColumns() {
	l.width = make([]float64, len(l.layers))
	gap := make([]float64, len(l.layers))
	for i, layer := range l.layers {
		gap[i] = rankGap
		for _, v := range layer {
			l.width[i] = math.Max(l.width[i], l.size[v].x)
		}
	}
	for _, a := range l.arcs {
		if len(a.chain) > 0 {
			rank := l.rank[a.chain[0]]
			gap[rank] = math.Max(gap[rank], a.room+56)
		}
	}
	l.columX = make([]float64, len(l.layers))
	for i := 1; i < len(l.layers); i++ {
		l.columX[i] = l.columX[i-1] + l.width[i-1] + gap[i-1]
	}
	l.x = make([]float64, len(l.size))
	for v := range l.size {
		l.x[v] = l.columX[l.rank[v]]
		l.size[v].x = l.width[l.rank[v]]
	}
}

// placeRows sets the y of every vertex (its middle): as close as possible to the mean of
// its neighbours, in the order of its column, without overlap.
func (l *layered) placeRows() {
	l.y = make([]float64, len(l.size))
	for _, layer := range l.layers {
		l.settle(layer, make([]float64, len(layer)))
	}
	for round := range 20 {
		for k := range l.layers {
			i, sides := k, [][][]int{l.left}
			switch {
			case round >= 18:
				sides = [][][]int{l.left, l.right}
			case round%2 == 1:
				i, sides = len(l.layers)-1-k, [][][]int{l.right}
			}
			want := make([]float64, len(l.layers[i]))
			for j, v := range l.layers[i] {
				want[j] = l.pull(v, sides)
			}
			l.settle(l.layers[i], want)
		}
	}
	top := math.Inf(1)
	for v, y := range l.y {
		top = math.Min(top, y-l.size[v].y/2)
	}
	for v := range l.y {
		l.y[v] -= top
	}
}

// pull is where a vertex would like to be. Arrows between dummies pull harder, so that
// long ones run straight.
func (l *layered) pull(v int, sides [][][]int) float64 {
	sum, weight := 0.0, 0.0
	for _, neighbours := range sides {
		for _, w := range neighbours[v] {
			strength := 1.0
			if v >= l.boxes && w >= l.boxes {
				strength = 6
			}
			sum, weight = sum+float64(strength*l.y[w]), weight+strength
		}
	}
	if weight == 0 {
		return l.y[v]
	}
	return sum / weight
}

// settle places a column with the least squared distance from the wanted places, by
// pooling neighbours that would overlap (pool adjacent violators).
func (l *layered) settle(layer []int, want []float64) {
	type pool struct {
		sum float64
		n   int
	}
	offset := make([]float64, len(layer))
	for i := 1; i < len(layer); i++ {
		offset[i] = offset[i-1] + l.apart(layer[i-1], layer[i])
	}
	var pools []pool
	for i := range layer {
		pools = append(pools, pool{want[i] - offset[i], 1})
		for len(pools) > 1 {
			a, b := pools[len(pools)-2], pools[len(pools)-1]
			if a.sum/float64(a.n) <= b.sum/float64(b.n) {
				break
			}
			pools = append(pools[:len(pools)-2], pool{a.sum + b.sum, a.n + b.n})
		}
	}
	i := 0
	for _, p := range pools {
		for range p.n {
			l.y[layer[i]] = p.sum/float64(p.n) + offset[i]
			i++
		}
	}
}

// apart is the least distance between the middles of two neighbours of a column.
func (l *layered) apart(a, b int) float64 {
	gap := boxGap
	if a >= l.boxes || b >= l.boxes {
		gap = dummyGap
	}
	return (l.size[a].y+l.size[b].y)/2 + gap
}
