package unit

// Money is an amount in dollars. Its text form starts with $ and may end in k or M:
// $0.023, $18k.
type Money float64

var amounts = measure{
	noun:   "an amount of money",
	form:   "write $ and a number, for example $0.023, $18k",
	prefix: "$",
	units: []scale{
		{name: "", num: 1, den: 1},
		{name: "k", num: 1e3, den: 1},
		{name: "M", num: 1e6, den: 1},
	},
}

// UnmarshalText reads the text form.
func (m *Money) UnmarshalText(text []byte) error {
	f, err := amounts.float(string(text))
	if err != nil {
		return err
	}
	*m = Money(f)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// String writes the shortest text form.
func (m Money) String() string { return amounts.writeFloat(float64(m)) }

// SchemaText describes the text form.
func (Money) SchemaText() (description string, examples []string) {
	return "an amount in dollars, perhaps with k or M", []string{"$0.023", "$18k"}
}
