package models

import "sort"

// Causes of latency.
const (
	causeService = iota
	causeWait
	causeNetwork
	causeBackoff
	causeTimeout
	causeLimit // a limit of the caller
	causes
)

var causeNames = [causes]string{"service", "wait", "network", "backoff", "timeout", "limit"}

// sampleEvery is how many requests share one trace. Following a request through every
// component costs about as much as playing it.
const sampleEvery = 16

// tracer follows every 16th request along its critical path: where work forks, only the
// part that answers last counts, so that the parts of a request sum to its latency.
type tracer struct {
	width int
	cells []int64 // width per trace; the first trace is none
	free  []int32
}

func (t *tracer) init(e *engine) {
	t.width = 0
	for _, n := range e.nodes {
		t.width = max(t.width, int(n.base().id)+1)
	}
	t.width *= causes
	t.cells = make([]int64, t.width)
}

// begin starts the trace of a request, if it is one of those that are followed.
func (t *tracer) begin(n uint64) int32 {
	if n%sampleEvery != 0 {
		return 0
	}
	return t.take()
}

// child starts the trace of a part of a traced whole.
func (t *tracer) child(parent int32) int32 {
	if parent == 0 {
		return 0
	}
	return t.take()
}

func (t *tracer) take() int32 {
	if n := len(t.free); n > 0 {
		id := t.free[n-1]
		t.free = t.free[:n-1]
		clear(t.row(id))
		return id
	}
	t.cells = append(t.cells, make([]int64, t.width)...)
	return int32(len(t.cells)/t.width) - 1
}

func (t *tracer) row(id int32) []int64 { return t.cells[int(id)*t.width : int(id+1)*t.width] }

// add charges a component with time.
func (t *tracer) add(id, component int32, cause int, ns int64) {
	t.cells[int(id)*t.width+int(component)*causes+cause] += ns
}

// merge adds a part to the whole and ends the part.
func (t *tracer) merge(whole, part int32) {
	if whole == 0 || part == 0 {
		t.drop(part)
		return
	}
	into, from := t.row(whole), t.row(part)
	for i, ns := range from {
		into[i] += ns
	}
	t.drop(part)
}

// drop ends a trace without charging anybody.
func (t *tracer) drop(id int32) {
	if id != 0 {
		t.free = append(t.free, id)
	}
}

// blame sums the traces of an operation.
type blame struct {
	all, slow     []int64
	total, beyond int64
	traced        uint64
	threshold     int64 // present estimate of the p99, ns
}

// settle adds a finished trace to its operation. The slowest hundredth is told by the
// p99 of the requests so far, looked up every 64 traces.
func (t *tracer) settle(id int32, op *operation, took int64) {
	b := &op.blame
	if b.all == nil {
		b.all, b.slow = make([]int64, t.width), make([]int64, t.width)
	}
	if b.traced%64 == 0 {
		b.threshold = int64(op.latency.Quantile(0.99) * 1e9)
	}
	b.traced++
	row := t.row(id)
	for i, ns := range row {
		b.all[i] += ns
	}
	b.total += took
	if took >= b.threshold {
		for i, ns := range row {
			b.slow[i] += ns
		}
		b.beyond += took
	}
}

// part is a sum of blame of one component and cause.
type part struct {
	component int32
	cause     int
	all, slow int64
}

// parts returns what is not nothing, the largest first.
func (b *blame) parts() []part {
	var list []part
	for i, ns := range b.all {
		if ns > 0 {
			list = append(list, part{int32(i / causes), i % causes, ns, b.slow[i]})
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].all > list[j].all })
	return list
}
