package models

import "testing"

func TestOffsets(t *testing.T) {
	for _, c := range []struct {
		text, written string
		hours         float64
	}{
		{"-5h", "-5h", -5}, {"+1h", "1h", 1}, {"5h30m", "5.5h", 5.5}, {"-0h", "0s", 0},
	} {
		o := offset(t, c.text)
		same(t, c.text, o.String(), c.written)
		same(t, c.text+" in seconds", o.seconds(), c.hours*3600)
	}
	var o Offset
	for _, text := range []string{"UTC+1", "5", "-", "--5h", "+-5h"} {
		if o.UnmarshalText([]byte(text)) == nil {
			t.Errorf("%s is read", text)
		}
	}
}
