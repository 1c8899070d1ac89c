package theory

// Station is a place of a closed network: a number of identical queues, each with so many
// servers.
type Station struct {
	Demand  float64 // service time of a request at each of the queues, all visits, seconds
	Servers int     // of each queue; 0: as many as needed, so that nobody waits
	Queues  int     // how many there are; a request has the demand at each of them
}

// Closed is a closed network in its steady state.
type Closed struct {
	Throughput float64   // requests a second
	Response   float64   // mean time of a request, thinking left out, seconds
	Residence  []float64 // mean time of a request at each queue of a station, all visits, seconds
}

// MVA returns the steady state of n clients, each of whom thinks for a mean time, makes a
// request and waits for the answer. It is exact for networks of product form: exponential
// service first come first served, or any service where servers are shared or nobody waits
// (mean value analysis: Reiser, Lavenberg 1980; several servers: Reiser 1981). Its cost
// grows with n times the sum of the servers.
func MVA(n int, think float64, stations []Station) Closed {
	k := len(stations)
	inside := make([]float64, k)    // mean number in each queue with one client less
	chances := make([][]float64, k) // of j inside, below the number of servers
	for i, s := range stations {
		if s.Servers > 1 {
			chances[i] = make([]float64, s.Servers)
			chances[i][0] = 1
		}
	}
	c := Closed{Residence: make([]float64, k)}
	for clients := 1; clients <= n; clients++ {
		c.Response = 0
		for i, s := range stations {
			servers := float64(s.Servers)
			c.Residence[i] = s.Demand
			if s.Servers > 0 {
				idle := 0.0
				for j := 0; j < s.Servers-1; j++ {
					idle += float64((servers - 1 - float64(j)) * chances[i][j])
				}
				c.Residence[i] = s.Demand / servers * (1 + inside[i] + idle)
			}
			c.Response += float64(float64(s.Queues) * c.Residence[i])
		}
		c.Throughput = float64(clients) / (think + c.Response)
		for i, s := range stations {
			inside[i] = c.Throughput * c.Residence[i]
			if s.Servers < 2 {
				continue
			}
			load, servers := c.Throughput*s.Demand, float64(s.Servers)
			busy := load
			for j := s.Servers - 1; j >= 1; j-- {
				p := load / float64(j) * chances[i][j-1]
				chances[i][j] = p
				busy += float64((servers - float64(j)) * p)
			}
			chances[i][0] = max(0, 1-busy/servers) // rounding, near saturation
		}
	}
	return c
}
