package configs

import (
	"fmt"
	"math"
	"reflect"
	"strconv"

	"headroom/models"
	"headroom/sim/dist"
	"headroom/sim/unit"
)

// Setting is a value of a scenario that a study can vary.
type Setting struct {
	// Path leads to it: services.api.replicas.
	Path string
	// Unit is that of its numbers: s, per_s, bytes, usd, ratio, count; empty for one whose
	// values are not numbers.
	Unit string
	// Numeric tells that values are numbers, Whole that they are whole numbers.
	Numeric bool
	Whole   bool

	form *form
}

// Setting returns the setting that a path leads to. It is an error if it leads nowhere, or
// not to a plain value.
func (m *Merged) Setting(path string) (Setting, error) {
	t, err := newLanguage().resolve(m.tree, path)
	switch {
	case err != nil:
		return Setting{}, err
	case !t.form.isPlain():
		return Setting{}, fmt.Errorf("%s is not a single value; write the path of one, such as services.api.replicas", path)
	}
	return t.setting(path), nil
}

// setting returns what a path leads to, which is plain.
func (t target) setting(path string) Setting {
	f := t.form
	for f.kind == structForm || f.kind == choiceForm {
		inner := f
		if f.kind == choiceForm {
			inner = f.variants[0].form
		}
		if inner.short == "" {
			return Setting{Path: path}
		}
		f = inner.field(inner.short).form
	}
	s := Setting{Path: path, form: f}
	switch reflect.New(f.typ).Interface().(type) {
	case *unit.Duration, *dist.Duration:
		s.Unit = "s"
	case *unit.Rate:
		s.Unit = "per_s"
	case *unit.Bytes, *dist.Size:
		s.Unit = "bytes"
	case *unit.Money:
		s.Unit = "usd"
	case *unit.Ratio:
		s.Unit = "ratio"
	case *unit.Count, *models.Bound:
		s.Unit, s.Whole = "count", true
	case *unit.Factor, *dist.Count:
		s.Unit = "count"
	default:
		switch f.kind {
		case integerForm:
			s.Unit, s.Whole = "count", true
		case numberForm:
			s.Unit = "count"
		}
	}
	s.Numeric = s.Unit != ""
	return s
}

// Number returns the number that a text means, in the unit of the setting.
func (s Setting) Number(text string) (float64, error) {
	if !s.Numeric {
		return 0, fmt.Errorf("%s is not a number", s.Path)
	}
	switch v := reflect.New(s.form.typ).Interface().(type) {
	case *unit.Duration:
		err := v.UnmarshalText([]byte(text))
		return float64(*v) / 1e9, err // rounded once, unlike Seconds
	case *dist.Duration:
		return unit.ParseSeconds(text)
	case *dist.Size:
		return unit.ParseBytes(text)
	case *unit.Rate:
		err := v.UnmarshalText([]byte(text))
		return float64(*v), err
	case *unit.Bytes:
		err := v.UnmarshalText([]byte(text))
		return float64(*v), err
	case *unit.Money:
		err := v.UnmarshalText([]byte(text))
		return float64(*v), err
	case *unit.Ratio:
		err := v.UnmarshalText([]byte(text))
		return float64(*v), err
	case *unit.Count:
		err := v.UnmarshalText([]byte(text))
		return float64(*v), err
	case *unit.Factor:
		err := v.UnmarshalText([]byte(text))
		return float64(*v), err
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	return n, nil
}

// Text writes a number as it stands in a file.
func (s Setting) Text(number float64) string {
	switch reflect.New(s.form.typ).Interface().(type) {
	case *unit.Duration:
		return unit.Duration(math.Round(number * 1e9)).String()
	case *dist.Duration:
		return unit.FormatSeconds(number)
	case *dist.Size:
		return unit.FormatBytes(number)
	case *unit.Rate:
		return unit.Rate(number).String()
	case *unit.Bytes:
		return unit.Bytes(math.Round(number)).String()
	case *unit.Money:
		return unit.Money(number).String()
	case *unit.Ratio:
		return unit.Ratio(number).String()
	case *unit.Count:
		return unit.Count(math.Round(number)).String()
	case *unit.Factor:
		return unit.Factor(number).String()
	}
	return strconv.FormatFloat(number, 'f', -1, 64)
}
