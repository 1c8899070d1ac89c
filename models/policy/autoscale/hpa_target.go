package autoscale

import (
	"fmt"

	"headroom/sim"
	"headroom/sim/unit"
)

// Target is the level at which an [HPA] holds its metric: a share, a time or a count,
// depending on the metric. The zero value is no target.
type Target struct {
	value float64 // 1 = 100%, seconds, or pieces
	form  targetForm
}

type targetForm uint8

const (
	noTarget targetForm = iota
	shareTarget
	timeTarget
	countTarget
)

// formOf returns the form of target that a metric takes.
func formOf(metric string) targetForm {
	switch metric {
	case CPU:
		return shareTarget
	case QueueDelay:
		return timeTarget
	case Concurrency, QueueLength:
		return countTarget
	}
	return noTarget
}

func (f targetForm) remedy() string {
	switch f {
	case shareTarget:
		return "a share such as 60%"
	case timeTarget:
		return "a time such as 20ms"
	case countTarget:
		return "a count such as 10"
	}
	return "one of the metrics"
}

// TargetShare returns a target for cpu: 0.6 is 60%.
func TargetShare(r unit.Ratio) Target { return Target{float64(r), shareTarget} }

// TargetTime returns a target for queue_delay.
func TargetTime(d unit.Duration) Target { return Target{d.Std().Seconds(), timeTarget} }

// TargetCount returns a target for concurrency and queue_length.
func TargetCount(n float64) Target { return Target{n, countTarget} }

// Value returns the level in the unit of the metric: cpu 1 for 100%, queue_delay in
// seconds, the others in requests.
func (t Target) Value() float64 { return t.value }

// UnmarshalText reads a share ("60%"), a time ("20ms") or a count ("10").
func (t *Target) UnmarshalText(text []byte) error {
	var share unit.Ratio
	if share.UnmarshalText(text) == nil {
		*t = TargetShare(share)
		return nil
	}
	var wait unit.Duration
	if wait.UnmarshalText(text) == nil {
		*t = TargetTime(wait)
		return nil
	}
	if count, err := unit.ParseCount(string(text)); err == nil {
		*t = TargetCount(count)
		return nil
	}
	return fmt.Errorf("%q is no target; write a share such as 60%%, a time such as 20ms, or a count such as 10", text)
}

// MarshalText writes the target so that [Target.UnmarshalText] reads it.
func (t Target) MarshalText() ([]byte, error) {
	if t.form == noTarget {
		return nil, nil
	}
	return []byte(t.String()), nil
}

// String writes the target as in a scenario: "60%".
func (t Target) String() string {
	switch t.form {
	case shareTarget:
		return unit.Ratio(t.value).String()
	case timeTarget:
		return unit.Duration(sim.Seconds(t.value)).String()
	case countTarget:
		return unit.FormatCount(t.value)
	}
	return "no target"
}

// SchemaText describes the forms for the manual and the schema.
func (Target) SchemaText() (description string, examples []string) {
	return "A share, a time or a count, depending on the metric.", []string{"60%", "20ms", "10"}
}
