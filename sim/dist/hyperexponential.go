package dist

import (
	"math"
	"strings"

	"headroom/sim"
	"headroom/sim/unit"
)

// hyperexponential is exponential with one of several means, chosen by chance.
type hyperexponential struct {
	in     Quantity
	phases []phase
	// mean and cv2 are what was written, when it was not the phases: two phases that
	// carry half of the mean each.
	mean, cv2 float64
}

// phase is one of the means and its share.
type phase struct {
	share, upTo float64 // upTo is the sum of the shares so far
	mean        float64
}

func parseHyperexponential(a *args) Dist {
	d := &hyperexponential{in: a.in}
	if len(a.parts) > 0 {
		var upTo float64
		for _, p := range a.parts {
			upTo += float64(p.weight)
			d.phases = append(d.phases, phase{float64(p.weight), upTo, a.value(p.text)})
		}
		return d
	}
	d.mean, d.cv2 = a.quantity("mean"), a.number("cv2", 1, 1e6)
	// Balanced means: share*mean is the same in both (Whitt 1982).
	share := float64((1 + math.Sqrt((d.cv2-1)/(d.cv2+1))) / 2)
	rest := 1 / (d.cv2 + 1) / (2 * share) // (1 - share), without cancellation
	d.phases = []phase{{share, share, d.mean / (2 * share)}, {rest, 1, d.mean / (2 * rest)}}
	return d
}

func (d *hyperexponential) Sample(s *sim.Stream) float64 {
	u := s.Float64()
	last := len(d.phases) - 1
	for i := 0; i < last; i++ {
		if u < d.phases[i].upTo {
			return Exp(s) * d.phases[i].mean
		}
	}
	return Exp(s) * d.phases[last].mean
}

func (d *hyperexponential) Mean() float64 {
	if d.mean > 0 {
		return d.mean
	}
	var sum float64
	for _, p := range d.phases {
		sum += float64(p.share * p.mean)
	}
	return sum
}

func (d *hyperexponential) String() string {
	if d.mean > 0 {
		return "hyperexponential(mean=" + d.in.format(d.mean) + " cv2=" + plain(d.cv2) + ")"
	}
	var list []string
	for _, p := range d.phases {
		list = append(list, unit.Ratio(p.share).String()+" "+d.in.format(p.mean))
	}
	return "hyperexponential(" + strings.Join(list, " | ") + ")"
}
