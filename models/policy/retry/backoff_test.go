package retry_test

import (
	"container/heap"
	"math"
	"testing"
	"time"

	"headroom/models"
	"headroom/models/policy/policytest"
	"headroom/models/policy/retry"
	"headroom/sim"
	"headroom/sim/unit"
)

const ms = time.Millisecond

func growth(base, limit time.Duration, factor unit.Factor) retry.Growth {
	return retry.Growth{Base: unit.Duration(base), Cap: unit.Duration(limit), Factor: factor}
}

func exponential(base, limit time.Duration) retry.Backoff {
	return retry.Backoff{Rule: &retry.Exponential{Growth: growth(base, limit, 2)}}
}

func equalJitter(base, limit time.Duration) retry.Backoff {
	return retry.Backoff{Rule: &retry.EqualJitter{Growth: growth(base, limit, 2)}}
}

func fullJitter(base, limit time.Duration) retry.Backoff {
	return retry.Backoff{Rule: &retry.FullJitter{Growth: growth(base, limit, 2)}}
}

func decorrelated(base, limit time.Duration) retry.Backoff {
	return retry.Backoff{Rule: &retry.Decorrelated{Base: unit.Duration(base), Cap: unit.Duration(limit)}}
}

func constant(base time.Duration) retry.Backoff {
	return retry.Backoff{Rule: &retry.Constant{Base: unit.Duration(base)}}
}

func TestBackoffForms(t *testing.T) {
	_, forms := (*retry.Backoff)(nil).Variants()
	policytest.Forms(t, forms, nil)
}

func TestDelayWithoutJitter(t *testing.T) {
	tests := []struct {
		name    string
		backoff retry.Backoff
		want    []time.Duration
	}{
		{"nothing told retries at once", retry.Backoff{}, []time.Duration{0, 0, 0}},
		{"constant waits the base each time", constant(50 * ms), []time.Duration{50 * ms, 50 * ms, 50 * ms}},
		{"exponential doubles up to the cap", exponential(10*ms, 70*ms), []time.Duration{10 * ms, 20 * ms, 40 * ms, 70 * ms, 70 * ms}},
		{"exponential from nothing stays nothing", exponential(0, time.Second), []time.Duration{0, 0}},
		{"factor 1x does not grow", retry.Backoff{Rule: &retry.Exponential{Growth: growth(ms, 5*ms, 1)}}, []time.Duration{ms, ms}},
		{"factor 1.5x grows by half", retry.Backoff{Rule: &retry.Exponential{Growth: growth(4*ms, time.Second, 1.5)}}, []time.Duration{4 * ms, 6 * ms, 9 * ms}},
	}
	for _, tt := range tests {
		for n, want := range tt.want {
			var s sim.Stream
			if got := tt.backoff.Delay(n, 0, retry.Failure, &s); got != want {
				t.Errorf("%s: Delay(%d) = %v, want %v", tt.name, n, got, want)
			}
			if s != (sim.Stream{}) {
				t.Errorf("%s: Delay(%d) drew from the stream", tt.name, n)
			}
		}
	}
}

func TestDelayHasTheMeanAndTheRangeOfItsFormula(t *testing.T) {
	var (
		equal  = equalJitter(10*ms, 100*ms)
		full   = fullJitter(10*ms, 100*ms)
		decorr = decorrelated(10*ms, 100*ms)
		grpc   = retry.Backoff{Rule: models.Defaults(&retry.GRPCBackoff{})}
		twenty = retry.Backoff{Rule: &retry.GRPCBackoff{Initial: unit.Duration(100 * ms), Max: unit.Duration(time.Second), Multiplier: 2, Jitter: "twenty"}}
		envoy  = retry.Backoff{Rule: models.Defaults(&retry.EnvoyBackoff{})}
		aws    = retry.Backoff{Rule: models.Defaults(&retry.AWSBackoff{})}
	)
	tests := []struct {
		name      string
		backoff   retry.Backoff
		n         int
		previous  time.Duration
		how       retry.Result
		low, high time.Duration
		mean      time.Duration
	}{
		{"equal jitter", equal, 0, 0, retry.Failure, 5 * ms, 10 * ms, 7500 * time.Microsecond},
		{"equal jitter", equal, 3, 0, retry.Failure, 40 * ms, 80 * ms, 60 * ms},
		{"equal jitter", equal, 9, 0, retry.Failure, 50 * ms, 100 * ms, 75 * ms},
		{"full jitter", full, 0, 0, retry.Failure, 0, 10 * ms, 5 * ms},
		{"full jitter", full, 2, 0, retry.Failure, 0, 40 * ms, 20 * ms},
		{"full jitter", full, 60, 0, retry.Failure, 0, 100 * ms, 50 * ms},
		{"decorrelated", decorr, 0, 0, retry.Failure, 10 * ms, 30 * ms, 20 * ms},
		{"decorrelated", decorr, 1, 30 * ms, retry.Failure, 10 * ms, 90 * ms, 50 * ms},
		{"decorrelated", decorr, 2, 70 * ms, retry.Failure, 10 * ms, 100 * ms, 79750 * time.Microsecond}, // the part of [10, 210) above 100 is cut
		{"gRPC, U(0, initial) at first", grpc, 0, 0, retry.Failure, 0, 100 * ms, 50 * ms},
		{"gRPC, up to the maximum", grpc, 9, 0, retry.Failure, 0, time.Second, 500 * ms},
		{"gRPC, 20 % around the bound", twenty, 1, 0, retry.Failure, 160 * ms, 240 * ms, 200 * ms},
		{"gRPC, 20 % around the maximum", twenty, 4, 0, retry.Failure, 800 * ms, 1200 * ms, time.Second},
		{"Envoy, 0 to 24 ms at first", envoy, 0, 0, retry.Failure, 0, 24 * ms, 12 * ms},
		{"Envoy, 0 to 99 ms at the third", envoy, 2, 0, retry.Failure, 0, 99 * ms, 49500 * time.Microsecond},
		{"Envoy, ten times the base at most", envoy, 7, 0, retry.Failure, 0, 249 * ms, 124500 * time.Microsecond},
		{"AWS, 50 ms at first after an error", aws, 0, 0, retry.Failure, 0, 50 * ms, 25 * ms},
		{"AWS, a second at first when throttled", aws, 0, 0, retry.Rejection, 0, time.Second, 500 * ms},
		{"AWS, 20 s at most", aws, 9, 0, retry.Rejection, 0, 20 * time.Second, 10 * time.Second},
	}
	for _, tt := range tests {
		s := sim.NewStream(7)
		const draws = 40_000
		var sum time.Duration
		for range draws {
			d := tt.backoff.Delay(tt.n, tt.previous, tt.how, &s)
			if d < tt.low || d > tt.high {
				t.Fatalf("%s: Delay(%d, %v) = %v, want %v to %v", tt.name, tt.n, tt.previous, d, tt.low, tt.high)
			}
			sum += d
		}
		if got := sum / draws; math.Abs(float64(got-tt.mean)) > 0.012*float64(tt.mean) {
			t.Errorf("%s: mean of Delay(%d, %v) = %v, want %v", tt.name, tt.n, tt.previous, got, tt.mean)
		}
	}
}

func TestDelayDoesNotOverflow(t *testing.T) {
	s := sim.NewStream(1)
	b := decorrelated(time.Second, math.MaxInt64)
	for _, previous := range []time.Duration{math.MaxInt64, math.MaxInt64 / 2} {
		if got := b.Delay(5, previous, retry.Failure, &s); got < time.Second {
			t.Errorf("Delay(5, %v) = %v, want at least the base", previous, got)
		}
	}
	b = exponential(time.Second, math.MaxInt64)
	if got, want := b.Delay(1000, 0, retry.Failure, &s), time.Duration(math.MaxInt64); got != want {
		t.Errorf("Delay(1000) = %v, want %v", got, want)
	}
}

// TestContention plays the simulator of the AWS article: clients that read a version and
// then write it, whose write is lost when somebody else has written since, and who back
// off before they start again. Each message takes |N(10, 2)| ms. Calls are the writes,
// time is when the last client has its answer; the expected values are means over 4000
// runs of that program.
func TestContention(t *testing.T) {
	const longest = 2 * time.Second
	tests := []struct {
		name                  string
		backoff               retry.Backoff
		clients               int
		calls, milliseconds   float64
		callsWithin, msWithin float64
	}{
		{"exponential", exponential(5*ms, longest), 50, 623.81125, 36400.48258, 0.01, 0.03},
		{"exponential", exponential(5*ms, longest), 100, 1856.77525, 63495.29831, 0.01, 0.02},
		{"decorrelated", decorrelated(5*ms, longest), 100, 1002.54925, 4587.113217, 0.01, 0.03},
		{"equal jitter", equalJitter(5*ms, longest), 50, 347.3995, 4267.520218, 0.01, 0.03},
		{"equal jitter", equalJitter(5*ms, longest), 100, 812.2565, 6617.204136, 0.01, 0.03},
		{"full jitter", fullJitter(5*ms, longest), 10, 39.039, 464.5516142, 0.02, 0.04},
		{"full jitter", fullJitter(5*ms, longest), 100, 796.00525, 4922.988541, 0.01, 0.03},
		{"none", constant(0), 10, 50.85175, 379.988853, 0.02, 0.02},
		{"none", constant(0), 50, 689.98425, 1139.563072, 0.01, 0.01},
	}
	for i, tt := range tests {
		runs := 3000 / tt.clients
		var calls, times []float64
		for replication := range 10 {
			s := sim.NewStream(sim.Mix(uint64(i), uint64(replication)))
			var sumCalls, sumTimes float64
			for range runs {
				c, end := contend(tt.backoff, tt.clients, &s)
				sumCalls += float64(c)
				sumTimes += end.Seconds() * 1000
			}
			calls = append(calls, sumCalls/float64(runs))
			times = append(times, sumTimes/float64(runs))
		}
		policytest.Within(t, tt.name+" calls", calls, tt.calls, tt.callsWithin)
		policytest.Within(t, tt.name+" ms", times, tt.milliseconds, tt.msWithin)
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
			waits[m.client] = b.Delay(attempts[m.client], waits[m.client], retry.Failure, s)
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
		{"full jitter is fine", fullJitter(50*ms, time.Second), nil},
		{"a negative base", constant(-1), []string{"base: "}},
		{"a cap below the base", fullJitter(time.Second, ms), []string{"cap: 1ms is less than base 1s; write at least the base"}},
		{"a decorrelated wait that cannot grow", decorrelated(0, time.Second), []string{"base: 0s never grows"}},
		{"two faults at once", retry.Backoff{Rule: &retry.Exponential{Growth: growth(time.Second, 0, 0.5)}}, []string{"cap: ", "factor: 0.5x is less than 1x"}},
		{"AWS with a cap below both bases", retry.Backoff{Rule: &retry.AWSBackoff{Base: 2, Throttled: 3, Cap: 1}}, []string{"cap: 1ns is less than base", "cap: 1ns is less than throttled"}},
		{"AWS with negative bases", retry.Backoff{Rule: &retry.AWSBackoff{Base: -2, Throttled: -3}}, []string{"base: ", "throttled: "}},
		{"Envoy below its clock", retry.Backoff{Rule: &retry.EnvoyBackoff{Base: 10, Max: 5}}, []string{"base: 10ns is less than 1ms", "max: 5ns is less than base"}},
		{"gRPC without a wait", retry.Backoff{Rule: &retry.GRPCBackoff{Max: -1}}, []string{"initial: 0s is not above 0s", "max: ", "multiplier: 0x is less than 1x"}},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, tt.backoff.Validate(), tt.want)
	}
}
