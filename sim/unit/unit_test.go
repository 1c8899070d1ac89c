package unit_test

import (
	"encoding"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"headroom/sim/unit"
)

// quantity is what all types of the package have in common.
type quantity interface {
	encoding.TextUnmarshaler
	encoding.TextMarshaler
	fmt.Stringer
	SchemaText() (string, []string)
}

// kinds makes one new zero value of each type.
func kinds() []quantity {
	return []quantity{
		new(unit.Duration), new(unit.Rate), new(unit.Bytes), new(unit.Bandwidth), new(unit.Count),
		new(unit.Ratio), new(unit.Factor), new(unit.Money), new(unit.Price),
	}
}

func TestUnmarshalText(t *testing.T) {
	duration := func(d time.Duration) unit.Duration { return unit.Duration(d) }
	tests := []struct {
		name, text string
		into       quantity
		want       any
		written    string
	}{
		{"milliseconds", "5ms", new(unit.Duration), duration(5 * time.Millisecond), "5ms"},
		{"a fraction", "1.5us", new(unit.Duration), duration(1500), "1.5us"},
		{"half a second is written without a leading zero", "0.5s", new(unit.Duration), duration(500 * time.Millisecond), "500ms"},
		{"a compound", "1h30m", new(unit.Duration), duration(90 * time.Minute), "90m"},
		{"a compound of four", "1d2h3m4.5s", new(unit.Duration), duration(26*time.Hour + 3*time.Minute + 4500*time.Millisecond), "93784.5s"},
		{"days", "3d", new(unit.Duration), duration(72 * time.Hour), "3d"},
		{"weeks", "2w", new(unit.Duration), duration(14 * 24 * time.Hour), "2w"},
		{"no time at all", "0s", new(unit.Duration), duration(0), "0s"},
		{"the longest span", "9223372036854775807ns", new(unit.Duration), duration(math.MaxInt64), "9223372036.854775807s"},
		{"blanks around are ignored", " 5ms ", new(unit.Duration), duration(5 * time.Millisecond), "5ms"},
		{"a rate per second", "200/s", new(unit.Rate), unit.Rate(200), "200/s"},
		{"a rate per minute", "12k/min", new(unit.Rate), unit.Rate(200), "200/s"},
		{"a rate per hour", "9k/h", new(unit.Rate), unit.Rate(2.5), "2.5/s"},
		{"a rate per day", "86400/d", new(unit.Rate), unit.Rate(1), "1/s"},
		{"requests per second", "80rps", new(unit.Rate), unit.Rate(80), "80/s"},
		{"many requests per second", "25krps", new(unit.Rate), unit.Rate(25000), "25k/s"},
		{"bytes", "600B", new(unit.Bytes), unit.Bytes(600), "600B"},
		{"powers of 1000", "2MB", new(unit.Bytes), unit.Bytes(2e6), "2MB"},
		{"powers of 1024", "4GiB", new(unit.Bytes), unit.Bytes(4 << 30), "4GiB"},
		{"a fraction of a power", "1.5MiB", new(unit.Bytes), unit.Bytes(3 << 19), "1.5MiB"},
		{"a rounded size", "0.1KiB", new(unit.Bytes), unit.Bytes(102), "102B"},
		{"a bandwidth", "10Gbit/s", new(unit.Bandwidth), unit.Bandwidth(1e10), "10Gbit/s"},
		{"a plain count", "12", new(unit.Count), unit.Count(12), "12"},
		{"a count in thousands", "25k", new(unit.Count), unit.Count(25000), "25k"},
		{"a count in millions", "1.5M", new(unit.Count), unit.Count(1500000), "1.5M"},
		{"a count that is shorter in full", "1234", new(unit.Count), unit.Count(1234), "1234"},
		{"a share", "99.9%", new(unit.Ratio), unit.Ratio(0.999), "99.9%"},
		{"more than the whole", "150%", new(unit.Ratio), unit.Ratio(1.5), "150%"},
		{"a factor", "2.5x", new(unit.Factor), unit.Factor(2.5), "2.5x"},
		{"cents", "$0.023", new(unit.Money), unit.Money(0.023), "$0.023"},
		{"thousands of dollars", "$18k", new(unit.Money), unit.Money(18000), "$18k"},
		{"a price per GB", "$0.023/GB", new(unit.Price), unit.Price{Amount: 0.023, Per: "GB"}, "$0.023/GB"},
		{"a price per month", "$18k/month", new(unit.Price), unit.Price{Amount: 18000, Per: "month"}, "$18k/month"},
		{"a price per ten thousand", "$0.01/10k", new(unit.Price), unit.Price{Amount: 0.01, Per: "10k"}, "$0.01/10k"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.into.UnmarshalText([]byte(tt.text)); err != nil {
				t.Fatalf("UnmarshalText(%q): %v", tt.text, err)
			}
			if got := reflect.ValueOf(tt.into).Elem().Interface(); got != tt.want {
				t.Errorf("UnmarshalText(%q) = %#v, want %#v", tt.text, got, tt.want)
			}
			if got := tt.into.String(); got != tt.written {
				t.Errorf("String of %q = %q, want %q", tt.text, got, tt.written)
			}
		})
	}
}

func TestUnmarshalTextErrors(t *testing.T) {
	tests := []struct {
		name, text string
		into       quantity
		want       string
	}{
		{"a bare number is no duration", "5", new(unit.Duration), `"5" is not a duration; write a number and a unit, for example 5ms, 2s, 1h`},
		{"nor is zero", "0", new(unit.Duration), `"0" is not a duration; write a number and a unit, for example 5ms, 2s, 1h`},
		{"nor nothing", "", new(unit.Duration), `"" is not a duration; write a number and a unit, for example 5ms, 2s, 1h`},
		{"nor a word", "fast", new(unit.Duration), `"fast" is not a duration; write a number and a unit, for example 5ms, 2s, 1h`},
		{"nor a number with two points", "1.2.3s", new(unit.Duration), `"1.2.3s" is not a duration: "." is none of its units (ns us ms s m h d w); write a number and a unit, for example 5ms, 2s, 1h`},
		{"nor one with an exponent", "1e3s", new(unit.Duration), `"1e3s" is not a duration: "e" is none of its units (ns us ms s m h d w); write a number and a unit, for example 5ms, 2s, 1h`},
		{"a negative duration", "-5ms", new(unit.Duration), `"-5ms" is negative; a duration is zero or more`},
		{"an unknown unit", "5y", new(unit.Duration), `"5y" is not a duration: "y" is none of its units (ns us ms s m h d w); write a number and a unit, for example 5ms, 2s, 1h`},
		{"a unit in capitals", "5MS", new(unit.Duration), `"5MS" is not a duration; did you mean 5ms?`},
		{"a blank before the unit", "5 ms", new(unit.Duration), `"5 ms" is not a duration; did you mean 5ms?`},
		{"a compound in the wrong order", "30m1h", new(unit.Duration), `"30m1h" is not a duration; write larger units before smaller ones, each once, for example 1h30m`},
		{"a unit twice", "1m1m", new(unit.Duration), `"1m1m" is not a duration; write larger units before smaller ones, each once, for example 1h30m`},
		{"too long a span", "1000000w", new(unit.Duration), `"1000000w" is too large for a duration`},
		{"too short a span", "0.1ns", new(unit.Duration), `"0.1ns" is too small for a duration; the least is 1ns`},
		{"a bare rate", "200", new(unit.Rate), `"200" is not a rate; write a number and the time, for example 200/s, 12k/min, 5/h`},
		{"a rate without its slash", "200s", new(unit.Rate), `"200s" is not a rate: "s" is none of its units (/s k/s M/s G/s); write a number and the time, for example 200/s, 12k/min, 5/h`},
		{"a bare size", "4", new(unit.Bytes), `"4" is not a size; write a number and a unit, for example 600B, 4KiB, 2GB`},
		{"a size in the wrong case", "4KB", new(unit.Bytes), `"4KB" is not a size; did you mean 4kB?`},
		{"a bare bandwidth", "10", new(unit.Bandwidth), `"10" is not a bandwidth; write a number and a unit, for example 100Mbit/s, 10Gbit/s`},
		{"a broken count", "1.5", new(unit.Count), `"1.5" is not whole; a count is a whole number`},
		{"a count in capitals", "5K", new(unit.Count), `"5K" is not a count; did you mean 5k?`},
		{"a negative count", "-1", new(unit.Count), `"-1" is negative; a count is zero or more`},
		{"a share without its sign", "0.5", new(unit.Ratio), `"0.5" is not a share; write it in per cent, for example 5%, 99.9%`},
		{"a factor without its x", "4", new(unit.Factor), `"4" is not a factor; write a number and x, for example 2x, 2.5x`},
		{"an amount without its $", "18k", new(unit.Money), `"18k" is not an amount of money; write $ and a number, for example $0.023, $18k`},
		{"a debt", "$-3", new(unit.Money), `"$-3" is negative; an amount of money is zero or more`},
		{"a price for nothing", "$5", new(unit.Price), `"$5" is not a price: it does not say for how much; write for example $0.08/hour, $0.023/GB, $0.01/10k`},
		{"a price per unknown", "$5/h", new(unit.Price), `"$5/h" is not a price: nothing is sold per "h", only per second hour day month GB GiB TB TiB request 1k 10k 100k 1M; write for example $0.08/hour, $0.023/GB, $0.01/10k`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.into.UnmarshalText([]byte(tt.text))
			if err == nil {
				t.Fatalf("UnmarshalText(%q) gave no error, want %s", tt.text, tt.want)
			}
			if got := err.Error(); got != tt.want {
				t.Errorf("UnmarshalText(%q)\n got %s\nwant %s", tt.text, got, tt.want)
			}
		})
	}
}

func TestExamplesOfTheSchemaAreValid(t *testing.T) {
	for _, k := range kinds() {
		description, examples := k.SchemaText()
		if description == "" || len(examples) == 0 {
			t.Errorf("%T has no description or no examples", k)
		}
		for _, e := range examples {
			if err := k.UnmarshalText([]byte(e)); err != nil {
				t.Errorf("%T: example %q: %v", k, e, err)
			}
		}
	}
}

func TestPriceEach(t *testing.T) {
	tests := []struct {
		name  string
		price unit.Price
		want  float64
	}{
		{"no price costs nothing", unit.Price{}, 0},
		{"an hour has 3600 seconds", unit.Price{Amount: 3600, Per: "hour"}, 1},
		{"a month has 730 hours", unit.Price{Amount: 730 * 3600, Per: "month"}, 1},
		{"a GB has 10^9 bytes", unit.Price{Amount: 1e9, Per: "GB"}, 1},
		{"ten thousand requests", unit.Price{Amount: 1, Per: "10k"}, 1e-4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.price.Each(); got != tt.want {
				t.Errorf("Each() = %v, want %v", got, tt.want)
			}
		})
	}
}

// FuzzRoundTrip checks that every value is read back from what it is written as.
func FuzzRoundTrip(f *testing.F) {
	for _, v := range []float64{0, 1, 0.1, 1.0 / 3, 1023.9999, 1e-300, 5e-324, math.MaxFloat64, 12345678901234567} {
		f.Add(int64(v), v)
	}
	f.Add(int64(math.MaxInt64), 0.0)
	f.Fuzz(func(t *testing.T, n int64, v float64) {
		n = max(n, -(n + 1))
		if v = math.Abs(v); math.IsNaN(v) || math.IsInf(v, 0) {
			return
		}
		values := []fmt.Stringer{
			unit.Duration(n), unit.Bytes(n), unit.Count(n),
			unit.Rate(v), unit.Bandwidth(v), unit.Ratio(v / 100), unit.Factor(v), unit.Money(v), unit.Price{Amount: v, Per: "GB"},
		}
		for _, x := range values {
			back := reflect.New(reflect.TypeOf(x))
			if err := back.Interface().(quantity).UnmarshalText([]byte(x.String())); err != nil {
				t.Fatalf("%T: %v", x, err)
			}
			if got := back.Elem().Interface(); got != x {
				t.Fatalf("%T: %q was read as %#v, want %#v", x, x, got, x)
			}
		}
		floats := []struct {
			parse  func(string) (float64, error)
			format func(float64) string
		}{
			{unit.ParseSeconds, unit.FormatSeconds}, {unit.ParseBytes, unit.FormatBytes}, {unit.ParseCount, unit.FormatCount},
		}
		for _, c := range floats {
			if got, err := c.parse(c.format(v)); got != v || err != nil {
				t.Fatalf("%q was read as %v, %v, want %v", c.format(v), got, err, v)
			}
		}
	})
}

// FuzzUnmarshalText checks that any text is either an error or a value whose text form
// is stable.
func FuzzUnmarshalText(f *testing.F) {
	for _, s := range []string{"5ms", "1h30m", "200/s", "4GiB", "99.9%", "$0.023/GB", "1e9s", "5", "µs", strings.Repeat("9", 900)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		again := kinds()
		for i, k := range kinds() {
			if k.UnmarshalText([]byte(text)) != nil {
				continue
			}
			if err := again[i].UnmarshalText([]byte(k.String())); err != nil || again[i].String() != k.String() {
				t.Fatalf("%T: %q was written as %q, then read as %q, %v", k, text, k, again[i], err)
			}
		}
	})
}
