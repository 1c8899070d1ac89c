package models

import (
	"fmt"
	"strconv"
)

// Bound is the number of requests that may wait: a whole number, 0 too (nobody waits:
// whoever finds no free server is rejected). The zero value bounds nothing.
type Bound struct {
	Set   bool
	Limit int32
}

// UnmarshalText reads a number, or none.
func (b *Bound) UnmarshalText(text []byte) error {
	if string(text) == "none" {
		*b = Bound{}
		return nil
	}
	n, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is not a number of requests; write a whole number from 0 on, or none", text)
	}
	*b = Bound{true, int32(n)}
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (b Bound) MarshalText() ([]byte, error) {
	if !b.Set {
		return []byte("none"), nil
	}
	return strconv.AppendInt(nil, int64(b.Limit), 10), nil
}

// SchemaText describes the text form.
func (Bound) SchemaText() (string, []string) {
	return "how many requests may wait: a whole number, 0 for none of them, or none for no bound", []string{"100", "0", "none"}
}

// full tells whether one more may not wait.
func (b Bound) full(waiting int32) bool { return b.Set && waiting >= b.Limit }
