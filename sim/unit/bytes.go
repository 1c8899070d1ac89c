package unit

// Bytes is a size in bytes. Its text form is a number and a unit: B, powers of 1000
// (kB MB GB TB) or powers of 1024 (KiB MiB GiB TiB). Fractions of a byte are rounded.
type Bytes int64

var sizes = measure{
	noun: "a size",
	form: "write a number and a unit, for example 600B, 4KiB, 2GB",
	units: []scale{
		{name: "B", num: 1, den: 1},
		{name: "kB", num: 1e3, den: 1},
		{name: "KiB", num: 1 << 10, den: 1},
		{name: "MB", num: 1e6, den: 1},
		{name: "MiB", num: 1 << 20, den: 1},
		{name: "GB", num: 1e9, den: 1},
		{name: "GiB", num: 1 << 30, den: 1},
		{name: "TB", num: 1e12, den: 1},
		{name: "TiB", num: 1 << 40, den: 1},
	},
}

// ParseBytes reads the text form of [Bytes], with no rounding to whole bytes.
func ParseBytes(text string) (float64, error) { return sizes.float(text) }

// FormatBytes writes bytes in the text form of [Bytes], such that [ParseBytes] gives b
// back. Negative and infinite values have no such form and are written as plain
// numbers.
func FormatBytes(b float64) string { return sizes.writeFloat(b) }

// UnmarshalText reads the text form.
func (b *Bytes) UnmarshalText(text []byte) error {
	n, err := sizes.integer(string(text), false)
	if err != nil {
		return err
	}
	*b = Bytes(n)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (b Bytes) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// String writes the shortest text form.
func (b Bytes) String() string { return sizes.writeInteger(int64(b)) }

// SchemaText describes the text form.
func (Bytes) SchemaText() (description string, examples []string) {
	return "a size: a number and a unit of B kB MB GB TB KiB MiB GiB TiB", []string{"600B", "4KiB", "2GB"}
}
