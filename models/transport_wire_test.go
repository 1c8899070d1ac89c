package models

import (
	"math"
	"testing"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

const roundTrip = 50 * time.Millisecond

func wired(edit func(*HTTP1)) *transport {
	h := Defaults(&HTTP1{})
	edit(h)
	return h.compile()
}

// TestSlowStart: S bytes on a new connection take ceil(log2(S/14600 + 1)) round trips, the
// first of which is the latency of the link, and S/bandwidth; on a used one the latter only.
func TestSlowStart(t *testing.T) {
	fast := func(*HTTP1) {}
	slow := func(h *HTTP1) { h.Bandwidth = 100e6 }
	tests := []struct {
		name  string
		edit  func(*HTTP1)
		bytes float64
		want  time.Duration
	}{
		{"nothing", fast, 0, 0},
		{"less than the first window", fast, 14_600, 0},
		{"a byte more", fast, 14_601, roundTrip},
		{"three windows are two round trips", fast, 3 * 14_600, roundTrip},
		{"a byte more", fast, 3*14_600 + 1, 2 * roundTrip},
		{"seven windows", fast, 7 * 14_600, 2 * roundTrip},
		{"a megabyte", fast, 1e6, 6 * roundTrip},
		{"100 kB at 100 Mbit/s", slow, 100e3, 2*roundTrip + 8*time.Millisecond},
		// 100 Mbit/s * 50 ms = 625 kB, reached after 6 round trips of 14.6 kB to 467.2 kB.
		{"100 MB at 100 Mbit/s: the pipe is full after 6 round trips", slow, 100e6, 6*roundTrip + 8*time.Second},
	}
	for _, tt := range tests {
		c := wired(tt.edit)
		var w way
		var s sim.Stream
		got := c.transfer(&w, 0, tt.bytes, roundTrip, &s)
		if got != tt.want {
			t.Errorf("%s: %v beyond the latency, want %v", tt.name, got, tt.want)
		}
		rounds := math.Ceil(math.Log2(tt.bytes/14_600 + 1))
		if c.perByte == 0 && tt.bytes > 0 && got != time.Duration(rounds-1)*roundTrip {
			t.Errorf("%s: %v beyond the latency, want %v round trips less one", tt.name, got, rounds)
		}
		if s != (sim.Stream{}) {
			t.Errorf("%s: drew without loss", tt.name)
		}
		warm := time.Duration(tt.bytes * c.perByte)
		if got := c.transfer(&w, sim.Time(time.Minute), tt.bytes, roundTrip, &s); got != warm {
			t.Errorf("%s, once more: %v beyond the latency, want %v", tt.name, got, warm)
		}
	}
}

func TestMessagesOfAConnectionAreSentOneAfterTheOther(t *testing.T) {
	c := wired(func(h *HTTP1) { h.Bandwidth = 8e6 }) // a byte a microsecond
	var w way
	var s sim.Stream
	for i, want := range []time.Duration{5 * time.Millisecond, 10 * time.Millisecond, 15 * time.Millisecond} {
		same(t, "message "+string(rune('1'+i)), c.transfer(&w, 0, 5000, 0, &s), want)
	}
	same(t, "when the others have been sent", c.transfer(&w, sim.Time(time.Second), 5000, 0, &s), 5*time.Millisecond)
}

func TestFlowControlSendsAWindowARoundTrip(t *testing.T) {
	h := Defaults(&HTTP2{})
	h.StreamWindow = 10_000
	c := h.compile()
	var w way
	var s sim.Stream
	same(t, "a window", c.transfer(&w, 0, 10_000, roundTrip, &s), 0)
	w = way{sent: 1e9}
	same(t, "eleven windows", c.transfer(&w, 0, 110_000, roundTrip, &s), 10*roundTrip)
	same(t, "another stream does not wait for it", c.transfer(&w, 0, 10_000, roundTrip, &s), 0)
}

// TestMathis: a long transfer under loss has the throughput MSS/RTT * 1.22/sqrt(p).
func TestMathis(t *testing.T) {
	for _, loss := range []float64{0.0001, 0.01} {
		c := wired(func(h *HTTP1) { h.Loss, h.Bandwidth = unit.Ratio(loss), 1e12 })
		s := sim.NewStream(2)
		const bytes = 1e9
		took := c.transfer(&way{}, 0, bytes, roundTrip, &s)
		want := 1460 / roundTrip.Seconds() * 1.22 / math.Sqrt(loss)
		near(t, "bytes per second", bytes/took.Seconds(), want, 0.01*want)
	}
}

// TestRecovery: one of n segments is lost with 1-(1-p)^n. One of the last three costs a
// timeout of a round trip and 200 ms, another one a round trip.
func TestRecovery(t *testing.T) {
	const p, kept, draws = 0.01, 0.99, 40_000
	tests := []struct {
		name        string
		bytes       float64
		rtos, extra float64 // shares
	}{
		{"one segment", 1460, p, 0},
		{"three segments", 3 * 1460, 1 - kept*kept*kept, 0},
		{"ten segments", 10 * 1460, 1 - kept*kept*kept, kept * kept * kept * (1 - math.Pow(kept, 7))},
	}
	for _, tt := range tests {
		c := wired(func(h *HTTP1) { h.Loss = p })
		s := sim.NewStream(4)
		var rtos, extra float64
		for range draws {
			switch took := c.transfer(&way{}, 0, tt.bytes, roundTrip, &s); {
			case took == roundTrip:
				extra++
			case took >= roundTrip+200*time.Millisecond:
				rtos++
			case took != 0:
				t.Fatalf("%s: %v late", tt.name, took)
			}
		}
		again := tt.extra * p // lost again, which waits for the timeout
		near(t, tt.name+": share of timeouts", rtos/draws, tt.rtos+again, 4*math.Sqrt(tt.rtos/draws))
		near(t, tt.name+": share of fast retransmits", extra/draws, tt.extra-again, 4*math.Sqrt(tt.extra/draws))
	}
}

func TestATimeoutDoublesAndCollapsesTheWindow(t *testing.T) {
	c := wired(func(h *HTTP1) { h.Loss = 0.5 })
	s := sim.NewStream(11)
	seen := map[time.Duration]int{}
	for range 1000 {
		w := way{sent: 1e6}
		took := c.transfer(&w, 0, 1460, roundTrip, &s)
		seen[took]++
		if collapsed := took > 0; collapsed != (w.sent == 0) {
			t.Fatalf("%v late, and %v bytes of window", took, w.sent)
		}
	}
	for i, want := range []int{500, 250, 125, 62} {
		late := time.Duration(1<<i-1) * (roundTrip + 200*time.Millisecond)
		near(t, "messages late by "+late.String(), float64(seen[late]), float64(want), 4*math.Sqrt(float64(want)))
	}
}

// TestALossStallsTheOthers: on TCP, messages sent after one that lost a segment wait for
// it; on QUIC they do not, and neither do those sent before.
func TestALossStallsTheOthers(t *testing.T) {
	two, three := Defaults(&HTTP2{}), Defaults(&HTTP3{})
	two.Loss, three.Loss = 0.5, 0.5
	for _, tt := range []struct {
		name   string
		c      *transport
		stalls bool
	}{{"HTTP/2", two.compile(), true}, {"HTTP/3", three.compile(), false}} {
		s := sim.NewStream(8)
		stalled := 0
		for range 1000 {
			var w way
			lost := tt.c.transfer(&w, 0, 1000, roundTrip, &s)
			after := tt.c.transfer(&w, sim.Time(time.Millisecond), 0, roundTrip, &s) // cannot be lost itself
			switch after {
			case 0:
			case lost - time.Millisecond:
				stalled++
			default:
				t.Fatalf("%s: %v late after a message %v late", tt.name, after, lost)
			}
			if tt.stalls && lost > 0 && after == 0 {
				t.Fatalf("%s: on time after a message %v late", tt.name, lost)
			}
		}
		if (stalled > 0) != tt.stalls {
			t.Errorf("%s: %d messages stalled", tt.name, stalled)
		}
	}
}

func TestALossAtTheEndOfALongMessageStallsNothingBefore(t *testing.T) {
	h := Defaults(&GRPC{})
	h.Loss, h.StreamWindow = 1e-6, 1460
	c := h.compile()
	w := way{}
	// A stream of 100 windows loses its end; another is sent meanwhile.
	for key := uint64(0); ; key++ {
		w = way{sent: 1e9}
		s := sim.NewStream(key)
		c.logKept = math.Log(0.5)
		if c.transfer(&w, 0, 100*1460, roundTrip, &s) > 99*roundTrip {
			break
		}
	}
	c.logKept = 0
	var s sim.Stream
	same(t, "a message in the middle", c.transfer(&w, sim.Time(10*roundTrip), 1000, roundTrip, &s), 0)
	if got := c.transfer(&w, sim.Time(99*roundTrip), 1000, roundTrip, &s); got < roundTrip {
		t.Errorf("a message at the end is %v late, want at least a round trip", got)
	}
}
