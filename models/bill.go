package models

import (
	"headroom/sim/unit"
)

// bill is what a component costs in the measured part of a run, in dollars.
type bill struct {
	priced bool
	meters [meters]float64
	idle   float64 // the part of the instances' cost that was not busy
}

// The meters of a bill.
const (
	meterInstances = iota
	meterRequests
	meterEgress
	meterStorage
	meters
)

var meterNames = [meters]string{"instances", "requests", "egress", "storage"}

// hoursPerMonth is how clouds count a month: 8,760 hours a year over 12.
const hoursPerMonth = 730

func (b *bill) total() float64 {
	sum := 0.0
	for _, m := range b.meters {
		sum += m
	}
	return sum
}

// priced is a kind that can have a price.
type priced interface {
	// priceOf returns the price; copies is how many billed units an instance stands for,
	// and stored the bytes that it holds.
	priceOf(p *partMeasures, seconds float64) (ref PriceRef, copies, stored float64)
}

// month returns the factor from the measured part of a run to a month.
func (s *System) month(seconds float64) float64 {
	if s.Run.Month > 0 {
		return float64(s.Run.Month)
	}
	return hoursPerMonth * 3600 / seconds
}

// price makes the bill of a component for the measured part.
func (s *System) price(p *partMeasures, seconds float64) bill {
	var b bill
	var spec priced
	for _, c := range s.Components {
		if c.Name == p.component.name {
			spec, _ = c.Spec.(priced)
		}
	}
	if spec == nil {
		return b
	}
	ref, copies, stored := spec.priceOf(p, seconds)
	if !ref.Set() {
		return b
	}
	b.priced = true
	hours := seconds / 3600
	instanceHours := p.paid * hours * copies
	month := s.month(seconds)
	price := Price{}
	switch {
	case ref.Item == "" && ref.Amount.Per == "month":
		price.Hour = unit.Money(ref.Amount.Amount / hoursPerMonth)
	case ref.Item == "":
		price.Hour = unit.Money(ref.Amount.Amount)
	default:
		price, _ = s.Prices.Items.Find(ref.Item)
	}
	b.meters[meterInstances] = float64(price.Hour) * instanceHours
	b.meters[meterRequests] = price.Requests.Each() * float64(p.meter.arrivals)
	if len(price.Egress) > 0 {
		b.meters[meterEgress] = tiered(price.Egress, float64(p.meter.bytes)*month) / month
	}
	b.meters[meterStorage] = price.Storage.Each() * stored / month
	if p.bounded {
		b.idle = b.meters[meterInstances] * (1 - p.utilization)
	}
	return b
}

// tiered returns the price of a month's volume in bytes.
func tiered(tiers []Tier, volume float64) float64 {
	sum, from := 0.0, 0.0
	for _, t := range tiers {
		to := volume
		if t.UpTo > 0 {
			to = min(volume, float64(t.UpTo))
		}
		if to > from {
			sum += float64((to - from) * t.Price.Each())
			from = to
		}
	}
	return sum
}

func (c *CDN) priceOf(*partMeasures, float64) (PriceRef, float64, float64) { return c.Price, 1, 0 }

func (g *Gateway) priceOf(*partMeasures, float64) (PriceRef, float64, float64) { return g.Price, 1, 0 }

func (s *Service) priceOf(*partMeasures, float64) (PriceRef, float64, float64) { return s.Price, 1, 0 }

func (c *Cache) priceOf(*partMeasures, float64) (PriceRef, float64, float64) { return c.Price, 1, 0 }

func (d *Database) priceOf(*partMeasures, float64) (PriceRef, float64, float64) {
	return d.Price, 1, float64(d.Storage) * float64(d.Shards*d.Replicas)
}

// priceOf a queue counts its brokers, and stores what a retention time brings.
func (q *Queue) priceOf(p *partMeasures, seconds float64) (PriceRef, float64, float64) {
	rate := float64(p.meter.arrivals) / seconds
	stored := rate * q.Message.Mean() * q.Retention.Std().Seconds() * float64(q.Replication)
	return q.Price, float64(q.Brokers), stored
}

func (x *External) priceOf(*partMeasures, float64) (PriceRef, float64, float64) { return x.Price, 1, 0 }
