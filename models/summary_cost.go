package models

import (
	"fmt"

	"headroom/sim/stats"
)

// summarizeCost adds up the bills.
func (s *System) summarizeCost(done []*measures) stats.Cost {
	runs := float64(len(done))
	hours := done[0].seconds / 3600
	month := s.month(done[0].seconds)
	r := stats.Cost{Unpriced: []string{}, Assumptions: s.costAssumptions(done)}
	var byMeter [meters]float64
	for i, p := range done[0].parts {
		if p.component.kind.Name == "traffic" {
			continue
		}
		name := p.component.name
		if !p.bill.priced {
			r.Unpriced = append(r.Unpriced, name)
			continue
		}
		sum := 0.0
		for _, m := range done {
			b := &m.parts[i].bill
			sum += b.total() / runs / hours
			r.Idle += b.idle / runs / hours
			for k, v := range b.meters {
				byMeter[k] += v / runs / hours
			}
		}
		r.By.Add(name, sum)
		r.PerHour += sum
	}
	for k, v := range byMeter {
		if v > 0 {
			r.ByMeter.Add(meterNames[k], v)
		}
	}
	r.PerMonth = mean(done, func(m *measures) float64 { return m.cost() * month })
	r.Per1kOK = stats.Ratio(each(done, func(m *measures) float64 { return 1000 * m.cost() }), each(done, (*measures).answered))
	return r
}

// cost is what the measured part of a replication cost.
func (m *measures) cost() float64 {
	sum := 0.0
	for _, p := range m.parts {
		sum += p.bill.total()
	}
	return sum
}

// costPer1kOK is what a thousand ok requests of a replication cost, or nothing without any.
func (m *measures) costPer1kOK() float64 { return ratio(1000*m.cost(), m.answered()) }

// answered is the number of ok requests of all operations.
func (m *measures) answered() float64 {
	ok := 0.0
	for _, o := range m.ops {
		ok += float64(o.ok)
	}
	return ok
}

func (s *System) costAssumptions(done []*measures) []string {
	list := []string{}
	if s.Run.Month > 0 {
		list = append(list, fmt.Sprintf("a month is %v times the measured part (run.month)", s.Run.Month))
	} else {
		list = append(list, "the measured part counts as an average hour, and a month as 730 of them")
	}
	list = append(list, "tiers apply to the monthly volume", "instances are billed by the second from boot to the end of draining")
	if s.Prices.AsOf != "" {
		list = append(list, "prices as of "+s.Prices.AsOf)
	}
	for _, p := range done[0].parts {
		if _, ok := s.spec(p.component.name).(*CDN); ok && p.bill.priced {
			list = append(list, "responses that "+p.component.name+" may not cache are not counted as bytes sent")
		}
	}
	return list
}
