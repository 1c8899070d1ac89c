package health

import "headroom/sim"

// Hot path: no allocation once warm, no map, no string.

// roster is what all ejectors keep: which replicas there are, and which are ejected.
type roster struct {
	members    []int32
	standing   []standing // by replica
	generation uint64
	ejected    int
	changes    []Change
	told       bool // whether the changes have been handed out

	joined []int32 // result of assemble
	list   uint32  // number of the latest list of replicas
}

// standing is how one replica stands.
type standing struct {
	list    uint32 // the latest list that it was on; 0: it is not there
	ejected bool
	waits   bool // ejected, and not to be tried out now
}

// assemble takes a list of replicas, and returns those that are new. It panics when one is
// on the list twice.
func (r *roster) assemble(now sim.Time, numbers []int32) (joined []int32) {
	if r.list++; r.list == 0 {
		r.list = 1
	}
	r.joined = r.joined[:0]
	for _, n := range numbers {
		for len(r.standing) <= int(n) {
			r.standing = append(r.standing, standing{})
		}
		st := &r.standing[n]
		if st.list == r.list {
			panic("health: a replica is on a list twice")
		}
		if st.list == 0 {
			r.joined = append(r.joined, n)
		}
		st.list = r.list
	}
	left := false
	for _, n := range r.members {
		if st := &r.standing[n]; st.list != r.list {
			if st.ejected {
				r.restore(now, n, Left)
			}
			*st = standing{}
			left = true
		}
	}
	r.members = append(r.members[:0], numbers...)
	if left || len(r.joined) > 0 {
		r.generation++
	}
	return r.joined
}

// there tells whether a replica is on the list.
func (r *roster) there(replica int32) bool {
	return int(replica) < len(r.standing) && r.standing[replica].list != 0
}

// out tells whether a replica is ejected.
func (r *roster) out(replica int32) bool { return r.standing[replica].ejected }

// Usable tells whether calls may go to a replica.
func (r *roster) Usable(replica int32) bool {
	return r.there(replica) && !r.standing[replica].waits
}

// Ejected returns how many replicas are ejected.
func (r *roster) Ejected() int { return r.ejected }

// Changes hands out what has changed since the last time.
func (r *roster) Changes() []Change {
	if r.told {
		return nil
	}
	r.told = true
	return r.changes
}

// note keeps a change until it has been handed out.
func (r *roster) note(c Change) {
	if r.told {
		r.changes, r.told = r.changes[:0], false
	}
	r.changes = append(r.changes, c)
}

// eject takes a replica out.
func (r *roster) eject(now sim.Time, replica int32, why Reason) {
	r.standing[replica].ejected, r.standing[replica].waits = true, true
	r.ejected++
	r.generation++
	r.note(Change{now, replica, true, why})
}

// try says whether an ejected replica may be tried out.
func (r *roster) try(replica int32, may bool) {
	if st := &r.standing[replica]; st.waits == may {
		st.waits = !may
		r.generation++
	}
}

// restore takes an ejected replica back.
func (r *roster) restore(now sim.Time, replica int32, why Reason) {
	r.standing[replica].ejected, r.standing[replica].waits = false, false
	r.ejected--
	r.generation++
	r.note(Change{now, replica, false, why})
}
