package models

import (
	"time"

	"headroom/models/variant"
)

// Transport is the protocol of a link: how connections are made, shared and kept, and how
// bytes travel on them. The zero value is none: a message takes the latency of the link
// and nothing else.
type Transport struct{ Rule TransportRule }

// TransportRule is one form of a transport.
type TransportRule interface {
	// Validate returns what is wrong with the fields.
	Validate() []error
	// compile returns what the pools of a link work with.
	compile() *transport
}

// transports is the only list of transports. The first is what a map without a kind means.
var transports = []variant.Form{
	{Name: "http1", Summary: "HTTP/1.1: one request at a time on a connection", New: func() any { return &HTTP1{} }},
	{Name: "http2", Summary: "HTTP/2: many requests on a TCP connection, and a loss stalls them all", New: func() any { return &HTTP2{} }},
	{Name: "http3", Summary: "HTTP/3 on QUIC: many requests on a connection, and a loss stalls its own", New: func() any { return &HTTP3{} }},
	{Name: "grpc", Summary: "gRPC: HTTP/2 with one connection that stays", New: func() any { return &GRPC{} }},
	{Name: "websocket", Summary: "WebSocket: messages on one TCP connection that stays", New: func() any { return &WebSocket{} }},
	variant.Off(),
}

// Variants lists the forms.
func (*Transport) Variants() (key string, table []variant.Form) { return "kind", transports }

// SetVariant takes a form.
func (t *Transport) SetVariant(v any) { t.Rule, _ = v.(TransportRule) }

// Variant returns the form, nil when there is no transport.
func (t *Transport) Variant() any {
	if t.Rule == nil {
		return nil
	}
	return t.Rule
}

// Enabled tells whether there is a transport.
func (t Transport) Enabled() bool { return t.Rule != nil }

// Validate returns what is wrong with the fields of the form.
func (t Transport) Validate() []error {
	if t.Rule == nil {
		return nil
	}
	return t.Rule.Validate()
}

// transport is a compiled [TransportRule]. All pools of a link share it.
type transport struct {
	dialing
	wire
	bounds

	ordered bool // a loss stalls all streams of a connection
	closes  bool // a request that is given up takes its connection with it
}

// bounds limit the connections of a pool. 0 means no limit.
type bounds struct {
	streams        int32 // requests at a time on a connection
	maxConnections int32
	maxIdle        int32
	maxRequests    int32 // on a connection in its life
	maxPending     int32
	idleTimeout    time.Duration
	pendingTimeout time.Duration // kept by the link
}
