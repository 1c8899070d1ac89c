package retry_test

import (
	"container/heap"
	"math"
	"testing"
	"time"

	"headroom/models/policy/policytest"
	"headroom/models/policy/retry"
	"headroom/sim"
	"headroom/sim/unit"
)

const ms = time.Millisecond

func backoff(kind string, base, limit time.Duration) retry.Backoff {
	return retry.Backoff{Kind: kind, Base: unit.Duration(base), Cap: unit.Duration(limit), Factor: 2}
}

func TestDelayWithoutJitter(t *testing.T) {
	tests := []struct {
		name    string
		backoff retry.Backoff
		want    []time.Duration
	}{
		{"nothing told retries at once", retry.Backoff{}, []time.Duration{0, 0, 0}},
		{"constant waits the base each time", backoff(retry.Constant, 50*ms, 0), []time.Duration{50 * ms, 50 * ms, 50 * ms}},
		{"exponential doubles up to the cap", backoff(retry.Exponential, 10*ms, 70*ms), []time.Duration{10 * ms, 20 * ms, 40 * ms, 70 * ms, 70 * ms}},
		{"exponential from nothing stays nothing", backoff(retry.Exponential, 0, time.Second), []time.Duration{0, 0}},
		{"factor 1x does not grow", retry.Backoff{Kind: retry.Exponential, Base: unit.Duration(ms), Cap: unit.Duration(5 * ms), Factor: 1}, []time.Duration{ms, ms}},
		{"factor 1.5x grows by half", retry.Backoff{Kind: retry.Exponential, Base: unit.Duration(4 * ms), Cap: unit.Duration(time.Second), Factor: 1.5}, []time.Duration{4 * ms, 6 * ms, 9 * ms}},
	}
	for _, tt := range tests {
		for n, want := range tt.want {
			var s sim.Stream
			if got := tt.backoff.Delay(n, 0, &s); got != want {
				t.Errorf("%s: Delay(%d) = %v, want %v", tt.name, n, got, want)
			}
			if s != (sim.Stream{}) {
				t.Errorf("%s: Delay(%d) drew from the stream", tt.name, n)
			}
		}
	}
}

func TestDelayHasTheMeanAndTheRangeOfItsFormula(t *testing.T) {
	tests := []struct {
		kind      string
		n         int
		previous  time.Duration
		low, high time.Duration
		mean      time.Duration
	}{
		{retry.EqualJitter, 0, 0, 5 * ms, 10 * ms, 7500 * time.Microsecond},
		{retry.EqualJitter, 3, 0, 40 * ms, 80 * ms, 60 * ms},
		{retry.EqualJitter, 9, 0, 50 * ms, 100 * ms, 75 * ms},
		{retry.FullJitter, 0, 0, 0, 10 * ms, 5 * ms},
		{retry.FullJitter, 2, 0, 0, 40 * ms, 20 * ms},
		{retry.FullJitter, 60, 0, 0, 100 * ms, 50 * ms},
		{retry.Decorrelated, 0, 0, 10 * ms, 30 * ms, 20 * ms},
		{retry.Decorrelated, 1, 30 * ms, 10 * ms, 90 * ms, 50 * ms},
		{retry.Decorrelated, 2, 70 * ms, 10 * ms, 100 * ms, 79750 * time.Microsecond}, // the part of [10, 210) above 100 is cut
	}
	for _, tt := range tests {
		b := backoff(tt.kind, 10*ms, 100*ms)
		s := sim.NewStream(7)
		const draws = 40_000
		var sum time.Duration
		for range draws {
			d := b.Delay(tt.n, tt.previous, &s)
			if d < tt.low || d > tt.high {
				t.Fatalf("%s: Delay(%d, %v) = %v, want %v to %v", tt.kind, tt.n, tt.previous, d, tt.low, tt.high)
			}
			sum += d
		}
		if got := sum / draws; math.Abs(float64(got-tt.mean)) > 0.01*float64(tt.mean) {
			t.Errorf("%s: mean of Delay(%d, %v) = %v, want %v", tt.kind, tt.n, tt.previous, got, tt.mean)
		}
	}
}

func TestDelayDoesNotOverflow(t *testing.T) {
	s := sim.NewStream(1)
	b := backoff(retry.Decorrelated, time.Second, math.MaxInt64)
	for _, previous := range []time.Duration{math.MaxInt64, math.MaxInt64 / 2} {
		if got := b.Delay(5, previous, &s); got < time.Second {
			t.Errorf("Delay(5, %v) = %v, want at least the base", previous, got)
		}
	}
	b = backoff(retry.Exponential, time.Second, math.MaxInt64)
	if got, want := b.Delay(1000, 0, &s), time.Duration(math.MaxInt64); got != want {
		t.Errorf("Delay(1000) = %v, want %v", got, want)
	}
}

// TestContention plays the simulator of the AWS article: clients that read a version and
// then write it, whose write is lost when somebody else has written since, and who back
// off before they start again. Each message takes |N(10, 2)| ms. Calls are the writes,
// time is when the last client has its answer; the expected values are means over 4000
// runs of that program.
func TestContention(t *testing.T) {
	tests := []struct {
		kind                  string
		clients               int
		calls, milliseconds   float64
		callsWithin, msWithin float64
	}{
		{retry.Exponential, 50, 623.81125, 36400.48258, 0.01, 0.03},
		{retry.Exponential, 100, 1856.77525, 63495.29831, 0.01, 0.02},
		{retry.Decorrelated, 100, 1002.54925, 4587.113217, 0.01, 0.03},
		{retry.EqualJitter, 50, 347.3995, 4267.520218, 0.01, 0.03},
		{retry.EqualJitter, 100, 812.2565, 6617.204136, 0.01, 0.03},
		{retry.FullJitter, 10, 39.039, 464.5516142, 0.02, 0.04},
		{retry.FullJitter, 100, 796.00525, 4922.988541, 0.01, 0.03},
		{retry.Constant, 10, 50.85175, 379.988853, 0.02, 0.02},
		{retry.Constant, 50, 689.98425, 1139.563072, 0.01, 0.01},
	}
	for i, tt := range tests {
		b := backoff(tt.kind, 5*ms, 2*time.Second)
		if tt.kind == retry.Constant {
			b.Base = 0
		}
		runs := 3000 / tt.clients
		var calls, times []float64
		for replication := range 10 {
			s := sim.NewStream(sim.Mix(uint64(i), uint64(replication)))
			var sumCalls, sumTimes float64
			for range runs {
				c, end := contend(b, tt.clients, &s)
				sumCalls += float64(c)
				sumTimes += end.Seconds() * 1000
			}
			calls = append(calls, sumCalls/float64(runs))
			times = append(times, sumTimes/float64(runs))
		}
		policytest.Within(t, tt.kind+" calls", calls, tt.calls, tt.callsWithin)
		policytest.Within(t, tt.kind+" ms", times, tt.milliseconds, tt.msWithin)
	}
}

// contend runs the contest once.
func contend(b retry.Backoff, clients int, s *sim.Stream) (calls int, end sim.Time) {
	const (
		read = iota
		readDone
		write
		lost
		won
	)
	hop := func() time.Duration { return time.Duration(math.Abs(10+2*normal(s)) * 1e6) }
	var (
		queue    messages
		version  int
		seen     = make([]int, clients)
		attempts = make([]int, clients)
		waits    = make([]time.Duration, clients)
	)
	for c := range clients {
		heap.Push(&queue, message{sim.Time(0).Add(hop()), c, read})
	}
	for queue.Len() > 0 {
		m := heap.Pop(&queue).(message)
		switch m.kind {
		case read:
			seen[m.client] = version
			m.kind = readDone
		case readDone:
			m.kind = write
		case write:
			calls++
			m.kind = lost
			if seen[m.client] == version {
				version++
				m.kind = won
			}
		case lost:
			attempts[m.client]++
			waits[m.client] = b.Delay(attempts[m.client], waits[m.client], s)
			m.at = m.at.Add(waits[m.client])
			m.kind = read
		case won:
			end = m.at
			continue
		}
		m.at = m.at.Add(hop())
		heap.Push(&queue, m)
	}
	return calls, end
}

func normal(s *sim.Stream) float64 {
	return math.Sqrt(-2*math.Log(1-s.Float64())) * math.Cos(2*math.Pi*s.Float64())
}

type message struct {
	at           sim.Time
	client, kind int
}

type messages []message

func (m messages) Len() int           { return len(m) }
func (m messages) Less(i, j int) bool { return m[i].at < m[j].at }
func (m messages) Swap(i, j int)      { m[i], m[j] = m[j], m[i] }
func (m *messages) Push(x any)        { *m = append(*m, x.(message)) }
func (m *messages) Pop() any {
	old := *m
	x := old[len(old)-1]
	*m = old[:len(old)-1]
	return x
}

func TestBackoffValidate(t *testing.T) {
	tests := []struct {
		name    string
		backoff retry.Backoff
		want    []string // a part of each error
	}{
		{"the zero value is fine", retry.Backoff{}, nil},
		{"full jitter is fine", backoff(retry.FullJitter, 50*ms, time.Second), nil},
		{"constant needs no cap", backoff(retry.Constant, time.Minute, 0), nil},
		{"a negative base", backoff(retry.Constant, -1, 0), []string{"base: "}},
		{"a cap below the base", backoff(retry.FullJitter, time.Second, ms), []string{"cap: 1ms is less than base 1s"}},
		{"a decorrelated wait that cannot grow", backoff(retry.Decorrelated, 0, time.Second), []string{"base: 0s never grows"}},
		{"two faults at once", retry.Backoff{Kind: retry.Exponential, Base: unit.Duration(time.Second), Factor: 0.5}, []string{"cap: ", "factor: 0.5x is less than 1x"}},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, tt.backoff.Validate(), tt.want)
	}
}
