package theory

import (
	"math"

	"headroom/sim/dist"
)

// crommelin is the utilisation up to which the series of Crommelin is summed. Above, it
// converges slowly, and the approximation of Cosmetatos is within 0.2 % for a few servers
// and 2 % for hundreds.
const crommelin = 0.85

// MDc returns the wait for one of c servers with Poisson arrivals and a constant service
// time. Up to a utilisation of 85 % mean and chance to wait are exact (Crommelin 1932; with
// Spitzer's identity, as the wait in E_c/D/1):
//
//	mean    = time sum over i of P(ic, i load) - P(ic+1, i load) / rho
//	delayed = 1 - exp(-sum over i of P(ic, i load) / i)
//
// with P the regularised incomplete gamma function. Above, the mean is that of Cosmetatos
// (1976) and the chance that of M/M/c. The SCV of the waits is that of M/D/1.
func MDc(rate, time float64, c int) Wait {
	load, servers := rate*time, float64(c)
	rho := load / servers
	switch {
	case !(rho < 1):
		return endless
	case rho == 0:
		return Wait{}
	case rho > crommelin:
		w := MMc(rate, time, c)
		w.Mean *= (1 + cosmetatos(rho, c)) / 2
		w.SCV = delaySCV(rho, Moments{time, time * time, time * time * time})
		return w
	}
	mean, delayed := 0.0, 0.0
	for i := 1.0; ; i++ {
		busy := dist.GammaShare(i*servers, i*load)
		term := busy - dist.GammaShare(float64(i*servers)+1, i*load)/rho
		mean += max(0, term)
		delayed += busy / i
		if busy < 1e-13 {
			break
		}
	}
	return Wait{
		Delayed: 1 - dist.FastExp(-delayed), Mean: mean * time,
		SCV: delaySCV(rho, Moments{time, time * time, time * time * time}),
	}
}

// cosmetatos returns the correction of Cosmetatos (1976) to the rule that a constant
// service time halves the wait of an exponential one.
func cosmetatos(rho float64, c int) float64 {
	servers := float64(c)
	return (1 - rho) * (servers - 1) * (math.Sqrt(4+float64(5*servers)) - 2) / (16 * rho * servers)
}

// delaySCV returns the SCV of the waits of those who wait in M/G/1, which Whitt (1993,
// "Approximations for the GI/G/m queue") takes for several servers too:
//
//	2 rho - 1 + 4 (1 - rho) S3 / (3 S (scv + 1)^2 S^2)
func delaySCV(rho float64, service Moments) float64 {
	skew := service.Cube * service.Mean / (service.Square * service.Square)
	if math.IsInf(service.Cube, 1) {
		return math.Inf(1)
	}
	return float64(2*rho) - 1 + float64(4*(1-rho)*skew/3)
}
