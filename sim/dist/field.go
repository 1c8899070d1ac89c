package dist

// The field types give a distribution the text form of one quantity. They are what
// the parts of a scenario declare. The zero value of each means not set: its Dist is
// nil and it has no text form.

// Duration is a distribution of spans of time, in seconds.
type Duration struct{ Dist }

// Size is a distribution of sizes, in bytes. Who draws one rounds it to whole bytes.
type Size struct{ Dist }

// Count is a distribution of plain counts. Who draws one rounds it to a whole number.
type Count struct{ Dist }

// Set tells whether there is a distribution.
func (d Duration) Set() bool { return d.Dist != nil }

// Set tells whether there is a distribution.
func (d Size) Set() bool { return d.Dist != nil }

// Set tells whether there is a distribution.
func (d Count) Set() bool { return d.Dist != nil }

// Parse reads the text form, which may name files that o opens.
func (d *Duration) Parse(text string, o Options) error { return assign(&d.Dist, text, Seconds, o) }

// Parse reads the text form, which may name files that o opens.
func (d *Size) Parse(text string, o Options) error { return assign(&d.Dist, text, Bytes, o) }

// Parse reads the text form, which may name files that o opens.
func (d *Count) Parse(text string, o Options) error { return assign(&d.Dist, text, Counts, o) }

// UnmarshalText reads the text form. It opens no files; see Parse.
func (d *Duration) UnmarshalText(text []byte) error { return d.Parse(string(text), Options{}) }

// UnmarshalText reads the text form. It opens no files; see Parse.
func (d *Size) UnmarshalText(text []byte) error { return d.Parse(string(text), Options{}) }

// UnmarshalText reads the text form. It opens no files; see Parse.
func (d *Count) UnmarshalText(text []byte) error { return d.Parse(string(text), Options{}) }

// MarshalText writes what UnmarshalText reads.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// MarshalText writes what UnmarshalText reads.
func (d Size) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// MarshalText writes what UnmarshalText reads.
func (d Count) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// String writes the text form, and nothing when d is not set.
func (d Duration) String() string { return text(d.Dist) }

// String writes the text form, and nothing when d is not set.
func (d Size) String() string { return text(d.Dist) }

// String writes the text form, and nothing when d is not set.
func (d Count) String() string { return text(d.Dist) }

// SchemaText describes the text form.
func (Duration) SchemaText() (description string, examples []string) {
	return "a span of time, or a distribution of it", examplesOf(Seconds)
}

// SchemaText describes the text form.
func (Size) SchemaText() (description string, examples []string) {
	return "a size, or a distribution of it", examplesOf(Bytes)
}

// SchemaText describes the text form.
func (Count) SchemaText() (description string, examples []string) {
	return "a count, or a distribution of it", examplesOf(Counts)
}

func assign(d *Dist, text string, in Quantity, o Options) error {
	parsed, err := Parse(text, in, o)
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

func text(d Dist) string {
	if d == nil {
		return ""
	}
	return d.String()
}

// examplesOf returns a value and the form of every distribution of the quantity.
func examplesOf(q Quantity) []string {
	list := []string{q.one()}
	for _, l := range laws() {
		if q == Counts || !l.counts {
			list = append(list, l.example(q))
		}
	}
	return list
}
