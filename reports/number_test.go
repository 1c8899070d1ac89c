package reports

import (
	"math"
	"testing"

	"headroom/sim/stats"
)

func TestAmount(t *testing.T) {
	tests := []struct {
		name string
		v    float64
		u    unit
		want string
	}{
		{"times take the unit that suits them", 0.0412, unitSeconds, "41.2 ms"},
		{"a time that rounds to the next unit has that unit", 0.99961, unitSeconds, "1 s"},
		{"short times are microseconds", 12.34e-6, unitSeconds, "12.3 µs"},
		{"long times are minutes and hours", 5400, unitSeconds, "1.5 h"},
		{"no time at all is in seconds", 0, unitSeconds, "0 s"},
		{"rates have three digits", 12345, unitPerSecond, "12.3k/s"},
		{"whole numbers below 10000 are exact", 4201, unitCount, "4,201"},
		{"numbers round into the next scale", 999_900, unitCount, "1M"},
		{"money by the month", 15_612, unitPerMonth, "$15.6k/month"},
		{"small money keeps its digits", 0.0021, unitPer1kOK, "$0.0021/1k ok"},
		{"a share near one shows what it lacks", 0.9995, unitRatio, "99.95 %"},
		{"a share below one is never all", 0.999999999999, unitRatio, "99.999999 %"},
		{"all is all", 1, unitRatio, "100 %"},
		{"a share beyond one is not cut", 1.305, unitRatio, "130 %"},
		{"a small share", 0.0012, unitRatio, "0.12 %"},
		{"what is not a number is a dash", math.NaN(), unitSeconds, "-"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := amount(tt.v, tt.u); got != tt.want {
				t.Errorf("amount(%v, %s) = %q, want %q", tt.v, tt.u, got, tt.want)
			}
		})
	}
}

func TestEstimatesHaveNoMoreDigitsThanTheirIntervals(t *testing.T) {
	tests := []struct {
		name    string
		v, half float64
		u       unit
		want    string
	}{
		{"one digit of the interval decides", 0.041234, 0.0008, unitSeconds, "41.2 ms ± 0.8"},
		{"two where the first is a one", 0.041234, 0.0012, unitSeconds, "41.2 ms ± 1.2"},
		{"the value loses digits to a wide interval", 9052, 120, unitPerMonth, "$9,050/month ± 120"},
		{"the interval has the scale of the value", 15_612, 430, unitPerMonth, "$15.6k/month ± 0.4k"},
		{"an interval wider than the value", 0.003, 0.02, unitSeconds, "3 ms ± 20"},
		{"a narrow interval does not add digits without end", 0.041234567, 1e-9, unitSeconds, "41.23 ms ± <0.01"},
		{"a share near one has the digits that matter", 0.99953, 0.00002, unitRatio, "99.953 % ± 0.002"},
		{"a wide share has no tens of percents cut", 0.96, 0.2, unitRatio, "96 % ± 20"},
		{"an interval of nothing", 4, 0, unitCount, "4 ± 0"},
		{"a value of zero takes the unit of its interval", 0, 0.002, unitSeconds, "0 ms ± 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := estimated(near(tt.v, tt.half), tt.u); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := estimated(nil, unitSeconds); got != "" {
		t.Errorf("an estimate that is missing: got %q, want nothing", got)
	}
	lopsided := &stats.Estimate{Value: 0.2, CI95: &[2]float64{0.1, 0.23}}
	if got, want := estimated(lopsided, unitSeconds), "200 ms ± 100"; got != want {
		t.Errorf("the larger half of an interval: got %q, want %q", got, want)
	}
}

func TestObjectiveIsToldFromItsBound(t *testing.T) {
	o := stats.Objective{Unit: "s", Bound: 1.2, Value: pointerTo(1.20004), Verdict: stats.Fail}
	if got, _ := objectiveMeasured(o); got != "1.20004 s" {
		t.Errorf("got %q, want 1.20004 s", got)
	}
	o.Value = nil
	if got, _ := objectiveMeasured(o); got != "nothing" {
		t.Errorf("without a value: got %q, want nothing", got)
	}
}
