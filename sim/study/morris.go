package study

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"headroom/sim"
	"headroom/sim/stats"
)

// Morris is a screening of settings by elementary effects (Morris 1991, "Factorial
// sampling plans for preliminary computational experiments"): each trajectory changes one
// setting after another by half of its range, from a random start. It tells with
// (dims + 1) x trajectories runs which settings matter. Make one with [NewMorris].
type Morris struct {
	dims   int
	delta  float64
	points [][]float64
}

// Effect is what the screening tells of one setting. An elementary effect is the change
// of the output for a change over the whole range of the setting, as far as the change
// over half of it tells.
type Effect struct {
	// Setting is the number of the setting.
	Setting int
	// MuStar is the mean size of the elementary effects, in the unit of the output
	// (Campolongo, Cariboni, Saltelli 2007): how much the setting matters. The interval is
	// that over the trajectories. It is nil when no effect was measured.
	MuStar *stats.Estimate
	// Mu is the mean of the elementary effects, with their signs; 0 without any.
	Mu float64
	// Sigma is their standard deviation; 0 with fewer than two. A Sigma as large as MuStar
	// says that the effect depends on the other settings, or is not linear.
	Sigma float64
	// N is the number of elementary effects that were measured.
	N int
}

// NewMorris draws the trajectories of a screening of dims settings. Levels is the number
// of values of each setting, spread over [0, 1]: an even number; 4 is usual, with 10 to 50
// trajectories. It is an error if levels is odd or below 2, or there is no setting or no
// trajectory.
func NewMorris(dims, trajectories, levels int, s *sim.Stream) (*Morris, error) {
	switch {
	case dims < 1:
		return nil, fmt.Errorf("a screening of %d settings; vary 1 or more", dims)
	case trajectories < 1:
		return nil, fmt.Errorf("a screening of %d trajectories; write 10 or more", trajectories)
	case levels < 2 || levels%2 == 1:
		return nil, fmt.Errorf("a screening with %d levels; write an even number such as 4", levels)
	}
	m := &Morris{dims: dims, delta: float64(levels) / float64(2*(levels-1))}
	for range trajectories {
		m.draw(levels, s)
	}
	return m, nil
}

// draw adds a trajectory. A setting starts in the lower half of its levels and goes up by
// levels/2 of them, or the same backwards.
func (m *Morris) draw(levels int, s *sim.Stream) {
	at := make([]int, m.dims)
	way := make([]int, m.dims)
	for k := range at {
		at[k], way[k] = s.IntN(levels/2), levels/2
		if s.IntN(2) == 1 {
			at[k], way[k] = at[k]+levels/2, -levels/2
		}
	}
	m.add(at, levels)
	for _, k := range permutation(m.dims, s) {
		at[k] += way[k]
		m.add(at, levels)
	}
}

func (m *Morris) add(at []int, levels int) {
	p := make([]float64, len(at))
	for k, level := range at {
		p[k] = float64(level) / float64(levels-1)
	}
	m.points = append(m.points, p)
}

// Points returns the points to run, in [0, 1]^dims with both ends; see [Axis.Level].
func (m *Morris) Points() [][]float64 { return m.points }

// Effects returns what the outputs at the points, in their order, tell of each setting,
// by the number of the setting. Outputs that are not finite, where nothing was measured,
// are left out with the effects that need them. Effects panics if there are not as many
// outputs as points.
func (m *Morris) Effects(outputs []float64) []Effect {
	if len(outputs) != len(m.points) {
		panic(fmt.Sprintf("study: %d outputs of %d points", len(outputs), len(m.points)))
	}
	measured := make([][]float64, m.dims)
	for i := 1; i < len(outputs); i++ {
		if i%(m.dims+1) == 0 || !finite(outputs[i]-outputs[i-1]) {
			continue
		}
		for k := range m.dims {
			switch from, to := m.points[i-1][k], m.points[i][k]; {
			case from < to:
				measured[k] = append(measured[k], (outputs[i]-outputs[i-1])/m.delta)
			case from > to:
				measured[k] = append(measured[k], (outputs[i-1]-outputs[i])/m.delta)
			}
		}
	}
	effects := make([]Effect, m.dims)
	for k, values := range measured {
		effects[k] = effectOf(k, values)
	}
	return effects
}

func effectOf(setting int, values []float64) Effect {
	e := Effect{Setting: setting, N: len(values)}
	if e.N == 0 {
		return e
	}
	var t stats.Tally
	sizes := make([]float64, len(values))
	for i, v := range values {
		t.Record(v)
		sizes[i] = math.Abs(v)
	}
	e.MuStar, e.Mu = stats.Interval(sizes), t.Mean()
	if e.N > 1 {
		e.Sigma = t.SD()
	}
	return e
}

// Rank returns the effects with the largest MuStar first, those without one last. Equal
// ones keep their order.
func Rank(effects []Effect) []Effect {
	ranked := slices.Clone(effects)
	slices.SortStableFunc(ranked, func(a, b Effect) int {
		switch {
		case a.MuStar == nil || b.MuStar == nil:
			return cmp.Compare(b.N, a.N)
		default:
			return cmp.Compare(b.MuStar.Value, a.MuStar.Value)
		}
	})
	return ranked
}
