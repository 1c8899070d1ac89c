package models

import (
	"strings"
	"testing"
)

func TestADay(t *testing.T) {
	d := made(func(d *Diurnal) { d.Low, d.High, d.PeakAt = 100, 300, seconds(20*3600) })
	for _, c := range []struct {
		what        string
		hours, want float64
	}{
		{"the peak", 20, 300},
		{"the trough half a day away", 8, 100},
		{"the mean between", 14, 200},
		{"the next day's peak", 44, 300},
	} {
		near(t, c.what, d.Rate(instant(3600*c.hours)), c.want, 1e-9)
	}
	integrates(t, d, 2*86400)
	inverts(t, d, 86400)
	near(t, "a day sums to the mean rate", d.Cumulative(instant(86400)), 200*86400, 1e-3)
}

func TestTheBusiestMomentIsHalfAPeriodInByDefault(t *testing.T) {
	d := &Diurnal{High: 10, Period: seconds(100)}
	near(t, "rate at the peak", d.Rate(instant(50)), 10, 1e-12)
	near(t, "rate at the trough", d.Rate(instant(0)), 0, 1e-12)
	integrates(t, d, 200)
	inverts(t, d, 150)
}

func TestADayHasAHighAboveItsLow(t *testing.T) {
	got := complaints(&Diurnal{Low: 5, High: 3})
	if len(got) != 2 || !strings.HasPrefix(got[0], "rate.high: 3/s is less than low 5/s") || !strings.HasPrefix(got[1], "rate.period: a period takes time") {
		t.Errorf("got %q", got)
	}
}
