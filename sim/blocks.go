package sim

// Events that wait are kept in blocks of a pool, so that a list of them grows without being
// copied, and what one list gives up is what the next takes: the memory is that of the
// events, however many lists they go through.

// blockSize is how many events are kept together.
const blockSize = 128

type block [blockSize]Event

// blocks is a pool. The zero value is empty.
type blocks struct {
	all  []*block // the first is none
	next []int32  // of a block in its list, or of a free one; 0 ends it
	free int32
}

// list is events in the order in which they came. The zero value is empty.
type list struct {
	last       *block // where the next goes, if there is room
	n, room    int
	head, tail int32
}

func (p *blocks) add(l *list, ev Event) {
	if l.n == l.room {
		p.extend(l)
	}
	l.last[l.n&(blockSize-1)] = ev
	l.n++
}

func (p *blocks) extend(l *list) {
	id := p.free
	if id == 0 {
		if len(p.all) == 0 {
			p.all, p.next = make([]*block, 1), make([]int32, 1)
		}
		id = int32(len(p.all))
		p.all, p.next = append(p.all, new(block)), append(p.next, 0)
	} else {
		p.free = p.next[id]
		p.next[id] = 0
	}
	if l.room == 0 {
		l.head = id
	} else {
		p.next[l.tail] = id
	}
	l.tail, l.last = id, p.all[id]
	l.room += blockSize
}

// take returns the events of a list of one block, which keeps it and is empty from now on.
// They are good until the next is added.
func (l *list) take() []Event {
	events := l.last[:l.n]
	l.n = 0
	return events
}

// detach takes the blocks from a list. Read them with [blocks.at] and [blocks.drop].
func (l *list) detach() (head int32, n int) {
	head, n = l.head, l.n
	*l = list{}
	return head, n
}

// at returns the events of a block of which so many are left from there on.
func (p *blocks) at(id int32, left int) []Event { return p.all[id][:min(left, blockSize)] }

// drop frees a block and returns the one that followed it.
func (p *blocks) drop(id int32) int32 {
	next := p.next[id]
	p.next[id] = p.free
	p.free = id
	return next
}
