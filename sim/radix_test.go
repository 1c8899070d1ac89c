package sim_test

import (
	"container/heap"
	"fmt"
	"testing"
	"time"

	"headroom/sim"
)

// oracle is a plain binary heap with sequence numbers: slow and obviously right.
type oracle struct {
	events []numbered
}

type numbered struct {
	sim.Event
	number uint64
}

func (o *oracle) Len() int { return len(o.events) }
func (o *oracle) Less(i, j int) bool {
	a, b := o.events[i], o.events[j]
	return a.At < b.At || a.At == b.At && a.number < b.number
}
func (o *oracle) Swap(i, j int) { o.events[i], o.events[j] = o.events[j], o.events[i] }
func (o *oracle) Push(x any)    { o.events = append(o.events, x.(numbered)) }
func (o *oracle) Pop() any {
	last := o.events[len(o.events)-1]
	o.events = o.events[:len(o.events)-1]
	return last
}

// pair pushes to and pops from both lists, and fails when they disagree.
type pair struct {
	t      testing.TB
	list   sim.Radix
	oracle oracle
	now    sim.Time
	count  uint64
}

func (p *pair) push(d sim.Time) {
	at := p.now + d
	if at < p.now {
		at = sim.Never
	}
	p.count++
	ev := sim.Event{At: at, Arg: p.count}
	p.list.Push(ev)
	heap.Push(&p.oracle, numbered{ev, p.count})
}

func (p *pair) pop() {
	if p.oracle.Len() == 0 {
		if ev, ok := p.list.Pop(sim.Never); ok {
			p.t.Fatalf("an empty list gave %v", ev)
		}
		return
	}
	want := heap.Pop(&p.oracle).(numbered).Event
	if want.At == sim.Never {
		return // cannot be popped before Never
	}
	got, ok := p.list.Pop(sim.Never)
	if !ok || got != want {
		p.t.Fatalf("after %d pushes: pop gave %v %v, want %v", p.count, got, ok, want)
	}
	p.now = got.At
}

func gaps(s *sim.Stream) map[string]func() sim.Time {
	return map[string]func() sim.Time{
		"uniform":  func() sim.Time { return sim.Time(s.IntN(1 << 30)) },
		"ties":     func() sim.Time { return sim.Time(1+s.IntN(4)) * 1e6 },
		"all now":  func() sim.Time { return 0 },
		"constant": func() sim.Time { return 1e9 },
		"far and near": func() sim.Time {
			if s.IntN(2) == 0 {
				return sim.Time(s.IntN(1000))
			}
			return 30e9 + sim.Time(s.IntN(3))
		},
		"every size": func() sim.Time { return sim.Time(s.Uint64() >> (2 + s.IntN(60))) },
	}
}

func TestEventsComeInOrderOfTimeAndOfScheduling(t *testing.T) {
	for _, pending := range []int{1, 10, 100, 1000, 10000} {
		s := sim.NewStream(uint64(pending))
		for name, gap := range gaps(&s) {
			t.Run(fmt.Sprintf("%s/pending=%d", name, pending), func(t *testing.T) {
				p := &pair{t: t}
				for range pending {
					p.push(gap())
				}
				for range 3 * pending {
					p.pop()
					p.push(gap())
				}
				if p.list.Len() != p.oracle.Len() {
					t.Errorf("Len() = %d, want %d", p.list.Len(), p.oracle.Len())
				}
				for p.oracle.Len() > 0 {
					p.pop()
				}
			})
		}
	}
}

func FuzzQueue(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 255, 128, 7, 7, 7})
	f.Fuzz(func(t *testing.T, program []byte) {
		p := &pair{t: t}
		for i, b := range program {
			switch {
			case b < 96:
				p.pop()
			case b < 128:
				for range int(b) {
					p.push(sim.Time(i % 3))
				}
			default:
				p.push(sim.Time(1)<<(b%62) + sim.Time(i%5))
			}
		}
		for p.oracle.Len() > 0 {
			p.pop()
		}
	})
}

func BenchmarkHold(b *testing.B) {
	for _, dist := range []string{"exp", "bimodal", "ties"} {
		for _, pending := range []int{10, 30, 100, 1000, 10000, 100000, 1000000, 10000000} {
			b.Run(fmt.Sprintf("dist=%s/pending=%d", dist, pending), func(b *testing.B) { hold(b, dist, pending) })
		}
	}
}

// hold pops and pushes with a given number of events pending, after as many that let the
// list grow to what it needs.
func hold(b *testing.B, dist string, pending int) {
	s := sim.NewStream(1)
	gap := func() time.Duration {
		switch {
		case dist == "ties":
			return time.Duration(1+s.IntN(4)) * time.Millisecond
		case dist == "bimodal" && s.Uint64()&1 == 0:
			return 30 * time.Second
		case dist == "bimodal":
			return time.Duration(s.IntN(100000))
		}
		// minimum of a few uniforms: near enough to an exponential for a list of events
		return time.Duration(min(s.IntN(1<<30), s.IntN(1<<30)))
	}
	var q sim.Radix
	for range pending {
		q.Push(sim.Event{At: sim.Time(gap())})
	}
	turn := func() {
		ev, _ := q.Pop(sim.Never)
		q.Push(sim.Event{At: ev.At.Add(gap())})
	}
	for range pending {
		turn()
	}
	b.ReportAllocs()
	for b.Loop() {
		turn()
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mholds/s")
}
