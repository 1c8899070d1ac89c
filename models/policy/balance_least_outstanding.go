package policy

// leastOutstanding takes a candidate with the fewest unanswered calls: of several the
// next in turn, as least_conn of nginx and leastconn of HAProxy do. It looks at every
// candidate.
func (p *Picker) leastOutstanding(candidates, outstanding []int32) int {
	n := len(candidates)
	i := p.turn(n)
	best, fewest := i, outstanding[candidates[i]]
	for range n - 1 {
		if i++; i == n {
			i = 0
		}
		if o := outstanding[candidates[i]]; o < fewest {
			best, fewest = i, o
		}
	}
	p.next = uint32(best + 1)
	return best
}
