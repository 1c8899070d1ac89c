package policy

// roundRobin takes each candidate in turn. When the number of candidates changes, the
// round goes on from its old place modulo the new number, as in nginx and Envoy.
func (p *Picker) roundRobin(candidates []int32) int {
	i := p.turn(len(candidates))
	p.next = uint32(i + 1)
	return i
}
