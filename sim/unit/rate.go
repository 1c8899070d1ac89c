package unit

// Rate is a number of events per second. Its text form is a number, perhaps with k, M
// or G, and the time: 200/s, 12k/min, 5/h, 3/d; 80rps is 80/s.
type Rate float64

var rates = measure{
	noun: "a rate",
	form: "write a number and the time, for example 200/s, 12k/min, 5/h",
	units: []scale{
		{name: "/s", num: 1, den: 1},
		{name: "k/s", num: 1e3, den: 1},
		{name: "M/s", num: 1e6, den: 1},
		{name: "G/s", num: 1e9, den: 1},
		{name: "/min", num: 1, den: 60, readOnly: true},
		{name: "k/min", num: 1e3, den: 60, readOnly: true},
		{name: "M/min", num: 1e6, den: 60, readOnly: true},
		{name: "G/min", num: 1e9, den: 60, readOnly: true},
		{name: "/h", num: 1, den: 3600, readOnly: true},
		{name: "k/h", num: 1e3, den: 3600, readOnly: true},
		{name: "M/h", num: 1e6, den: 3600, readOnly: true},
		{name: "G/h", num: 1e9, den: 3600, readOnly: true},
		{name: "/d", num: 1, den: 86400, readOnly: true},
		{name: "k/d", num: 1e3, den: 86400, readOnly: true},
		{name: "M/d", num: 1e6, den: 86400, readOnly: true},
		{name: "G/d", num: 1e9, den: 86400, readOnly: true},
		{name: "rps", num: 1, den: 1, readOnly: true},
		{name: "krps", num: 1e3, den: 1, readOnly: true},
		{name: "Mrps", num: 1e6, den: 1, readOnly: true},
	},
}

// UnmarshalText reads the text form.
func (r *Rate) UnmarshalText(text []byte) error {
	f, err := rates.float(string(text))
	if err != nil {
		return err
	}
	*r = Rate(f)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// String writes the rate per second.
func (r Rate) String() string { return rates.writeFloat(float64(r)) }

// SchemaText describes the text form.
func (Rate) SchemaText() (description string, examples []string) {
	return "a rate: a number, perhaps with k, M or G, and /s /min /h /d", []string{"200/s", "12k/min", "5/h", "80rps"}
}
