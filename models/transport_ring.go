package models

// Hot path: see ARCHITECTURE.md, "Speed".

// refRing is a queue of references. It grows when it must and never shrinks.
type refRing struct {
	refs []uint64
	head int
	n    int
}

func (r *refRing) at(i int) *uint64 { return &r.refs[(r.head+i)&(len(r.refs)-1)] }

// push appends a reference.
func (r *refRing) push(ref uint64) {
	if r.n == len(r.refs) {
		refs := make([]uint64, max(8, 2*len(r.refs)))
		for i := range r.n {
			refs[i] = *r.at(i)
		}
		r.refs, r.head = refs, 0
	}
	r.n++
	*r.at(r.n - 1) = ref
}

// pop returns the oldest. It panics when there is none.
func (r *refRing) pop() uint64 {
	if r.n == 0 {
		panic("models: pop of an empty queue")
	}
	ref := *r.at(0)
	r.head = (r.head + 1) & (len(r.refs) - 1)
	r.n--
	return ref
}

// remove takes a reference out, and tells whether it was there. It looks from the front,
// where those are that have waited too long.
func (r *refRing) remove(ref uint64) bool {
	for i := range r.n {
		if *r.at(i) != ref {
			continue
		}
		for ; i > 0; i-- {
			*r.at(i) = *r.at(i - 1)
		}
		r.pop()
		return true
	}
	return false
}
