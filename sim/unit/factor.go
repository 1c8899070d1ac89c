package unit

// Factor is a number to multiply with. Its text form ends in x: 2.5x.
type Factor float64

var factors = measure{
	noun:  "a factor",
	form:  "write a number and x, for example 2x, 2.5x",
	units: []scale{{name: "x", num: 1, den: 1}},
}

// UnmarshalText reads the text form.
func (f *Factor) UnmarshalText(text []byte) error {
	v, err := factors.float(string(text))
	if err != nil {
		return err
	}
	*f = Factor(v)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (f Factor) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// String writes the text form.
func (f Factor) String() string { return factors.writeFloat(float64(f)) }

// SchemaText describes the text form.
func (Factor) SchemaText() (description string, examples []string) {
	return "a factor: a number and x", []string{"2x", "2.5x"}
}
