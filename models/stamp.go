package models

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"headroom/sim/unit"
)

// stamp is an instant in a file, in nanoseconds: since 1970 for a date, else since whatever
// the file counts from.
type stamp struct {
	ns   int64
	date bool
}

// dates are the forms of dates: RFC 3339, and what databases write, which is UTC.
var dates = [...]string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05.999999999"}

// readStamp reads a date, a span of time (90s, 1m30s), or a plain number of the given unit
// of so many nanoseconds.
func readStamp(text string, unitNS float64) (stamp, error) {
	for _, form := range dates {
		if len(text) >= 19 && text[4] == '-' {
			if t, err := time.Parse(form, text); err == nil {
				return stamp{t.UnixNano(), true}, nil
			}
		}
	}
	if ns, ok := decimal(text, unitNS); ok {
		return stamp{ns, false}, nil
	}
	var d unit.Duration
	if err := d.UnmarshalText([]byte(text)); err == nil {
		return stamp{int64(d), false}, nil
	}
	return stamp{}, fmt.Errorf("%q is not a time; there may be numbers (12.5), spans (1m30s) and dates (2026-11-27T09:00:00Z)", text)
}

// decimal reads a number of units, to the nanosecond even where a float64 is too short
// for the seconds since 1970.
func decimal(text string, unitNS float64) (int64, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	rest := 0.0
	if fraction != "" {
		f, e := strconv.ParseFloat("0."+fraction, 64)
		if e != nil {
			err = e
		}
		rest = f
	}
	if err != nil || strings.HasPrefix(text, "-") {
		x, err := strconv.ParseFloat(text, 64)
		ns := math.Round(x * unitNS)
		return int64(ns), err == nil && math.Abs(ns) < 9e18
	}
	if float64(n)*unitNS > 9e18 {
		return 0, false
	}
	return n*int64(unitNS) + int64(math.Round(rest*unitNS)), true
}

// stampUnit returns the nanoseconds of a unit of plain numbers.
func stampUnit(name string) float64 {
	switch name {
	case "ms":
		return 1e6
	case "us":
		return 1e3
	case "ns":
		return 1
	}
	return 1e9
}
