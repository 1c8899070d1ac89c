package unit

// Bandwidth is a number of bits per second. Its text form is a number and a unit:
// 10Gbit/s.
type Bandwidth float64

var bandwidths = measure{
	noun: "a bandwidth",
	form: "write a number and a unit, for example 100Mbit/s, 10Gbit/s",
	units: []scale{
		{name: "bit/s", num: 1, den: 1},
		{name: "kbit/s", num: 1e3, den: 1},
		{name: "Mbit/s", num: 1e6, den: 1},
		{name: "Gbit/s", num: 1e9, den: 1},
		{name: "Tbit/s", num: 1e12, den: 1},
	},
}

// UnmarshalText reads the text form.
func (b *Bandwidth) UnmarshalText(text []byte) error {
	f, err := bandwidths.float(string(text))
	if err != nil {
		return err
	}
	*b = Bandwidth(f)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (b Bandwidth) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// String writes the shortest text form.
func (b Bandwidth) String() string { return bandwidths.writeFloat(float64(b)) }

// SchemaText describes the text form.
func (Bandwidth) SchemaText() (description string, examples []string) {
	return "a bandwidth: a number and a unit of bit/s kbit/s Mbit/s Gbit/s Tbit/s", []string{"100Mbit/s", "10Gbit/s"}
}
