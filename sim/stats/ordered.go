package stats

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Ordered is a map that keeps the order in which it was filled: an object in JSON, a
// slice in Go. The zero value is empty and ready to use.
type Ordered[T any] []Entry[T]

// Entry is one name and its value.
type Entry[T any] struct {
	Name  string
	Value T
}

// Add appends a name. It does not check whether the name is there already.
func (o *Ordered[T]) Add(name string, v T) { *o = append(*o, Entry[T]{name, v}) }

// Find returns the value of a name, and whether there is one.
func (o Ordered[T]) Find(name string) (T, bool) {
	for _, e := range o {
		if e.Name == name {
			return e.Value, true
		}
	}
	var none T
	return none, false
}

// MarshalJSON writes an object whose keys stand in the order of o.
func (o Ordered[T]) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, e := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(e.Name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(e.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name, err)
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// UnmarshalJSON reads an object and keeps the order of its keys.
func (o *Ordered[T]) UnmarshalJSON(data []byte) error {
	*o = nil
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t == nil {
		return err
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		name, ok := t.(string)
		if !ok {
			return fmt.Errorf("stats: object key %v is not a name", t)
		}
		var v T
		if err := d.Decode(&v); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		o.Add(name, v)
	}
	return nil
}
