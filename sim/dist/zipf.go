package dist

import (
	"headroom/sim"
	"headroom/sim/unit"
)

// zipf draws ranks from 1 to the number of items; the chance of rank k falls as k^-s.
type zipf struct {
	s     float64
	items int64
	ranks Ranker
	mean  float64
}

func parseZipf(a *args) Dist {
	d := &zipf{s: a.number("s", 0.001, maxZipf), items: a.count("items", maxItems)}
	if len(a.faults) > 0 {
		return nil
	}
	d.ranks = zipfRanker(d.s, d.items)
	d.mean = harmonic(d.items, d.s-1) / harmonic(d.items, d.s)
	return d
}

func (d *zipf) Sample(s *sim.Stream) float64 { return float64(d.ranks.Rank(s) + 1) }
func (d *zipf) Mean() float64                { return d.mean }
func (d *zipf) String() string {
	return "zipf(s=" + plain(d.s) + " items=" + unit.Count(d.items).String() + ")"
}
