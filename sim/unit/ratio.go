package unit

// Ratio is a share; 1 is the whole. Its text form is in per cent: 99.9%. It may be
// above 100%: whoever takes a share of something checks that.
type Ratio float64

var ratios = measure{
	noun:  "a share",
	form:  "write it in per cent, for example 5%, 99.9%",
	units: []scale{{name: "%", num: 1, den: 100}},
}

// UnmarshalText reads the text form.
func (r *Ratio) UnmarshalText(text []byte) error {
	f, err := ratios.float(string(text))
	if err != nil {
		return err
	}
	*r = Ratio(f)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (r Ratio) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// String writes the share in per cent.
func (r Ratio) String() string { return ratios.writeFloat(float64(r)) }

// SchemaText describes the text form.
func (Ratio) SchemaText() (description string, examples []string) {
	return "a share in per cent", []string{"5%", "99.9%"}
}
