package models

import (
	"strings"

	"headroom/sim/unit"
)

// Offset is how far the local time is before UTC (5h30m) or behind it (-5h).
type Offset struct {
	behind bool
	by     unit.Duration
}

func (o Offset) seconds() float64 {
	if o.behind {
		return -o.by.Seconds()
	}
	return o.by.Seconds()
}

// UnmarshalText reads an offset: a span of time, perhaps with a sign.
func (o *Offset) UnmarshalText(text []byte) error {
	rest, behind := strings.CutPrefix(string(text), "-")
	if !behind {
		rest = strings.TrimPrefix(rest, "+")
	}
	var by unit.Duration
	if err := by.UnmarshalText([]byte(rest)); err != nil {
		return err
	}
	*o = Offset{behind && by > 0, by}
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (o Offset) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// String writes the offset.
func (o Offset) String() string {
	if o.behind {
		return "-" + o.by.String()
	}
	return o.by.String()
}

// SchemaText describes the text form.
func (Offset) SchemaText() (description string, examples []string) {
	return "an offset from UTC: a span of time, perhaps with a minus", []string{"-5h", "1h", "5h30m"}
}
