package dist

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"headroom/sim"
)

// empirical draws one of a list of values, all alike, again and again.
type empirical struct {
	in     Quantity
	file   string // where the values come from, if not from the text itself
	values []float64
	mean   float64
}

func parseEmpirical(a *args) Dist {
	if len(a.values) == 0 {
		a.fault("it has no values; %s, or the name of a file", a.write())
		return nil
	}
	d := &empirical{in: a.in}
	if first := a.values[0]; len(a.values) == 1 && (first[0] < '0' || first[0] > '9' || strings.HasSuffix(first, ".csv")) {
		d.file = first
		if err := d.load(a.options.Open); err != nil {
			a.fault("%s: %w", first, err)
			return nil
		}
	} else {
		for _, text := range a.values {
			d.values = append(d.values, a.value(text))
		}
	}
	for _, v := range d.values {
		d.mean += v / float64(len(d.values))
	}
	return d
}

// load reads the file: one value with its unit in the first column of every line. The
// first line may be a heading; empty lines and lines that start with # are left out.
func (d *empirical) load(open func(string) (io.ReadCloser, error)) (err error) {
	if open == nil {
		return errors.New("files cannot be read here; write the values themselves")
	}
	f, err := open(d.file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	lines := bufio.NewScanner(f)
	for number := 1; lines.Scan(); number++ {
		column, _, _ := strings.Cut(lines.Text(), ",")
		column = strings.Trim(column, " \t\r\"")
		if column == "" || column[0] == '#' {
			continue
		}
		v, err := d.in.parse(column)
		switch {
		case err != nil && number == 1 && (column[0] < '0' || column[0] > '9'):
			continue
		case err != nil:
			return fmt.Errorf("line %d: %w", number, err)
		case v > most || v > 0 && v < least:
			return fmt.Errorf("line %d: %s is out of range", number, column)
		}
		d.values = append(d.values, v)
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if len(d.values) == 0 {
		return errors.New("there are no values in it")
	}
	return nil
}

func (d *empirical) Sample(s *sim.Stream) float64 { return d.values[s.IntN(len(d.values))] }
func (d *empirical) Mean() float64                { return d.mean }
func (d *empirical) String() string {
	if d.file != "" {
		return "empirical(" + d.file + ")"
	}
	var list []string
	for _, v := range d.values {
		list = append(list, d.in.format(v))
	}
	return "empirical(" + strings.Join(list, " ") + ")"
}
