package dist

import (
	"strings"

	"headroom/sim"
	"headroom/sim/unit"
)

// mix draws from one of several distributions, chosen by chance.
type mix struct{ parts []mixed }

// mixed is a distribution and its share of a mix.
type mixed struct {
	share, upTo float64 // upTo is the sum of the shares so far
	dist        Dist
	sampler     Sampler
}

func parseMix(a *args) Dist {
	d := new(mix)
	var upTo float64
	for _, p := range a.parts {
		part, err := parse(p.text, a.in, a.options, a.depth+1)
		if err != nil {
			a.fault("%w", err)
			continue
		}
		upTo += float64(p.weight)
		d.parts = append(d.parts, mixed{float64(p.weight), upTo, part, Compile(part)})
	}
	return d
}

func (d *mix) Sample(s *sim.Stream) float64 {
	u := s.Float64()
	i, last := 0, len(d.parts)-1
	for i < last && u >= d.parts[i].upTo {
		i++
	}
	return d.parts[i].sampler.Sample(s)
}

func (d *mix) Mean() float64 {
	var sum float64
	for _, p := range d.parts {
		sum += float64(p.share * p.dist.Mean())
	}
	return sum
}

func (d *mix) String() string {
	var list []string
	for _, p := range d.parts {
		list = append(list, unit.Ratio(p.share).String()+" "+p.dist.String())
	}
	return "mix(" + strings.Join(list, " | ") + ")"
}
