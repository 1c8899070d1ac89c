package models

import (
	"errors"

	"headroom/models/variant"
	"headroom/sim"
	"headroom/sim/unit"
)

// Replay is a rate that was recorded: the number of requests in each interval, from a file.
// Within an interval the rate is constant, so that with poisson arrivals its requests come at
// random.
type Replay struct {
	// File with the numbers, perhaps packed with gzip. Its content counts for the hash of the
	// scenario. Required.
	File File `yaml:"file" required:"true"`
	// Format of the file.
	Format CountFormat `yaml:"format" default:"csv"`
	// Scale multiplies the numbers.
	Scale unit.Factor `yaml:"scale" default:"1x"`
	// Speed shortens the intervals: with 24x a day is played in an hour, and the rate is 24
	// times what it was.
	Speed unit.Factor `yaml:"speed" default:"1x"`
	// Then is what follows the file: end sends nothing more, loop begins again.
	Then string `yaml:"then" enum:"end,loop" default:"end"`
}

// CountFormat is the format of a file of numbers of requests.
type CountFormat struct{ Law countFormat }

// countFormat reads the numbers of one format.
type countFormat interface {
	counts(l *fileLines) (*series, error)
}

// countFormats is the only list of formats with numbers of requests.
var countFormats = []variant.Form{
	{Name: "csv", Summary: "a line for each interval", New: func() any { return &CountCSV{} }},
	{Name: "azure-2019", Summary: "numbers of invocations by function and minute (Azure Functions 2019)", New: func() any { return &Azure2019{} }},
}

// Variants lists the forms.
func (*CountFormat) Variants() (key string, table []variant.Form) { return "kind", countFormats }

// SetVariant takes a form.
func (f *CountFormat) SetVariant(v any) { f.Law = v.(countFormat) }

// Variant returns the form, nil when none was given.
func (f *CountFormat) Variant() any {
	if f.Law == nil {
		return nil
	}
	return f.Law
}

// series are numbers of requests in intervals that follow each other.
type series struct {
	at     []sim.Time // begins of the intervals, the first is 0
	counts []float64
	end    sim.Time // of the last
}

// errNoFormat is the error of a file whose format is not known.
var errNoFormat = errors.New("there is no format; write for example csv")

// series returns the numbers in the file.
func (r *Replay) series() (*series, error) {
	if r.Format.Law == nil {
		return nil, errNoFormat
	}
	s, err := r.File.content(func(l *fileLines) (any, error) { return r.Format.Law.counts(l) })
	if err != nil {
		return nil, err
	}
	return s.(*series), nil
}

// Rate at an instant.
func (r *Replay) Rate(t sim.Time) float64 { return r.compile(t).Rate(t) }

// Cumulative from 0.
func (r *Replay) Cumulative(t sim.Time) float64 { return r.compile(t).Cumulative(t) }

// Validate reads the file.
func (r *Replay) Validate(c *Check) {
	if r.Speed <= 0 {
		c.Errorf("speed", "%v is no speed; write for example 24x", r.Speed)
		return
	}
	if r.Scale <= 0 {
		c.Errorf("scale", "%v leaves nothing; write for example 2x", r.Scale)
	}
	s, err := r.series()
	switch {
	case err == errNoFormat:
		c.Errorf("format", "%v", err)
		return
	case err != nil:
		c.Errorf("file", "%v", err)
		return
	}
	end := float64(s.end) / float64(r.Speed)
	if run := c.System.Run.Duration; r.Then == "end" && end < float64(run) {
		c.Warnf("file", "it ends after %v of the %v of the run, and nothing comes then; write then: loop, or a shorter duration", unit.Duration(end), run)
	}
}

func (r *Replay) compile(sim.Time) curve {
	s, err := r.series()
	if err != nil {
		return &pieces{} // Validate has reported it
	}
	var p pieces
	for i, at := range s.at {
		next := s.end
		if i+1 < len(s.at) {
			next = s.at[i+1]
		}
		rate := s.counts[i] * float64(r.Scale) / (next - at).Seconds() * float64(r.Speed)
		p.add(r.scaled(at), rate)
	}
	end := r.scaled(s.end)
	if r.Then == "loop" {
		return &looped{p, end, p.Cumulative(end)}
	}
	p.add(end, 0)
	return &p
}

func (r *Replay) scaled(t sim.Time) sim.Time { return sim.Time(float64(t) / float64(r.Speed)) }

// looped is a rate that begins again and again.
type looped struct {
	pieces
	length sim.Time
	whole  float64 // cumulative rate of one round
}

func (l *looped) Rate(t sim.Time) float64 { return l.pieces.Rate(t % l.length) }

func (l *looped) Cumulative(t sim.Time) float64 {
	return float64(float64(t/l.length)*l.whole) + l.pieces.Cumulative(t%l.length)
}
