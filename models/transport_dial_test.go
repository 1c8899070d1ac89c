package models

import (
	"math"
	"testing"
	"time"

	"headroom/sim"
)

// TestRoundTripsOfASetUp: what each protocol needs before it can send a request.
func TestRoundTripsOfASetUp(t *testing.T) {
	tests := []struct {
		name          string
		rule          TransportRule
		full, resumed int
	}{
		{"TCP", &HTTP1{}, 1, 1},
		{"TCP and TLS 1.2", &HTTP1{Handshake: Handshake{TLS: "1.2"}}, 3, 2},
		{"TCP and TLS 1.3", &HTTP2{Handshake: Handshake{TLS: "1.3"}}, 2, 1},
		{"gRPC on TLS 1.3", &GRPC{Handshake: Handshake{TLS: "1.3"}}, 2, 1},
		{"QUIC", &HTTP3{}, 1, 0},
		{"WebSocket", &WebSocket{}, 2, 2},
		{"WebSocket on TLS 1.3", &WebSocket{Handshake: Handshake{TLS: "1.3"}}, 3, 2},
		{"WebSocket on TLS 1.2", &WebSocket{Handshake: Handshake{TLS: "1.2"}}, 4, 3},
	}
	const rtt = 20 * time.Millisecond
	for _, tt := range tests {
		c := tt.rule.compile()
		var s sim.Stream
		if took, ok := c.dial(rtt, 0, &s); !ok || took != time.Duration(tt.full)*rtt {
			t.Errorf("%s: %v, %v, want %d round trips", tt.name, took, ok, tt.full)
		}
		if s != (sim.Stream{}) {
			t.Errorf("%s: drew without need", tt.name)
		}
		c.resumed = 1
		if took, ok := c.dial(rtt, 0, &s); !ok || took != time.Duration(tt.resumed)*rtt {
			t.Errorf("%s, resumed: %v, %v, want %d round trips", tt.name, took, ok, tt.resumed)
		}
	}
}

func TestAShareOfConnectionsIsResumed(t *testing.T) {
	c := (&HTTP3{Dialing: Dialing{Resumed: 0.3}}).compile()
	s := sim.NewStream(1)
	quick := 0.0
	const draws = 20_000
	for range draws {
		if took, _ := c.dial(time.Second, 0, &s); took == 0 {
			quick++
		}
	}
	near(t, "share without a round trip", quick/draws, 0.3, 4*math.Sqrt(0.21/draws))
}

// TestLostSYNs: with a share p of packets lost, a SYN or its answer is lost with q =
// 1-(1-p)^2, and connections come in modes: after 1 s with q(1-q), after 3 s with q^2(1-q).
func TestLostSYNs(t *testing.T) {
	const p, rtt, draws = 0.2, 50 * time.Millisecond, 40_000
	q := 1 - (1-p)*(1-p)
	modes := []struct {
		after time.Duration
		share float64
	}{
		{0, 1 - q}, {time.Second, q * (1 - q)}, {3 * time.Second, q * q * (1 - q)}, {7 * time.Second, q * q * q * (1 - q)},
		{15 * time.Second, math.Pow(q, 4) * (1 - q)},
	}
	c := (&HTTP1{}).compile()
	s := sim.NewStream(5)
	seen := map[time.Duration]float64{}
	for range draws {
		took, ok := c.dial(rtt, p, &s)
		if !ok {
			same(t, "time until the system gives up", took, 127*time.Second)
			took = rtt - 1
		}
		seen[took-rtt]++
	}
	for _, m := range modes {
		near(t, "share after "+m.after.String(), seen[m.after]/draws, m.share, 4*math.Sqrt(m.share/draws))
	}
	near(t, "share that fails", seen[-1]/draws, math.Pow(q, 7), 4*math.Sqrt(math.Pow(q, 7)/draws))
}

func TestConnectTimeout(t *testing.T) {
	c := (&HTTP1{Dialing: Dialing{ConnectTimeout: seconds(2)}}).compile()
	s := sim.NewStream(9)
	failed := 0.0
	const draws = 20_000
	for range draws {
		took, ok := c.dial(10*time.Millisecond, 0.5, &s)
		switch {
		case !ok:
			failed++
			same(t, "time until it fails", took, 2*time.Second)
		case took > 2*time.Second:
			t.Errorf("a connection took %v", took)
		}
	}
	// Two SYNs are sent within 2 s, and each gets through with 0.25.
	near(t, "share that fails", failed/draws, 0.5625, 4*math.Sqrt(0.25/draws))
	c = (&HTTP1{Dialing: Dialing{ConnectTimeout: seconds(2)}}).compile()
	if took, ok := c.dial(3*time.Second, 0, &s); ok || took != 2*time.Second {
		t.Errorf("a round trip of 3 s: %v, %v, want a failure after 2 s", took, ok)
	}
}
