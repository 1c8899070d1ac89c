package balance

// RingShares makes the ring of a picker of [RingHash] anew and returns the share of the
// keys of each replica.
func RingShares(p Picker, v *View, shares []float64) {
	r := p.(*ringHash)
	r.place(v)
	clear(shares)
	before := r.ring.points[len(r.ring.points)-1].hash
	for _, q := range r.ring.points {
		shares[q.replica] += float64(q.hash-before) * 0x1p-64
		before = q.hash
	}
}

// Table returns the table of a picker of [Maglev].
func Table(p Picker) []int32 { return p.(*maglev).table }

// Points returns the number of points on the ring of a picker of [RingHash].
func Points(p Picker) int { return len(p.(*ringHash).ring.points) }
