package models

import (
	"time"

	"headroom/sim/unit"
)

// WarmUp is a span, or "auto": a tenth of the duration of the run, or what [Trials] find
// to be needed.
type WarmUp struct {
	Auto bool
	Span unit.Duration // used when Auto is false
}

// UnmarshalText reads "auto" or a span.
func (w *WarmUp) UnmarshalText(text []byte) error {
	if string(text) == "auto" {
		*w = WarmUp{Auto: true}
		return nil
	}
	w.Auto = false
	return w.Span.UnmarshalText(text)
}

// MarshalText writes what UnmarshalText reads.
func (w WarmUp) MarshalText() ([]byte, error) {
	if w.Auto {
		return []byte("auto"), nil
	}
	return w.Span.MarshalText()
}

// SchemaText describes the text form.
func (WarmUp) SchemaText() (string, []string) {
	return "a span of time, or auto for a tenth of the duration or as long as a steady system needs to settle", []string{"auto", "30s", "5m"}
}

// Of returns the warm-up of a run of the given duration; for auto the one that is played
// first, a tenth.
func (w WarmUp) Of(duration time.Duration) time.Duration {
	if w.Auto {
		return duration / 10
	}
	return w.Span.Std()
}
