package theory

// ErlangB returns the chance that all of c servers, at least 1, are busy where nobody
// waits: M/G/c/c, with the offered load in servers (rate times mean time). It is exact for
// every law of service (Erlang 1917; insensitive: Sevastyanov 1957). The recurrence
// B(c) = load B(c-1) / (c + load B(c-1)) neither overflows nor cancels.
func ErlangB(c int, load float64) float64 {
	b := 1.0
	for i := 1; i <= c; i++ {
		b = float64(load*b) / (float64(i) + float64(load*b))
	}
	return b
}

// ErlangC returns the chance to wait for one of c servers in M/M/c, from B:
//
//	C = B / (1 - load/c (1 - B))
//
// It is exact for exponential service (Erlang 1917), and 1 when the load is c or more.
func ErlangC(c int, load float64) float64 {
	if !(load < float64(c)) {
		return 1
	}
	b := ErlangB(c, load)
	return b / (1 - float64(load/float64(c)*(1-b)))
}

// MMc returns the wait for one of c servers, first come first served, with Poisson
// arrivals at a rate and exponential service of a mean. It is exact: a share C waits, for
// an exponential time of mean 1 / (c/mean - rate).
func MMc(rate, mean float64, c int) Wait {
	load := float64(rate * mean)
	if !(load < float64(c)) {
		return endless
	}
	delayed := ErlangC(c, load)
	return Wait{Delayed: delayed, Mean: delayed * mean / (float64(c) - load), SCV: 1}
}
