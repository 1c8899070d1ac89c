package unit

// Count is a whole number of things. Its text form is a number, perhaps with k, M or G
// for thousands, millions and thousands of millions: 25k, 1.5M.
type Count int64

var counts = measure{
	noun: "a count",
	form: "write a number, perhaps with k, M or G, for example 12, 25k, 1.5M",
	units: []scale{
		{name: "", num: 1, den: 1},
		{name: "k", num: 1e3, den: 1},
		{name: "M", num: 1e6, den: 1},
		{name: "G", num: 1e9, den: 1},
	},
}

// ParseCount reads the text form of a [Count] that may have a fraction, such as a mean.
func ParseCount(text string) (float64, error) { return counts.float(text) }

// FormatCount writes a number in the text form of a [Count], such that [ParseCount]
// gives c back. Negative and infinite values have no such form and are written as
// plain numbers.
func FormatCount(c float64) string { return counts.writeFloat(c) }

// UnmarshalText reads the text form.
func (c *Count) UnmarshalText(text []byte) error {
	n, err := counts.integer(string(text), true)
	if err != nil {
		return err
	}
	*c = Count(n)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (c Count) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// String writes the shortest text form.
func (c Count) String() string { return counts.writeInteger(int64(c)) }

// SchemaText describes the text form.
func (Count) SchemaText() (description string, examples []string) {
	return "a whole number, perhaps with k, M or G", []string{"12", "25k", "1.5M"}
}
