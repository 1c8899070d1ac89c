package limit

import (
	"fmt"
	"time"

	"headroom/sim"
)

// The protocols of [EnvoyCaps].
const (
	HTTP1 = "http1"
	HTTP2 = "http2"
)

// EnvoyCaps is what Envoy calls circuit breakers (config/cluster/v3 circuit_breaker.proto,
// with its defaults): caps on what is under way from one Envoy to a cluster, with no state
// and no pause. Every proxy has its own, so those of a fleet add up.
//
// headroom has no connections of its own here. With HTTP/1.1 a request under way holds a
// connection, so MaxConnections is the number of requests under way, and those beyond it
// pend for a connection. With HTTP/2 connections are shared: MaxRequests is the number of
// requests under way, and those beyond it are rejected. (Requests also pend until a first
// connection is made; that is left out.) The cap on retries, max_retries, is a
// retry_budget, and the cap on connection pools is left out.
type EnvoyCaps struct {
	// Protocol of the cluster: http1 or http2.
	Protocol string `yaml:"protocol" default:"http1" enum:"http1,http2"`
	// MaxConnections is the number of connections, at least 1. It says nothing with http2.
	MaxConnections int `yaml:"max_connections" default:"1024" min:"1"`
	// MaxPendingRequests is the number of requests that may wait for a connection, at least
	// 0. It says nothing with http2.
	MaxPendingRequests int `yaml:"max_pending_requests" default:"1024" min:"0"`
	// MaxRequests is the number of requests under way, at least 1; more are rejected.
	MaxRequests int `yaml:"max_requests" default:"1024" min:"1"`
}

// Validate returns what is wrong with the fields.
func (r *EnvoyCaps) Validate() []error {
	var errs []error
	if r.Protocol != HTTP1 && r.Protocol != HTTP2 {
		errs = append(errs, fmt.Errorf("protocol: %q is neither http1 nor http2", r.Protocol))
	}
	if r.MaxConnections < 1 {
		errs = append(errs, fmt.Errorf("max_connections: %d is less than 1", r.MaxConnections))
	}
	if r.MaxPendingRequests < 0 {
		errs = append(errs, fmt.Errorf("max_pending_requests: %d is negative; write 0 for none", r.MaxPendingRequests))
	}
	if r.MaxRequests < 1 {
		errs = append(errs, fmt.Errorf("max_requests: %d is less than 1", r.MaxRequests))
	}
	return errs
}

// New returns caps with nothing under way.
func (r *EnvoyCaps) New(*sim.Stream) Gate {
	limit := r.MaxRequests
	if r.Protocol == HTTP1 {
		limit = min(limit, r.MaxConnections)
	}
	return &semaphore{limit: limit}
}

// Waiting returns the requests that may pend. Where MaxRequests is the lower cap there is
// always a connection to be had, and nothing pends.
func (r *EnvoyCaps) Waiting() (calls int, longest time.Duration) {
	if r.Protocol == HTTP1 && r.MaxConnections <= r.MaxRequests {
		return r.MaxPendingRequests, 0
	}
	return 0, 0
}
