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
// part that answers last counts, so that the parts of a request sum to its latency. A
// trace is a list of charges, so that it costs what happened to the request, however many
// components there are.
type tracer struct {
	width   int      // of the sums: causes of all components
	traces  []trace  // the first is none
	charges []charge // the first is none
	free    int32    // list of free traces, by first
	spare   int32    // list of free charges
}

// trace is a list of charges.
type trace struct{ first, last int32 }

// charge is time of a component and a cause.
type charge struct {
	ns   int64
	to   int32 // component * causes + cause
	next int32
}

func (t *tracer) init(e *engine) {
	t.width = 0
	for _, n := range e.nodes {
		t.width = max(t.width, int(n.base().id)+1)
	}
	t.width *= causes
	t.traces, t.charges = make([]trace, 1), make([]charge, 1)
}

// child starts the trace of a part of a traced whole.
func (t *tracer) child(parent int32) int32 {
	if parent == 0 {
		return 0
	}
	return t.take()
}

// take starts a trace.
func (t *tracer) take() int32 {
	id := t.free
	if id == 0 {
		t.traces = append(t.traces, trace{})
		return int32(len(t.traces)) - 1
	}
	t.free = t.traces[id].first
	t.traces[id] = trace{}
	return id
}

// add charges a component with time.
func (t *tracer) add(id, component int32, cause int, ns int64) {
	to := component*causes + int32(cause)
	l := &t.traces[id]
	if l.first != 0 && t.charges[l.first].to == to {
		t.charges[l.first].ns += ns
		return
	}
	at := t.spare
	if at == 0 {
		t.charges = append(t.charges, charge{})
		at = int32(len(t.charges)) - 1
	} else {
		t.spare = t.charges[at].next
	}
	t.charges[at] = charge{ns: ns, to: to, next: l.first}
	if l.last == 0 {
		l.last = at
	}
	l.first = at
}

// merge adds a part to the whole and ends the part.
func (t *tracer) merge(whole, part int32) {
	if whole == 0 || part == 0 {
		t.drop(part)
		return
	}
	into, from := &t.traces[whole], t.traces[part]
	if from.first != 0 {
		t.charges[from.last].next = into.first
		if into.last == 0 {
			into.last = from.last
		}
		into.first = from.first
	}
	t.traces[part] = trace{}
	t.drop(part)
}

// drop ends a trace without charging anybody.
func (t *tracer) drop(id int32) {
	if id == 0 {
		return
	}
	l := &t.traces[id]
	if l.first != 0 {
		t.charges[l.last].next = t.spare
		t.spare = l.first
	}
	*l = trace{first: t.free}
	t.free = id
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
		op.flush()
		b.threshold = int64(op.latency.Quantile(0.99) * 1e9)
	}
	b.traced++
	slow := took >= b.threshold
	for at := t.traces[id].first; at != 0; at = t.charges[at].next {
		c := &t.charges[at]
		b.all[c.to] += c.ns
		if slow {
			b.slow[c.to] += c.ns
		}
	}
	b.total += took
	if slow {
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
