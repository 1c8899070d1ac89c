package unit

import "time"

// Duration is a span of time in nanoseconds, from 0 to 292 years. Its text form is a
// number and a unit (ns us ms s m h d w), or several from large to small: 5ms, 1h30m.
// A day is 24 hours, a week 7 days. Fractions of a nanosecond are rounded.
type Duration int64

var durations = measure{
	noun:     "a duration",
	form:     "write a number and a unit, for example 5ms, 2s, 1h",
	compound: true,
	zero:     "s",
	units: []scale{
		{name: "ns", num: 1, den: 1},
		{name: "us", num: 1e3, den: 1},
		{name: "ms", num: 1e6, den: 1},
		{name: "s", num: 1e9, den: 1},
		{name: "m", num: 60e9, den: 1},
		{name: "h", num: 3600e9, den: 1},
		{name: "d", num: 24 * 3600e9, den: 1},
		{name: "w", num: 7 * 24 * 3600e9, den: 1},
	},
}

// seconds is durations with the second as its base, for spans that are a float64.
var seconds = measure{
	noun:     durations.noun,
	form:     durations.form,
	compound: true,
	zero:     "s",
	units: []scale{
		{name: "ns", num: 1, den: 1e9},
		{name: "us", num: 1, den: 1e6},
		{name: "ms", num: 1, den: 1e3},
		{name: "s", num: 1, den: 1},
		{name: "m", num: 60, den: 1},
		{name: "h", num: 3600, den: 1},
		{name: "d", num: 24 * 3600, den: 1},
		{name: "w", num: 7 * 24 * 3600, den: 1},
	},
}

// ParseSeconds reads the text form of a [Duration] in seconds, with no rounding to
// nanoseconds.
func ParseSeconds(text string) (float64, error) { return seconds.float(text) }

// FormatSeconds writes seconds in the text form of a [Duration], such that
// [ParseSeconds] gives s back. Negative and infinite values have no such form and are
// written as plain numbers.
func FormatSeconds(s float64) string { return seconds.writeFloat(s) }

// Std returns d as the standard library has it.
func (d Duration) Std() time.Duration { return time.Duration(d) }

// Seconds returns d in seconds.
func (d Duration) Seconds() float64 { return time.Duration(d).Seconds() }

// UnmarshalText reads the text form.
func (d *Duration) UnmarshalText(text []byte) error {
	n, err := durations.integer(string(text), false)
	if err != nil {
		return err
	}
	*d = Duration(n)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// String writes the shortest text form.
func (d Duration) String() string { return durations.writeInteger(int64(d)) }

// SchemaText describes the text form.
func (Duration) SchemaText() (description string, examples []string) {
	return "a span of time: a number and a unit of ns us ms s m h d w", []string{"5ms", "2s", "1h30m", "3d"}
}
