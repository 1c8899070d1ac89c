package main

import (
	"encoding/json"
	"runtime"
	"time"

	"headroom/sim/stats"
)

// record is what run.json holds: everything about a run that is not the same twice.
type record struct {
	Started      string  `json:"started"` // UTC, RFC 3339
	Wall         float64 `json:"wall_s"`
	EventsPerSec float64 `json:"events_per_s"` // all replications together
	Jobs         int     `json:"jobs"`
	Processors   int     `json:"processors"`
	OS           string  `json:"os"`
	Arch         string  `json:"arch"`
	Go           string  `json:"go"`
	Version      string  `json:"version"`
}

func newRecord(r *stats.Result, began time.Time, wall time.Duration, jobs int) record {
	return record{
		Started: began.UTC().Format(time.RFC3339), Wall: wall.Seconds(),
		EventsPerSec: float64(r.Events) / max(wall.Seconds(), 1e-9),
		Jobs:         jobs, Processors: runtime.NumCPU(),
		OS: runtime.GOOS, Arch: runtime.GOARCH, Go: runtime.Version(), Version: programVersion(),
	}
}

// JSON returns the record as it stands in its file.
func (r record) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(r, "", "  ")
	return append(data, '\n'), err
}
