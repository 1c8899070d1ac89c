package limit

import "fmt"

// Class is how important a call is, in the classes of Google ("Site Reliability
// Engineering", chapter 21): a call is shed before any of a higher class. The zero value
// is [Sheddable]; what people wait for should be [Critical].
type Class uint8

// The classes, from the least to the most important.
const (
	Sheddable     Class = iota // partial or no service is expected at times: batch jobs
	SheddablePlus              // can be tried again minutes or hours later
	Critical                   // users would notice; the default at Google
	CriticalPlus               // users would suffer
)

var classes = [...]string{"sheddable", "sheddable_plus", "critical", "critical_plus"}

// String returns the text form: "critical".
func (c Class) String() string { return classes[c] }

// MarshalText writes what UnmarshalText reads.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the text form.
func (c *Class) UnmarshalText(text []byte) error {
	for i, name := range classes {
		if name == string(text) {
			*c = Class(i)
			return nil
		}
	}
	return fmt.Errorf("%q is not a class; write sheddable, sheddable_plus, critical or critical_plus", text)
}

// SchemaText describes the text form.
func (Class) SchemaText() (description string, examples []string) {
	return "a class of importance: sheddable, sheddable_plus, critical or critical_plus", []string{"critical", "sheddable"}
}
