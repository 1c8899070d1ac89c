package models

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Handshake is how a TCP connection is secured. In round trips before the first request
// can be sent, the one of TCP included:
//
//	                  new   resumed
//	without TLS         1         1
//	TLS 1.2             3         2
//	TLS 1.3             2         1   with early data (0-RTT)
//
// For comparison, QUIC needs 1, and 0 with early data. Sources: RFC 9293, RFC 5246,
// RFC 8446, RFC 9001.
type Handshake struct {
	// TLS is the version of TLS: none, 1.2 or 1.3. What its cryptography costs the two ends
	// is not modelled: some 0.1 ms of a core for each new connection with ECDSA, 1 ms with
	// RSA.
	TLS string `yaml:"tls" default:"none" enum:"none,1.2,1.3"`
}

// tcp returns the round trips of a new and of a resumed connection.
func (h Handshake) tcp() (full, resumed int) {
	switch h.TLS {
	case "1.2":
		return 3, 2
	case "1.3":
		return 2, 1
	}
	return 1, 1
}

// Dialing is how connections are made.
type Dialing struct {
	// Resumed is the share of new connections that take up an earlier TLS session, with
	// early data where the version has it, and so save a round trip: 0% to 100%.
	Resumed unit.Ratio `yaml:"resumed" default:"0%"`
	// ConnectTimeout is the longest time that the set-up of a connection may take. 0s waits
	// until Linux gives up, 127 s after the first SYN. Envoy: 5s.
	ConnectTimeout unit.Duration `yaml:"connect_timeout" default:"0s"`
}

func (d Dialing) validate() []error {
	var errs []error
	if d.Resumed < 0 || d.Resumed > 1 {
		errs = append(errs, fmt.Errorf("resumed: %v is not between 0%% and 100%%", d.Resumed))
	}
	if d.ConnectTimeout < 0 {
		errs = append(errs, fmt.Errorf("connect_timeout: %v is negative; write 0s to wait as long as the system does", d.ConnectTimeout))
	}
	return errs
}

func (d Dialing) compile(full, resumed int) dialing {
	return dialing{
		full: time.Duration(full), short: time.Duration(resumed),
		resumed: float64(d.Resumed), timeout: d.ConnectTimeout.Std(),
	}
}

// dialing is a compiled [Dialing].
type dialing struct {
	full, short time.Duration // round trips, as factors
	resumed     float64
	timeout     time.Duration
}

// The first SYN is repeated after 1 s, 3 s, 7 s and so on, 6 times (Linux,
// tcp_syn_retries; RFC 6298 for the first second). QUIC's first packet is repeated after
// the same times: its first timeout is 3 * 333 ms (RFC 9002).
const (
	synTimeout = time.Second
	synRetries = 6
)

// dial returns how long the set-up of a connection takes, or how long until it fails. Of
// the packets, only the first of each end can be lost. Draws are made only where a share
// or a loss calls for them.
func (d *dialing) dial(rtt time.Duration, lost float64, s *sim.Stream) (took time.Duration, ok bool) {
	rounds := d.full
	if d.resumed > 0 && s.Float64() < d.resumed {
		rounds = d.short
	}
	wait := synTimeout
	ok = true
	if lost > 0 {
		// Neither the SYN nor its answer may be lost.
		gone := lost + float64((1-lost)*lost)
		for n := 0; ok && s.Float64() < gone; n++ {
			took += wait
			wait *= 2
			ok = n < synRetries
		}
	}
	if ok {
		took += rounds * rtt
	}
	if d.timeout > 0 && took > d.timeout {
		return d.timeout, false
	}
	return took, ok
}
