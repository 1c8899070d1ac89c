package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"headroom/sim/stats"
)

// JSON writes result.json: indented, with a newline at the end, the same bytes for the
// same result. The series is not part of it. Options do not matter. A number that is not
// finite has no place in JSON: it is an error, and nothing is written.
func JSON(w io.Writer, r *stats.Result, _ Options) error {
	if err := WriteJSON(w, r); err != nil {
		return fmt.Errorf("result of %q: %w", r.Scenario.Name, err)
	}
	return nil
}

// WriteJSON writes a document for programs in the form of result.json: indented, with a
// newline at the end, and the signs <, > and & as themselves. A value that JSON has no place
// for is an error, and nothing is written.
func WriteJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(plainSigns(b.Bytes()))
	return err
}

// plainSigns writes the signs <, > and & of JSON text as themselves, also where a value
// that encodes itself has escaped them: "checkout->payments".
func plainSigns(text []byte) []byte {
	signs := map[string]byte{"u003c": '<', "u003e": '>', "u0026": '&'}
	plain := text[:0]
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			plain = append(plain, text[i])
			continue
		}
		if i+6 <= len(text) {
			if sign, ok := signs[string(text[i+1:i+6])]; ok {
				plain = append(plain, sign)
				i += 5
				continue
			}
		}
		plain = append(plain, text[i], text[i+1]) // a backslash never ends the text
		i++
	}
	return plain
}

// DecodeJSON reads a result.json. Names that it does not know are left out. Errors: text
// that is not JSON, another schema, and parts that a report cannot do without.
func DecodeJSON(text []byte) (*stats.Result, error) {
	r := new(stats.Result)
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("not a result: %w", err)
	}
	if r.Schema != stats.Schema {
		return nil, fmt.Errorf("schema is %q, but this version reads %q; run the scenario again", r.Schema, stats.Schema)
	}
	if err := complete(r); err != nil {
		return nil, err
	}
	return r, nil
}

// complete reports all that is null or unknown and must not be.
func complete(r *stats.Result) error {
	var all []error
	null := func(is bool, what, name string) {
		if is {
			all = append(all, fmt.Errorf("%s %q is null", what, name))
		}
	}
	verdict := func(v stats.Verdict, of string) {
		if v != stats.Pass && v != stats.Undecided && v != stats.Fail {
			all = append(all, fmt.Errorf("verdict of %s is %q; it is pass, undecided or fail", of, v))
		}
	}
	for _, o := range r.Operations {
		null(o.Value == nil, "operation", o.Name)
	}
	for _, c := range r.Components {
		null(c.Value == nil, "component", c.Name)
	}
	for _, l := range r.Links {
		null(l.Value == nil, "link", l.Name)
	}
	for _, o := range r.Objectives {
		verdict(o.Verdict, o.Name)
	}
	verdict(r.Verdict, "the result")
	return errors.Join(all...)
}
