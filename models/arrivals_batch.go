package models

import (
	"headroom/sim"
	"headroom/sim/dist"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// Batch sends several requests at the same instant; the batches are a Poisson process. The
// rate is that of the requests, so that larger batches are rarer.
type Batch struct {
	// Size is the number of requests in a batch. What is drawn is rounded up or down by chance,
	// so that the mean is kept. Required.
	Size dist.Count `yaml:"size" required:"true"`
}

// ShortForm names the field that a scalar stands for.
func (Batch) ShortForm() string { return "size" }

func (b *Batch) validate(c *Check) {
	if !b.Size.Set() || b.Size.Mean() <= 0 {
		c.Errorf("size", "batches of nothing make no traffic; write for example size: 10")
	}
}

func (b *Batch) start(a *along) arrivals {
	return &batches{along: *a, gaps: a.streams(""), sizes: tosses{draws: a.streams("/sizes"), law: dist.Compile(b.Size.Dist)}}
}

type batches struct {
	along
	gaps  sim.Stream
	sizes tosses
	left  int // of the last batch
}

func (b *batches) next() sim.Time {
	for b.left == 0 && b.at < b.end {
		if b.advance(dist.Exp(&b.gaps)*b.sizes.law.Mean()) == sim.Never {
			return sim.Never
		}
		b.left = b.sizes.draw()
	}
	b.left--
	return b.at
}

// tosses draws whole numbers whose mean is that of a distribution of any numbers: what is
// drawn is rounded up with the chance of its fraction.
type tosses struct {
	draws sim.Stream
	law   dist.Sampler
}

func (w *tosses) draw() int { return whole(w.law.Sample(&w.draws), &w.draws) }

// whole rounds a number up with the chance of its fraction.
func whole(x float64, draws *sim.Stream) int {
	n := int(x)
	if rest := x - float64(n); rest > 0 && draws.Float64() < rest {
		n++
	}
	return n
}
