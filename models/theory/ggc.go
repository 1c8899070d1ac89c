package theory

import "headroom/sim/dist"

// MGc returns the wait for one of c servers, first come first served, with Poisson
// arrivals. With one server, or exponential service, or constant service, it is exact (see
// [MG1], [MMc], [MDc]). Otherwise it is an approximation: between constant and exponential
// by interpolation with the SCV (Tijms 1986), above by that of Lee and Longton (1959),
// (1 + scv) / 2 times M/M/c. Errors are a few per cent.
func MGc(rate float64, service Moments, c int) Wait {
	if c == 1 {
		return MG1(rate, service)
	}
	w := MMc(rate, service.Mean, c)
	if !w.Stable() || w.Mean == 0 {
		return w
	}
	if scv := service.SCV(); scv >= 1 {
		w.Mean *= (1 + scv) / 2
	} else {
		d := MDc(rate, service.Mean, c)
		w.Mean = float64(scv*w.Mean) + float64((1-scv)*d.Mean)
		w.Delayed = float64(scv*w.Delayed) + float64((1-scv)*d.Delayed)
	}
	if !service.Exponential() {
		w.SCV = delaySCV(rate*service.Mean/float64(c), service)
	}
	return w
}

// GGc returns the wait for one of c servers, first come first served, with arrivals whose
// gaps have the given SCV: 1 for Poisson, which is MGc, 0 for even ones. It is the formula
// of Allen and Cunneen (1978), the chance to wait times (scv of gaps + scv of service)/2,
// which grew from Kingman's (1961) for heavy traffic, with the correction and the chance
// of Krämer and Langenbach-Belz (1976) for gaps more even than Poisson's. An
// approximation: good near saturation and for many calls, within some per cent for even
// gaps, rough for very bursty ones.
func GGc(rate, gapSCV float64, service Moments, c int) Wait {
	if near(gapSCV, 1) {
		return MGc(rate, service, c)
	}
	w := MMc(rate, service.Mean, c)
	if !w.Stable() || w.Mean == 0 {
		return w
	}
	rho, scv := rate*service.Mean/float64(c), service.SCV()
	w.Mean *= (gapSCV + scv) / 2
	h := 4 * rho / (gapSCV + float64(rho*rho*(float64(4*gapSCV)+scv)))
	if gapSCV < 1 {
		if gapSCV+scv > 0 {
			w.Mean *= dist.FastExp(-2 * (1 - rho) * (1 - gapSCV) * (1 - gapSCV) / (3 * rho * (gapSCV + scv)))
		}
		h = (1 + gapSCV + float64(rho*scv)) / (1 + float64(rho*(scv-1)) + float64(rho*rho*(float64(4*gapSCV)+scv)))
	}
	w.Delayed = min(1, max(0, float64(w.Delayed*(1+float64((gapSCV-1)*(1-rho)*h)))))
	if w.Delayed == 0 {
		w.Mean = 0
	}
	w.SCV = delaySCV(rho, service)
	return w
}

// Superposed returns the SCV of the gaps of several independent streams together, of which
// each has the given SCV, at servers of a utilisation: more streams are more like Poisson,
// less so where the queue is long (Whitt 1983, "The queueing network analyzer"; Albin
// 1984). Streams is their effective number, 1 over the sum of the squares of their shares.
func Superposed(scv, streams, rho float64) float64 {
	w := 1 / (1 + float64(4*(1-rho)*(1-rho)*(streams-1)))
	return float64(w*scv) + 1 - w
}
