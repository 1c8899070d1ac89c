package models

import (
	"math"

	"headroom/sim"
	"headroom/sim/unit"
)

// Users derives arrivals from people: daily x requests_each / 86400 s is the mean rate,
// and a curve over Period, with its busiest moment at Peak times the mean, makes it a day.
// Up to 2x the curve is a sine. Above, it is a raised cosine to a power, ((1 + cos) / 2)^n,
// whose peak is narrower and whose night is longer the higher it is.
type Users struct {
	// Daily is the number of people who come in a day.
	Daily unit.Count `yaml:"daily"`
	// RequestsEach is the number of requests that one of them makes in a day.
	RequestsEach float64 `yaml:"requests_each" min:"0"`
	// Peak is the rate at the busiest moment over the mean, between 1x and 10x. 1.5x to 2.5x
	// are usual for people in one country. With 2x the rate falls to nothing at night, with 3x
	// four fifths of the requests come in a third of the day.
	Peak unit.Factor `yaml:"peak" default:"1x"`
	// PeakAt is when the busiest moment comes.
	PeakAt unit.Duration `yaml:"peak_at" default:"12h"`
	// Period of the curve.
	Period unit.Duration `yaml:"period" default:"1d"`
}

// mean returns the mean rate of a day.
func (u *Users) mean() float64 { return float64(u.Daily) * u.RequestsEach / 86400 }

// Derive returns the rate over time that the users make.
func (u *Users) Derive() RateLaw {
	mean, rise := u.mean(), float64(u.Peak)-1
	switch {
	case u.Peak == 1:
		return &Constant{Value: unit.Rate(mean)}
	case u.Peak <= 2:
		return &Diurnal{
			Low: unit.Rate(mean * (1 - rise)), High: unit.Rate(mean * (1 + rise)),
			PeakAt: u.PeakAt, Period: u.Period,
		}
	}
	return newPeaked(mean, float64(u.Peak), sim.Time(u.PeakAt), u.Period.Seconds())
}

func (u *Users) validate(c *Check) {
	if u.Daily < 1 {
		c.Errorf("daily", "%d people make no traffic; write for example daily: 1M", u.Daily)
	}
	if u.RequestsEach <= 0 {
		c.Errorf("requests_each", "%v requests make no traffic; write for example requests_each: 20", u.RequestsEach)
	}
	if u.Peak < 1 || u.Peak > 10 {
		c.Errorf("peak", "%v is not between 1x and 10x; write a rate with shape: flash_crowd for a sharper peak", u.Peak)
	}
	if u.Period <= 0 {
		c.Errorf("period", "a period takes time; write for example 1d")
	}
}

// peaked is a raised cosine to a power:
//
//	mean * ((1 - w) h(n, x) + w h(n+1, x)), x = 2 pi (t - peakAt) / period
//
// where h(n, x) = ((1 + cos x) / 2)^n over its mean, which is highest at x = 0 with
// 4^n / binomial(2n, n). The power n and the weight w make the peak what was asked for. As
//
//	h(n, x) = 1 + 2 * sum over k from 1 to n of binomial(2n, n-k) / binomial(2n, n) * cos kx
//
// its integral is a sum of sines.
type peaked struct {
	mean, period float64 // 1/s, s
	peakAt       sim.Time
	cos          []float64 // factors of cos kx, from k = 1 on
	start        float64   // integral of the waves until t = 0, in turns
}

func newPeaked(mean, peak float64, at sim.Time, period float64) *peaked {
	p := &peaked{mean: mean, period: period, peakAt: at}
	n, low, high := 1, 2.0, 8.0/3
	for high < peak {
		n++
		low, high = high, high*float64(2*n+2)/float64(2*n+1)
	}
	w := (peak - low) / (high - low)
	a, b := 2.0, 2.0 // 2 binomial(2m, m-k) / binomial(2m, m) for m = n and m = n+1
	for k := 1; k <= n+1; k++ {
		a *= float64(n-k+1) / float64(n+k)
		b *= float64(n+1-k+1) / float64(n+1+k)
		p.cos = append(p.cos, float64((1-w)*a)+float64(w*b))
	}
	p.start = p.waves(0)
	return p
}

func (p *peaked) turns(t sim.Time) float64 { return (t - p.peakAt).Seconds() / p.period }

// Rate at an instant. Clenshaw's recurrence sums the cosines.
func (p *peaked) Rate(t sim.Time) float64 {
	c := cosTurn(p.turns(t))
	b1, b2 := 0.0, 0.0
	for k := len(p.cos) - 1; k >= 0; k-- {
		b1, b2 = p.cos[k]+float64(2*c*b1)-b2, b1
	}
	return max(0, p.mean*(1+float64(c*b1)-b2))
}

// waves returns the integral of the cosines over turns, from the peak to an instant.
func (p *peaked) waves(t sim.Time) float64 {
	x := p.turns(t)
	c := cosTurn(x)
	b1, b2 := 0.0, 0.0
	for k := len(p.cos) - 1; k >= 0; k-- {
		b1, b2 = p.cos[k]/float64(k+1)+float64(2*c*b1)-b2, b1
	}
	return cosTurn(x-0.25) * b1 / (2 * math.Pi)
}

// Cumulative from 0.
func (p *peaked) Cumulative(t sim.Time) float64 {
	return p.mean * (t.Seconds() + float64(p.period*(p.waves(t)-p.start)))
}

// Validate has nothing to check: the users were checked.
func (*peaked) Validate(*Check) {}
