package models

// guard names a policy by which a caller refuses an attempt of its own.
type guard uint8

const (
	byBreaker guard = iota
	byRate
	byConcurrency
	byConnections
	byThrottle
	guards
)

var guardNames = [guards]string{"breaker", "rate_limit", "concurrency_limit", "connections", "throttle"}
