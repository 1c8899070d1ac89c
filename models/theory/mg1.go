package theory

// MG1 returns the wait for one server, first come first served, with Poisson arrivals at a
// rate. Mean, chance to wait and SCV are exact (Pollaczek 1930, Khinchine 1932; the second
// moment of the wait: Takacs 1962):
//
//	mean = rate S2 / (2 (1 - rho))    E[W^2] = 2 mean^2 + rate S3 / (3 (1 - rho))
//
// with S2 and S3 the mean square and cube of the service time; rho of the calls wait.
func MG1(rate float64, service Moments) Wait {
	rho := float64(rate * service.Mean)
	if !(rho < 1) {
		return endless
	}
	if rho == 0 {
		return Wait{}
	}
	mean := rate * service.Square / (2 * (1 - rho))
	square := float64(2*mean*mean) + float64(rate*service.Cube/(3*(1-rho)))
	delayed := Moments{Mean: mean / rho, Square: square / rho}
	return Wait{Delayed: rho, Mean: mean, SCV: delayed.SCV()}
}
