package stats_test

import (
	"math"
	"testing"

	"headroom/sim/stats"
)

func TestQuantity(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		value  float64
		unit   string
		digits int
		want   string
	}{
		{"no time", 0, "s", 3, "0s"},
		{"three digits", 0.01234567, "s", 3, "12.3ms"},
		{"four digits", 0.01234567, "s", 4, "12.35ms"},
		{"microseconds", 0.0000125, "s", 4, "12.5us"},
		{"a negative time", -0.000012, "s", 3, "-12us"},
		{"whole seconds", 90, "s", 3, "90s"},
		{"a time that is rounded to the next unit", 0.9996, "s", 3, "1s"},
		{"and one that is not", 0.9996, "s", 4, "999.6ms"},
		{"a share", 0.154937, "ratio", 3, "15.5%"},
		{"a negative share", -0.0012345, "ratio", 3, "-0.123%"},
		{"many times", 12.345, "ratio", 3, "1,234%"},
		{"a share near 1 by what it lacks", 0.99975, "ratio", 3, "99.975%"},
		{"a share nearer 1", 0.9999123, "ratio", 3, "99.99123%"},
		{"a share of which five decimals are not enough", 0.99999999, "ratio", 4, "100%"},
		{"half a percent", 0.985, "ratio", 4, "98.5%"},
		{"all", 1, "ratio", 4, "100%"},
		{"a month's cost", 6535.7, "usd_per_month", 3, "$6,536/month"},
		{"millions saved", -1234567.8, "usd_per_month", 3, "$-1,234,568/month"},
		{"an hour's cost", 1.5, "usd_per_hour", 4, "$1.5/hour"},
		{"a thousand requests", 0.0278, "usd_per_1k_ok", 4, "$0.0278/1k ok"},
		{"a rate", 999.4, "per_s", 3, "999/s"},
		{"a rate that is rounded to a thousand", 999.6, "per_s", 3, "1,000/s"},
		{"and one that is not", 999.6, "per_s", 4, "999.6/s"},
		{"a whole rate", 1105, "per_s", 3, "1,105/s"},
		{"a count", -104, "count", 3, "-104"},
		{"a billion", 1234567890, "count", 4, "1.235e+09"},
		{"the largest", math.MaxFloat64, "count", 3, "1.8e+308"},
		{"no number", math.NaN(), "per_s", 3, "NaN/s"},
	} {
		if got := stats.Quantity(c.value, c.unit, c.digits); got != c.want {
			t.Errorf("%s, %v in %q: got %s, want %s", c.name, c.value, c.unit, got, c.want)
		}
	}
}
