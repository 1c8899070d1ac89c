package models

import (
	"headroom/models/policy"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// Traffic is a source of requests. Arrivals are open: they do not wait for answers.
type Traffic struct {
	// To names the component that the requests go to, or one of its operations
	// ("api.main"). Required.
	To string `yaml:"to" required:"true"`
	// Rate of arrivals over time. Either Rate or Users is needed.
	Rate Shape `yaml:"rate"`
	// Users derives a daily curve from people instead of a rate.
	Users Users `yaml:"users" optional:"true"`
	// Arrivals is the law of the gaps: poisson (independent clients) or deterministic
	// (evenly spaced along the rate).
	Arrivals string `yaml:"arrivals" enum:"poisson,deterministic" default:"poisson"`
	// Mix is the share of each operation. None means one operation, main.
	Mix stats.Ordered[unit.Ratio] `yaml:"mix"`
	// Policies of the client. A client without timeout waits for ever.
	Policy policy.Call `yaml:",inline"`
	// Link between the clients and the component.
	Link Link `yaml:"link"`
}

// Users derives arrivals from people: daily x requests_each / 86400 s is the mean rate,
// and a sine over Period between the trough and Peak times the mean is its curve.
type Users struct {
	// Daily is the number of people who come in a day.
	Daily unit.Count `yaml:"daily"`
	// RequestsEach is the number of requests that one of them makes in a day.
	RequestsEach float64 `yaml:"requests_each" min:"0"`
	// Peak is the rate at the busiest moment over the mean, between 1x and 2x (a sine that
	// reaches 2x falls to nothing at night).
	Peak unit.Factor `yaml:"peak" default:"1x"`
	// PeakAt is when the busiest moment comes.
	PeakAt unit.Duration `yaml:"peak_at" default:"12h"`
	// Period of the curve.
	Period unit.Duration `yaml:"period" default:"1d"`
}

// Derive returns the daily curve of the users.
func (u *Users) Derive() *Diurnal {
	mean := float64(u.Daily) * u.RequestsEach / 86400
	rise := float64(u.Peak) - 1
	return &Diurnal{
		Low: unit.Rate(mean * (1 - rise)), High: unit.Rate(mean * (1 + rise)),
		PeakAt: u.PeakAt, Period: u.Period,
	}
}

// law returns the rate over time.
func (t *Traffic) law() RateLaw {
	switch {
	case t.Rate.Law != nil:
		return t.Rate.Law
	case t.Users.Peak == 1:
		d := t.Users.Derive()
		return &Constant{Value: d.High}
	default:
		return t.Users.Derive()
	}
}

// operations returns the mix; without one, everything is main.
func (t *Traffic) operations() stats.Ordered[unit.Ratio] {
	if len(t.Mix) > 0 {
		return t.Mix
	}
	return stats.Ordered[unit.Ratio]{{Name: "main", Value: 1}}
}
