package dist

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"headroom/sim/unit"
)

// args are the parameters of one distribution while it is read, and what is wrong with
// them. Reading goes on after a fault, so that all faults come to light.
type args struct {
	law     law
	in      Quantity
	options Options
	depth   int

	given  []pair   // name=value
	values []string // values without a name
	parts  []part   // weighted parts
	faults []error
}

// pair is a parameter as it is written.
type pair struct{ name, text string }

// part is a weighted part of a mix.
type part struct {
	weight unit.Ratio
	text   string
}

// fault notes that something is wrong.
func (a *args) fault(format string, values ...any) {
	a.faults = append(a.faults, fmt.Errorf(a.law.name+": "+format, values...))
}

// write is the end of most messages.
func (a *args) write() string { return "write " + a.law.example(a.in) }

// read splits what stands between the parentheses.
func (a *args) read(body string) {
	if strings.Contains(body, "|") || a.law.takes&parts != 0 && a.law.params == "" {
		a.readParts(body)
		return
	}
	for _, word := range strings.Fields(body) {
		name, text, isNamed := strings.Cut(word, "=")
		switch {
		case isNamed && (name == "" || text == ""):
			a.fault("write no blanks around =: %s", a.law.example(a.in))
		case isNamed && !slices.Contains(strings.Fields(a.law.params), name):
			a.fault("there is no parameter %q; %s", name, a.write())
		case isNamed && a.has(name):
			a.fault("%s is written twice", name)
		case isNamed:
			a.given = append(a.given, pair{name, text})
		case a.law.takes&values != 0:
			a.values = append(a.values, word)
		default:
			a.fault("%s has no name; %s", word, a.write())
		}
	}
	if len(a.given) > 0 && len(a.values) > 0 {
		a.fault("write all parameters with their names or none; %s", a.write())
	}
}

// readParts splits weighted parts at the bars that are outside of parentheses.
func (a *args) readParts(body string) {
	if a.law.takes&parts == 0 {
		a.fault("it has no parts; %s", a.write())
		return
	}
	depth, start := 0, 0
	for i := 0; i <= len(body); i++ {
		switch {
		case i == len(body) || body[i] == '|' && depth == 0:
			a.readPart(strings.TrimSpace(body[start:i]))
			start = i + 1
		case body[i] == '(':
			depth++
		case body[i] == ')':
			depth--
		}
	}
	var sum float64
	for _, p := range a.parts {
		sum += float64(p.weight)
	}
	if len(a.faults) == 0 && math.Abs(sum-1) > 1e-9 {
		a.fault("the weights add up to %s; make it 100%%", unit.Ratio(round(sum, 6)))
	}
}

// readPart reads a weight and what it is the weight of.
func (a *args) readPart(text string) {
	weight, rest, _ := strings.Cut(text, " ")
	var p part
	if err := p.weight.UnmarshalText([]byte(weight)); err != nil {
		a.fault("a part starts with its weight: %w", err)
		return
	}
	if p.text = strings.TrimSpace(rest); p.text == "" {
		a.fault("the part of %s is empty; write for example %s", weight, a.law.example(a.in))
		return
	}
	if p.weight == 0 {
		a.fault("the part %s has no weight; leave it out", p.text)
		return
	}
	a.parts = append(a.parts, p)
}

// has tells whether a parameter is given.
func (a *args) has(name string) bool {
	return slices.ContainsFunc(a.given, func(p pair) bool { return p.name == name })
}

// text returns a parameter as it is written. To be absent is a fault.
func (a *args) text(name string) (string, bool) {
	for _, p := range a.given {
		if p.name == name {
			return p.text, true
		}
	}
	a.fault("%s is missing; %s", name, a.write())
	return "", false
}

// value reads a value of the quantity of the distribution, which may be 0.
func (a *args) value(text string) float64 {
	v, err := a.in.parse(text)
	switch {
	case err != nil:
		a.fault("%w", err)
	case v > most || v > 0 && v < least:
		a.fault("%s is out of range", text)
	}
	return v
}

// quantity returns a parameter in the quantity of the distribution, above 0.
func (a *args) quantity(name string) float64 {
	text, ok := a.text(name)
	if !ok {
		return 1
	}
	n := len(a.faults)
	v := a.value(text)
	if v == 0 && len(a.faults) == n {
		a.fault("%s is 0; it is above 0", name)
	}
	return v
}

// number returns a parameter that is a plain number in [low, high].
func (a *args) number(name string, low, high float64) float64 {
	text, ok := a.text(name)
	if !ok {
		return 1
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= low && v <= high) {
		a.fault("%s %s is not a number from %v to %v", name, text, low, high)
		return 1
	}
	return v
}

// count returns a parameter that is a whole number in [1, high].
func (a *args) count(name string, high int64) int64 {
	text, ok := a.text(name)
	if !ok {
		return 1
	}
	var c unit.Count
	if err := c.UnmarshalText([]byte(text)); err != nil {
		a.fault("%s: %w", name, err)
		return 1
	}
	if c < 1 || int64(c) > high {
		a.fault("%s %s is not from 1 to %s", name, text, unit.Count(high))
	}
	return int64(c)
}

// round rounds v to a number of digits, for messages.
func round(v float64, digits int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return v
	}
	return r
}

// plain writes a number such that [args.number] reads it back.
func plain(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
