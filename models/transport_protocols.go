package models

import (
	"fmt"

	"headroom/sim/unit"
)

// Pooling is what the pools of all protocols can be told.
type Pooling struct {
	// MaxRequests is the number of requests after which a connection is closed. 0 means no
	// limit; nginx closes after 1000.
	MaxRequests int `yaml:"max_requests" default:"0" min:"0" max:"1000000000"`
	// MaxPending is the number of requests that may wait for a connection of a caller
	// towards one instance; those above are rejected. 0 means no limit. Envoy: 1024.
	MaxPending int `yaml:"max_pending" default:"0" min:"0" max:"1000000000"`
	// PendingTimeout is the longest wait for a connection; then the request is rejected.
	// 0s waits for ever.
	PendingTimeout unit.Duration `yaml:"pending_timeout" default:"0s"`
}

func (p Pooling) validate(idle unit.Duration) []error {
	var errs []error
	if p.PendingTimeout < 0 {
		errs = append(errs, fmt.Errorf("pending_timeout: %v is negative; write 0s to wait for ever", p.PendingTimeout))
	}
	if idle < 0 {
		errs = append(errs, fmt.Errorf("idle_timeout: %v is negative; write 0s to keep idle connections for ever", idle))
	}
	return errs
}

func (p Pooling) bounds(streams, connections int, idle unit.Duration) bounds {
	return bounds{
		streams: int32(streams), maxConnections: int32(connections), idleTimeout: idle.Std(),
		maxRequests: int32(p.MaxRequests), maxPending: int32(p.MaxPending), pendingTimeout: p.PendingTimeout.Std(),
	}
}

// HTTP1 is HTTP/1.1 with connections that are kept, and without pipelining: a connection
// carries one request at a time. A request that is given up closes its connection, for
// there is no other way to say so.
type HTTP1 struct {
	Handshake `yaml:",inline"`
	Dialing   `yaml:",inline"`
	// MaxConnections is the number of connections of a caller to one instance. 0 means no
	// limit, as in Go's http.Transport; browsers have 6, Envoy has 1024.
	MaxConnections int `yaml:"max_connections" default:"0" min:"0" max:"1000000"`
	// MaxIdle is the number of idle connections that are kept to one instance; more are
	// closed. 0 keeps all. Go's http.Transport keeps 2 unless told otherwise.
	MaxIdle int `yaml:"max_idle" default:"0" min:"0" max:"1000000"`
	// IdleTimeout is how long an idle connection is kept: the shorter of the two ends'
	// keep-alive times. 0s keeps it for ever. Go's http.DefaultTransport: 90s.
	IdleTimeout unit.Duration `yaml:"idle_timeout" default:"90s"`
	Pooling     `yaml:",inline"`
	Wire        `yaml:",inline"`
}

// Validate returns what is wrong with the fields.
func (h *HTTP1) Validate() []error {
	return append(append(h.Dialing.validate(), h.Pooling.validate(h.IdleTimeout)...), h.Wire.validate()...)
}

func (h *HTTP1) compile() *transport {
	b := h.bounds(1, h.MaxConnections, h.IdleTimeout)
	b.maxIdle = int32(h.MaxIdle)
	return &transport{dialing: h.Dialing.compile(h.tcp()), wire: h.Wire.compile(0), bounds: b, ordered: true, closes: true}
}

// HTTP2 is HTTP/2 (RFC 9113): streams share a TCP connection, on which bytes are delivered
// in order, so a loss stalls all of them. A request that is given up costs its stream only
// (RST_STREAM).
type HTTP2 struct {
	Handshake `yaml:",inline"`
	Dialing   `yaml:",inline"`
	// Streams is the number of requests at a time on a connection: the server's
	// SETTINGS_MAX_CONCURRENT_STREAMS. 100 is the least that RFC 9113 recommends; nginx has
	// 128.
	Streams int `yaml:"streams" default:"100" min:"1" max:"1000000"`
	// MaxConnections is the number of connections of a caller to one instance; another is
	// made when all streams are taken. 0 means no limit, as in Go and Envoy; browsers have 1.
	MaxConnections int `yaml:"max_connections" default:"1" min:"0" max:"1000000"`
	// IdleTimeout is how long a connection without a request is kept. 0s keeps it for ever.
	// Go's http.DefaultTransport: 90s.
	IdleTimeout unit.Duration `yaml:"idle_timeout" default:"90s"`
	// StreamWindow is how many bytes of one stream may be under way, at least 1B: flow
	// control lets through no more than that in a round trip. RFC 9113: 65535B.
	StreamWindow unit.Bytes `yaml:"stream_window" default:"65535B"`
	Pooling      `yaml:",inline"`
	Wire         `yaml:",inline"`
}

// Validate returns what is wrong with the fields.
func (h *HTTP2) Validate() []error {
	errs := append(h.Dialing.validate(), validateStreamWindow(h.StreamWindow)...)
	return append(append(errs, h.Pooling.validate(h.IdleTimeout)...), h.Wire.validate()...)
}

func (h *HTTP2) compile() *transport {
	return &transport{
		dialing: h.Dialing.compile(h.tcp()), wire: h.Wire.compile(h.StreamWindow),
		bounds: h.bounds(h.Streams, h.MaxConnections, h.IdleTimeout), ordered: true,
	}
}

// GRPC is gRPC on HTTP/2 as its clients do it: one connection to each instance, and calls
// wait when its streams are taken.
type GRPC struct {
	Handshake `yaml:",inline"`
	Dialing   `yaml:",inline"`
	// Streams is the number of calls at a time on a connection: the server's
	// SETTINGS_MAX_CONCURRENT_STREAMS, 100 in most servers.
	Streams int `yaml:"streams" default:"100" min:"1" max:"1000000"`
	// MaxConnections is the number of connections of a caller to one instance. gRPC: 1.
	MaxConnections int `yaml:"max_connections" default:"1" min:"0" max:"1000000"`
	// IdleTimeout is how long a connection without a call is kept. 0s keeps it for ever.
	// gRPC: 30m.
	IdleTimeout unit.Duration `yaml:"idle_timeout" default:"30m"`
	// StreamWindow is how many bytes of one call may be under way, at least 1B: flow control
	// lets through no more than that in a round trip. 65535B is where gRPC begins; it may
	// widen the window by its estimate of bandwidth and round trip, which is not modelled.
	StreamWindow unit.Bytes `yaml:"stream_window" default:"65535B"`
	Pooling      `yaml:",inline"`
	Wire         `yaml:",inline"`
}

// Validate returns what is wrong with the fields.
func (g *GRPC) Validate() []error {
	errs := append(g.Dialing.validate(), validateStreamWindow(g.StreamWindow)...)
	return append(append(errs, g.Pooling.validate(g.IdleTimeout)...), g.Wire.validate()...)
}

func (g *GRPC) compile() *transport {
	return &transport{
		dialing: g.Dialing.compile(g.tcp()), wire: g.Wire.compile(g.StreamWindow),
		bounds: g.bounds(g.Streams, g.MaxConnections, g.IdleTimeout), ordered: true,
	}
}

// HTTP3 is HTTP/3 (RFC 9114) on QUIC (RFC 9000): as HTTP/2, but the streams of a connection
// do not wait for each other's losses, and TLS 1.3 is part of the one round trip that makes
// a connection.
type HTTP3 struct {
	Dialing `yaml:",inline"`
	// Streams is the number of requests at a time on a connection. 100 is the least that
	// RFC 9114 recommends.
	Streams int `yaml:"streams" default:"100" min:"1" max:"1000000"`
	// MaxConnections is the number of connections of a caller to one instance; another is
	// made when all streams are taken. 0 means no limit; browsers have 1.
	MaxConnections int `yaml:"max_connections" default:"1" min:"0" max:"1000000"`
	// IdleTimeout is how long a connection without a request is kept. 0s keeps it for ever.
	// 30s is usual.
	IdleTimeout unit.Duration `yaml:"idle_timeout" default:"30s"`
	// StreamWindow is how many bytes of one stream may be under way, at least 1B. QUIC has
	// no default; 512KiB is that of quic-go.
	StreamWindow unit.Bytes `yaml:"stream_window" default:"512KiB"`
	Pooling      `yaml:",inline"`
	Wire         `yaml:",inline"`
}

// Validate returns what is wrong with the fields.
func (h *HTTP3) Validate() []error {
	errs := append(h.Dialing.validate(), validateStreamWindow(h.StreamWindow)...)
	return append(append(errs, h.Pooling.validate(h.IdleTimeout)...), h.Wire.validate()...)
}

func (h *HTTP3) compile() *transport {
	return &transport{
		dialing: h.Dialing.compile(1, 0), wire: h.Wire.compile(h.StreamWindow),
		bounds: h.bounds(h.Streams, h.MaxConnections, h.IdleTimeout),
	}
}

// WebSocket is a TCP connection (RFC 6455) that carries messages both ways once a request
// of HTTP/1.1 has upgraded it, which takes one more round trip. Any number of requests are
// under way at a time. Its frames' headers, 2 to 14 bytes, are not modelled.
type WebSocket struct {
	Handshake `yaml:",inline"`
	Dialing   `yaml:",inline"`
	// IdleTimeout is how long a connection without traffic is kept. 0s keeps it for ever,
	// by pings. AWS's Application Load Balancer closes after 60s.
	IdleTimeout unit.Duration `yaml:"idle_timeout" default:"0s"`
	Pooling     `yaml:",inline"`
	Wire        `yaml:",inline"`
}

// Validate returns what is wrong with the fields.
func (s *WebSocket) Validate() []error {
	return append(append(s.Dialing.validate(), s.Pooling.validate(s.IdleTimeout)...), s.Wire.validate()...)
}

func (s *WebSocket) compile() *transport {
	full, resumed := s.tcp()
	return &transport{
		dialing: s.Dialing.compile(full+1, resumed+1), wire: s.Wire.compile(0),
		bounds: s.bounds(0, 1, s.IdleTimeout), ordered: true,
	}
}

func validateStreamWindow(w unit.Bytes) []error {
	if w < 1 {
		return []error{fmt.Errorf("stream_window: %v is less than 1B; write for example 64KiB", w)}
	}
	return nil
}
