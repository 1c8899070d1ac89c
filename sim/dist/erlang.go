package dist

import (
	"strconv"

	"headroom/sim"
)

// erlang is the sum of k exponential stages: a gamma law with a whole shape.
type erlang struct {
	in   Quantity
	k    int64
	mean float64
}

func parseErlang(a *args) Dist {
	return &erlang{in: a.in, k: a.count("k", 1e6), mean: a.quantity("mean")}
}

func (d *erlang) Sample(s *sim.Stream) float64 {
	return gammaDraw(s, float64(d.k)) * (d.mean / float64(d.k))
}
func (d *erlang) Mean() float64 { return d.mean }
func (d *erlang) String() string {
	return "erlang(k=" + strconv.FormatInt(d.k, 10) + " mean=" + d.in.format(d.mean) + ")"
}
