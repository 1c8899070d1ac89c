// Package variant describes fields of a scenario that have one of several forms: a shape
// of a rate, a kind of breaker. A package keeps a table of its forms, one line each, and a
// field type with three methods tells readers of scenario files about it:
//
//	func (*Spec) Variants() (key string, forms []variant.Form)
//	func (*Spec) SetVariant(any)
//	func (*Spec) Variant() any
//
// In a file, the key of a map chooses the form, and without the key the first form is
// meant. A plain value that is the name of a form is that form with its defaults; any
// other plain value is what the first form's ShortForm says.
package variant

// Form is one of several forms of a field.
type Form struct {
	Name    string
	Summary string     // a clause for lists and the manual
	New     func() any // a pointer to a struct, without defaults
}

// None is the form that switches off what a default would set.
type None struct{}

// Off is the line of [None] in a table of forms.
func Off() Form {
	return Form{"none", "switches off what a default sets", func() any { return &None{} }}
}
