package reports

import (
	"encoding/json"
	"fmt"
	"io"

	"headroom/sim/stats"
)

// JSON writes the result without its time series, indented, with a newline at the end.
func JSON(w io.Writer, r *stats.Result, _ Options) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("result: %w", err)
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// DecodeJSON reads what JSON wrote. It refuses a schema that it does not know.
func DecodeJSON(text []byte) (*stats.Result, error) {
	var r stats.Result
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("not a result: %w", err)
	}
	if r.Schema != stats.Schema {
		return nil, fmt.Errorf("schema %q is not %q; play the scenario again with this version", r.Schema, stats.Schema)
	}
	return &r, nil
}
