package study

import (
	"fmt"
	"math"
	"slices"

	"headroom/sim"
	"headroom/sim/stats"
)

// Saltelli is the design for variance-based sensitivity (Saltelli and others 2010,
// "Variance based sensitivity analysis of model output"): n rows of two independent points
// A and B, and for each setting A with that one setting taken from B. Make one with
// [NewSaltelli].
type Saltelli struct {
	n, dims int
	points  [][]float64
}

// Index is the sensitivity of the output to one setting, as shares of its variance over
// the whole design. The intervals hold 95 % of bootstrap samples of the rows. Estimates
// can lie a little outside 0 to 1.
type Index struct {
	// Setting is the number of the setting.
	Setting int
	// First is the share of the variance that the setting explains alone: by how much the
	// variance would shrink if the setting were known.
	First stats.Estimate
	// Total is the share of all to which the setting contributes, alone or with others: what
	// would be left if all others were known. 0 means that the setting does not matter.
	Total stats.Estimate
}

// NewSaltelli draws the design of n rows for dims settings from a shifted [Sobol]
// sequence. It takes n x (dims + 2) runs; n is best a power of 2, such as 256. It is an
// error if n is below 2, or dims is not 1 to SobolDims/2.
func NewSaltelli(n, dims int, s *sim.Stream) (*Saltelli, error) {
	if n < 2 {
		return nil, fmt.Errorf("sensitivity from %d rows; write 64 or more", n)
	}
	if dims < 1 || dims > SobolDims/2 {
		return nil, fmt.Errorf("sensitivity to %d settings; vary 1 to %d, those that a Morris screening ranks first", dims, SobolDims/2)
	}
	q, err := NewSobol(2 * dims)
	if err != nil {
		return nil, err
	}
	q.Shift(s)
	d := &Saltelli{n: n, dims: dims}
	for range n {
		row := q.Next()
		a, b := row[:dims:dims], row[dims:]
		d.points = append(d.points, a, b)
		for k := range dims {
			mixed := slices.Clone(a)
			mixed[k] = b[k]
			d.points = append(d.points, mixed)
		}
	}
	return d, nil
}

// Points returns the points to run, in [0, 1)^dims, row by row: see [OnAxes]. The first
// rows of a design are the design of fewer rows with the same stream.
func (d *Saltelli) Points() [][]float64 { return d.points }

// Indices returns the sensitivity to each setting, in their order, from the outputs at the
// points. With f the output less its mean, and V its variance over A and B,
//
//	First = mean(f(B) (f(AB) - f(A))) / V       (Saltelli and others 2010, table 2 b)
//	Total = mean((f(A) - f(AB))^2) / (2 V)      (Jansen 1999)
//
// The intervals are those between the 2.5 % and the 97.5 % quantile of the given number of
// bootstrap samples, drawn from the stream; none for fewer than 40 samples. Rows with an
// output that is not finite, where nothing was measured, are left out. It is an error if
// fewer than two rows are left, or if the output is the same everywhere. Indices panics if
// there are not as many outputs as points.
func (d *Saltelli) Indices(outputs []float64, bootstraps int, s *sim.Stream) ([]Index, error) {
	if len(outputs) != len(d.points) {
		panic(fmt.Sprintf("study: %d outputs of %d points", len(outputs), len(d.points)))
	}
	width := d.dims + 2
	var rows [][]float64
	for i := range d.n {
		row := outputs[i*width : (i+1)*width]
		if !slices.ContainsFunc(row, func(v float64) bool { return !finite(v) }) {
			rows = append(rows, row)
		}
	}
	if len(rows) < 2 {
		return nil, fmt.Errorf("only %d of %d rows have all their outputs; sensitivity needs 2 or more", len(rows), d.n)
	}
	first, total := indices(rows)
	if math.IsNaN(first[0]) {
		return nil, fmt.Errorf("the output is the same at all points; nothing that was varied changes it")
	}
	found := make([]Index, d.dims)
	for k := range found {
		found[k] = Index{Setting: k, First: stats.Estimate{Value: first[k]}, Total: stats.Estimate{Value: total[k]}}
	}
	const fewest = 40 // so that a quantile of 2.5 % has a sample beyond it
	if bootstraps >= fewest {
		bootstrap(found, rows, bootstraps, s)
	}
	return found, nil
}

// indices returns the estimates from some rows; NaN when the output does not vary.
func indices(rows [][]float64) (first, total []float64) {
	var t stats.Tally
	for _, row := range rows {
		t.Record(row[0])
		t.Record(row[1])
	}
	mean, variance := t.Mean(), float64(t.SD()*t.SD())
	dims := len(rows[0]) - 2
	first, total = make([]float64, dims), make([]float64, dims)
	for k := range dims {
		for _, row := range rows {
			step := row[2+k] - row[0]
			first[k] += float64((row[1] - mean) * step)
			total[k] += float64(step * step)
		}
		first[k] = first[k] / float64(len(rows)) / variance
		total[k] = total[k] / float64(len(rows)) / 2 / variance
		if variance == 0 {
			first[k], total[k] = math.NaN(), math.NaN()
		}
	}
	return first, total
}

// bootstrap adds the intervals: those of the estimates from rows drawn with replacement.
func bootstrap(found []Index, rows [][]float64, samples int, s *sim.Stream) {
	firsts, totals := make([][]float64, len(found)), make([][]float64, len(found))
	drawn := make([][]float64, len(rows))
	for range samples {
		for i := range drawn {
			drawn[i] = rows[s.IntN(len(rows))]
		}
		first, total := indices(drawn)
		for k := range found {
			if !math.IsNaN(first[k]) {
				firsts[k] = append(firsts[k], first[k])
				totals[k] = append(totals[k], total[k])
			}
		}
	}
	for k := range found {
		found[k].First.CI95 = middle(firsts[k], found[k].First.Value)
		found[k].Total.CI95 = middle(totals[k], found[k].Total.Value)
	}
}

// middle returns the range of the middle 95 % of the values, extended to hold the
// estimate; nil without values.
func middle(values []float64, estimate float64) *[2]float64 {
	if len(values) == 0 {
		return nil
	}
	slices.Sort(values)
	out := len(values) / 40
	return &[2]float64{min(estimate, values[out]), max(estimate, values[len(values)-1-out])}
}
