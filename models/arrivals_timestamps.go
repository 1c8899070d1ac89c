package models

import (
	"errors"
	"fmt"
	"slices"

	"headroom/models/variant"
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// Timestamps sends a request at each instant of a file: recorded traffic, with the bursts
// that it had. It takes the place of a rate.
type Timestamps struct {
	// File with the instants, perhaps packed with gzip. Its content counts for the hash of the
	// scenario. Required.
	File File `yaml:"file" required:"true"`
	// Format of the file.
	Format StampFormat `yaml:"format" default:"csv"`
	// Start is the time in the file that is t = 0, written as there, or first for that of the
	// first line; what comes before is left out. Not set: first for dates, else 0.
	Start string `yaml:"start"`
	// Scale multiplies the requests: with 0.5x half of them are left out at random, with 3x each
	// is sent three times at its instant.
	Scale unit.Factor `yaml:"scale" default:"1x"`
	// Speed shortens the gaps: with 24x a day is played in an hour.
	Speed unit.Factor `yaml:"speed" default:"1x"`
}

// StampFormat is the format of a file of instants.
type StampFormat struct{ Law stampFormat }

// stampFormat reads the instants of one format.
type stampFormat interface {
	stamps(l *fileLines) (*stamps, error)
}

// stampFormats is the only list of formats with instants.
var stampFormats = []variant.Form{
	{Name: "csv", Summary: "a line for each request, with its time in a column", New: func() any { return &StampCSV{} }},
	{Name: "access_log", Summary: "the log of a web server in the common or combined format", New: func() any { return &AccessLog{} }},
	{Name: "azure-2021", Summary: "a line for each invocation, with its end and duration (Azure Functions 2021)", New: func() any { return &Azure2021{} }},
}

// Variants lists the forms.
func (*StampFormat) Variants() (key string, table []variant.Form) { return "kind", stampFormats }

// SetVariant takes a form.
func (f *StampFormat) SetVariant(v any) { f.Law = v.(stampFormat) }

// Variant returns the form, nil when none was given.
func (f *StampFormat) Variant() any {
	if f.Law == nil {
		return nil
	}
	return f.Law
}

// stamps are the instants of a file, in order.
type stamps struct {
	at         []int64 // ns
	dates      bool    // at counts from 1970
	resolution float64 // those that are the same are spread over so much, ns
	ops        []uint8 // operation of each, as index of names; nil: of the mix
	names      []string
}

// add appends an instant.
func (s *stamps) add(ns int64) error {
	if n := len(s.at); n > 0 && ns < s.at[n-1] {
		return errors.New("the line is earlier than the one before; sort the file by time")
	}
	s.at = append(s.at, ns)
	return nil
}

// StampCSV is a text file with a line for each request and commas between the columns, in
// order of time. There may be a heading; empty lines and lines that start with # are left
// out.
type StampCSV struct {
	// Column with the time: its name in the heading, or its number from 1. Not set: the first.
	// Times are numbers, spans (90s, 1m30s) or dates (2026-11-27T09:00:00Z).
	Column string `yaml:"column"`
	// Unit of times that are plain numbers.
	Unit string `yaml:"unit" enum:"s,ms,us,ns" default:"s"`
	// Resolution of the times: requests with the same time are spread over so much from then on,
	// at random. 0s sends them all at once.
	Resolution unit.Duration `yaml:"resolution" default:"0s"`
}

func (f *StampCSV) stamps(l *fileLines) (*stamps, error) {
	s := &stamps{resolution: float64(f.Resolution)}
	var row []string
	at := -1
	for l.next() {
		row = cells(l.Text(), row)
		heading := at < 0
		if heading {
			at = 0
			if f.Column != "" {
				var err error
				if at, err = column("column", f.Column, row); err != nil {
					return nil, err
				}
			}
		}
		if len(row) <= at {
			return nil, fmt.Errorf("there is no column %d; the line has %d", at+1, len(row))
		}
		t, err := readStamp(row[at], stampUnit(f.Unit))
		switch {
		case err != nil && heading:
			continue
		case err != nil:
			return nil, err
		case len(s.at) == 0:
			s.dates = t.date
		case s.dates != t.date:
			return nil, fmt.Errorf("%s is a date or the lines before have dates; write all times in one form", row[at])
		}
		if err := s.add(t.ns); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// read returns the instants in the file, and the one that is t = 0.
func (p *Timestamps) read() (s *stamps, zero int64, err error) {
	if p.Format.Law == nil {
		return nil, 0, errNoFormat
	}
	content, err := p.File.content(func(l *fileLines) (any, error) {
		s, err := p.Format.Law.stamps(l)
		if err == nil && len(s.at) == 0 {
			return nil, l.whole("there are no requests in it")
		}
		return s, err
	})
	if err != nil {
		return nil, 0, err
	}
	s = content.(*stamps)
	switch {
	case p.Start == "first" || p.Start == "" && s.dates:
		return s, s.at[0], nil
	case p.Start == "":
		return s, 0, nil
	}
	start, err := readStamp(p.Start, p.unit())
	if err == nil && start.date != s.dates {
		err = fmt.Errorf("%s: the times in it are not written as start is", p.File.Name)
	}
	return s, start.ns, err
}

func (p *Timestamps) unit() float64 {
	if f, ok := p.Format.Law.(*StampCSV); ok {
		return stampUnit(f.Unit)
	}
	return 1e9
}

func (p *Timestamps) validate(c *Check) {
	if p.Scale <= 0 {
		c.Errorf("scale", "%v leaves nothing; write for example 0.1x", p.Scale)
	}
	if p.Speed <= 0 {
		c.Errorf("speed", "%v is no speed; write for example 24x", p.Speed)
		return
	}
	s, zero, err := p.read()
	switch {
	case err == errNoFormat:
		c.Errorf("format", "%v", err)
		return
	case err != nil && s != nil:
		c.Errorf("start", "%v", err)
		return
	case err != nil:
		c.Errorf("file", "%v", err)
		return
	}
	run := float64(c.System.Run.Duration)
	first, _ := slices.BinarySearch(s.at, zero)
	if first == len(s.at) || float64(s.at[first]-zero)/float64(p.Speed) >= run {
		c.Errorf("file", "none of its times is within the run; write start: first, or the time in it that is t = 0")
		return
	}
	if end := float64(s.at[len(s.at)-1]-zero) / float64(p.Speed); end < 0.9*run {
		c.Warnf("file", "it ends after %v of the %v of the run, and nothing comes then; write a shorter duration", unit.Duration(end), c.System.Run.Duration)
	}
}

// pace returns the mean rate of the file, from its first request to its last. A file that
// cannot be read has none.
func (p *Timestamps) pace() RateLaw {
	s, _, err := p.read()
	if err != nil || p.Speed <= 0 {
		return &Constant{}
	}
	n := len(s.at)
	span := max(1, float64(s.at[n-1]-s.at[0])/1e9/float64(p.Speed))
	return &Constant{Value: unit.Rate(float64(n) * float64(p.Scale) / span)}
}

// operations returns the shares of the operations that the file names, nil when it names
// none.
func (p *Timestamps) operations() stats.Ordered[unit.Ratio] {
	s, _, err := p.read()
	if err != nil || s.ops == nil {
		return nil
	}
	counts := make([]int, len(s.names))
	for _, op := range s.ops {
		counts[op]++
	}
	var mix stats.Ordered[unit.Ratio]
	for i, name := range s.names {
		mix.Add(name, unit.Ratio(float64(counts[i])/float64(len(s.ops))))
	}
	return mix
}

func (p *Timestamps) start(a *along) arrivals {
	s, zero, err := p.read()
	if err != nil {
		panic("models: " + err.Error())
	}
	first, _ := slices.BinarySearch(s.at, zero)
	chosen := a.streams("/scale")
	return &recorded{
		stamps: s, end: a.end, zero: zero, scale: float64(p.Scale), speed: float64(p.Speed),
		chosen: chosen.Uint64(), draws: a.streams(""), coming: first,
	}
}

// recorded is [Timestamps] in an engine.
type recorded struct {
	*stamps
	end          sim.Time
	zero         int64 // the stamp that is t = 0
	scale, speed float64
	chosen       uint64 // seeds how often each stamp is sent
	draws        sim.Stream

	coming int     // number of the stamp after the present one
	copies int     // of the present one that are still to be sent
	alike  int     // requests of its instant that are still to be sent
	passed float64 // share of the resolution before the last of them
}

// next sends the next copy of a stamp. Those of one instant are at the order statistics of
// as many uniform draws: with n to come, the next one leaves a share of u^(1/n) behind it.
func (r *recorded) next() sim.Time {
	for r.copies == 0 {
		if r.coming == len(r.at) {
			return r.end
		}
		if r.coming == 0 || r.at[r.coming] != r.at[r.coming-1] {
			r.alike, r.passed = r.number(r.coming), 0
		}
		r.copies = r.times(r.coming)
		r.coming++
	}
	r.copies--
	ns := float64(r.at[r.coming-1] - r.zero)
	if r.resolution > 0 {
		left := dist.FastExp(-dist.Exp(&r.draws) / float64(r.alike))
		r.passed = 1 - float64((1-r.passed)*left)
		r.alike--
		ns += float64(r.passed * r.resolution)
	}
	return sim.Time(ns / r.speed)
}

// operation returns the operation of the last request, -1 when the file does not name it.
func (r *recorded) operation() int32 {
	if r.ops == nil {
		return -1
	}
	return int32(r.ops[r.coming-1])
}

// times returns how often a stamp is sent. It does not depend on what happened before, so
// that of two scales the larger one sends what the smaller one does, and more.
func (r *recorded) times(i int) int {
	if r.scale == 1 {
		return 1
	}
	s := sim.NewStream(sim.Mix(r.chosen, uint64(i)))
	return whole(r.scale, &s)
}

// number returns how many requests there are at the instant of a stamp.
func (r *recorded) number(i int) int {
	n := 0
	for k := i; k < len(r.at) && r.at[k] == r.at[i]; k++ {
		n += r.times(k)
	}
	return n
}
