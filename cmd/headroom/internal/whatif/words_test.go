package whatif

import "testing"

func TestQuantity(t *testing.T) {
	for _, c := range []struct {
		value float64
		unit  string
		want  string
	}{
		{0, "s", "0s"},
		{0.01234567, "s", "12.3ms"},
		{-0.000012, "s", "-12us"},
		{90, "s", "90s"},
		{0.99975, "ratio", "99.975%"},
		{0.154937, "ratio", "15.5%"},
		{-0.0012345, "ratio", "-0.123%"},
		{6535.7, "usd_per_month", "$6,536/month"},
		{-1234567.8, "usd_per_month", "$-1,234,568/month"},
		{999.4, "per_s", "999/s"},
		{1105, "per_s", "1,105/s"},
		{-104, "count", "-104"},
	} {
		if got := quantity(c.value, c.unit); got != c.want {
			t.Errorf("%v in %q: got %s, want %s", c.value, c.unit, got, c.want)
		}
	}
}
