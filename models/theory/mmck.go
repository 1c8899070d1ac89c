package theory

// Finite is a queue with room for a limited number, in its steady state.
type Finite struct {
	Blocked float64 // share of the calls that find no room
	Busy    float64 // utilisation of the servers, 0 to 1
	Inside  float64 // mean number inside, those in service included
	Queue   float64 // mean number that waits
	Wait    float64 // mean of the calls that get in, seconds
	Delayed float64 // share of those that have to wait
}

// MMcK returns the steady state of M/M/c/K: Poisson arrivals at a rate, exponential
// service of a mean, c servers, room for k calls with those in service, k >= c >= 1. It is
// exact, for every load (Kleinrock 1975).
func MMcK(rate, mean float64, c, k int) Finite {
	load := rate * mean
	if load == 0 {
		return Finite{}
	}
	// The chances of n inside, but for a factor: each is that of n-1 times load/min(n, c).
	// They are taken down together before they overflow.
	const huge = 1e250
	var f Finite
	p, sum, free := 1.0, 1.0, 1.0 // free: that a server is
	for n := 1; n <= k; n++ {
		servers := float64(min(n, c))
		p = float64(p * (load / servers))
		sum += p
		if n < c {
			free += p
		}
		f.Inside += float64(p * float64(n))
		f.Busy += float64(p * servers)
		if p > huge {
			p, sum, free, f.Inside, f.Busy = p/huge, sum/huge, free/huge, f.Inside/huge, f.Busy/huge
		}
	}
	f.Blocked = p / sum
	f.Inside /= sum
	f.Queue = f.Inside - f.Busy/sum
	through := rate * (1 - f.Blocked)
	f.Wait = f.Queue / through
	f.Busy = through * mean / float64(c)
	f.Delayed = (1 - free/sum - f.Blocked) / (1 - f.Blocked)
	return f
}
