package dist_test

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"headroom/sim"
	"headroom/sim/dist"
)

// files opens one file of each content.
func files(name string) (io.ReadCloser, error) {
	content, ok := map[string]string{
		"waits.csv": "latency,when\n5ms,1\n\n# a remark\n\"7ms\",2\n12ms,3\n",
		"bare.csv":  "5ms\n7\n",
		"empty.csv": "latency\n",
	}[name]
	if !ok {
		return nil, errors.New("no such file")
	}
	return io.NopCloser(strings.NewReader(content)), nil
}

func TestTextIsReadBackAsItIsWritten(t *testing.T) {
	o := dist.Options{Open: files}
	tests := []struct {
		text    string
		in      dist.Quantity
		written string
	}{
		{"5ms", dist.Seconds, "5ms"},
		{"1h30m", dist.Seconds, "90m"},
		{"0s", dist.Seconds, "0s"},
		{"4096B", dist.Bytes, "4KiB"},
		{"25000", dist.Counts, "25k"},
		{"exponential( mean=0.005s )", dist.Seconds, "exponential(mean=5ms)"},
		{"lognormal(p99=40ms mean=5ms)", dist.Seconds, "lognormal(mean=5ms p99=40ms)"},
		{"lognormal(sd=2ms p90=9ms)", dist.Seconds, "lognormal(sd=2ms p90=9ms)"},
		{"lognormal(p50=1KiB p95=9KiB)", dist.Bytes, "lognormal(p50=1KiB p95=9KiB)"},
		{"uniform(1ms 5ms)", dist.Seconds, "uniform(1ms 5ms)"},
		{"uniform(max=5ms min=0s)", dist.Seconds, "uniform(0s 5ms)"},
		{"normal(mean=5ms sd=1ms)", dist.Seconds, "normal(mean=5ms sd=1ms)"},
		{"gamma(p50=5ms p99=30ms)", dist.Seconds, "gamma(p50=5ms p99=30ms)"},
		{"weibull(sd=5ms p99=30ms)", dist.Seconds, "weibull(sd=5ms p99=30ms)"},
		{"erlang(k=3 mean=5ms)", dist.Seconds, "erlang(k=3 mean=5ms)"},
		{"pareto(min=2ms shape=1.5)", dist.Seconds, "pareto(min=2ms shape=1.5)"},
		{"pareto(shape=1.5 max=9s min=2ms)", dist.Seconds, "pareto(min=2ms shape=1.5 max=9s)"},
		{"pareto(mean=2ms shape=1.3)", dist.Seconds, "pareto(mean=2ms shape=1.3)"},
		{"hyperexponential(mean=10ms cv2=4)", dist.Seconds, "hyperexponential(mean=10ms cv2=4)"},
		{"hyperexponential(90% 2ms|10% 50ms)", dist.Seconds, "hyperexponential(90% 2ms | 10% 50ms)"},
		{"zipf(s=0.9 items=3000k)", dist.Counts, "zipf(s=0.9 items=3M)"},
		{"bernoulli(30%)", dist.Counts, "bernoulli(30%)"},
		{"mix(90% 2ms | 10% lognormal(mean=5ms p99=40ms))", dist.Seconds, "mix(90% 2ms | 10% lognormal(mean=5ms p99=40ms))"},
		{"mix(33.4% 1ms | 66.6% mix(50% 2ms | 50% 3ms))", dist.Seconds, "mix(33.4% 1ms | 66.6% mix(50% 2ms | 50% 3ms))"},
		{"empirical(5ms 7ms 5ms)", dist.Seconds, "empirical(5ms 7ms 5ms)"},
		{"empirical(waits.csv)", dist.Seconds, "empirical(waits.csv)"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			d, err := dist.Parse(tt.text, tt.in, o)
			if err != nil {
				t.Fatal(err)
			}
			if got := d.String(); got != tt.written {
				t.Errorf("String() = %q, want %q", got, tt.written)
			}
			again, err := dist.Parse(d.String(), tt.in, o)
			if err != nil {
				t.Fatalf("%q: %v", d, err)
			}
			if !reflect.DeepEqual(again, d) {
				t.Errorf("%q was read back as %#v, want %#v", d, again, d)
			}
		})
	}
}

func TestFileOfEmpiricalIsRead(t *testing.T) {
	var d dist.Duration
	if err := d.Parse("empirical(waits.csv)", dist.Options{Open: files}); err != nil {
		t.Fatal(err)
	}
	near(t, "Mean", d.Mean(), 8e-3, 1e-15)
}

func TestParseErrors(t *testing.T) {
	tests := []struct {
		name, text string
		in         dist.Quantity
		want       string
	}{
		{"a bare number", "5", dist.Seconds, `"5" is not a duration; write a number and a unit, for example 5ms, 2s, 1h`},
		{"a size where a time belongs", "5KiB", dist.Seconds, `"5KiB" is not a duration: "KiB" is none of its units (ns us ms s m h d w); write a number and a unit, for example 5ms, 2s, 1h`},
		{"a count that is not whole", "2.5", dist.Counts, `2.5 is not whole; write a whole number, or for example mix(50% 2 | 50% 3)`},
		{"an unknown law", "cauchy(mean=5ms)", dist.Seconds, `no distribution is called "cauchy"; there are exponential lognormal uniform normal gamma erlang weibull pareto hyperexponential zipf bernoulli mix empirical, or write a value alone`},
		{"a law without parameters", "exponential", dist.Seconds, `exponential needs its parameters: write for example exponential(mean=5ms)`},
		{"a parameter missing", "exponential()", dist.Seconds, `exponential: mean is missing; write exponential(mean=5ms)`},
		{"the example has the unit that belongs there", "exponential()", dist.Bytes, `exponential: mean is missing; write exponential(mean=4KiB)`},
		{"a parameter without its name", "exponential(5ms)", dist.Seconds, `exponential: 5ms has no name; write exponential(mean=5ms)`},
		{"an unknown parameter", "exponential(men=5ms mean=5ms)", dist.Seconds, `exponential: there is no parameter "men"; write exponential(mean=5ms)`},
		{"a parameter twice", "exponential(mean=5ms mean=6ms)", dist.Seconds, `exponential: mean is written twice`},
		{"a mean of nothing", "exponential(mean=0s)", dist.Seconds, `exponential: mean is 0; it is above 0`},
		{"a parameter without its unit", "exponential(mean=5)", dist.Seconds, `exponential: "5" is not a duration; write a number and a unit, for example 5ms, 2s, 1h`},
		{"blanks around =", "exponential(mean = 5ms)", dist.Seconds, "exponential: mean has no name; write exponential(mean=5ms)\nexponential: write no blanks around =: exponential(mean=5ms)\nexponential: 5ms has no name; write exponential(mean=5ms)"},
		{"all faults come at once", "normal(mean=5 sd=2)", dist.Seconds, "normal: \"2\" is not a duration; write a number and a unit, for example 5ms, 2s, 1h\nnormal: \"5\" is not a duration; write a number and a unit, for example 5ms, 2s, 1h"},
		{"commas", "lognormal(mean=5ms, p99=40ms)", dist.Seconds, `lognormal: write blanks, not commas, between parameters: lognormal(mean=5ms p99=40ms)`},
		{"colons", "lognormal(mean:5ms p99:40ms)", dist.Seconds, `lognormal: write =, not a colon, after the name of a parameter: lognormal(mean=5ms p99=40ms)`},
		{"no closing parenthesis", "exponential(mean=5ms", dist.Seconds, `"exponential(mean=5ms": the parentheses do not match; write for example exponential(mean=5ms)`},
		{"one statistic of two", "lognormal(mean=5ms)", dist.Seconds, `lognormal: it takes two of mean sd p50 p90 p95 p99 p999 and has 1; write lognormal(mean=5ms p99=40ms)`},
		{"three statistics", "lognormal(mean=5ms sd=1ms p99=40ms)", dist.Seconds, `lognormal: it takes two of mean sd p50 p90 p95 p99 p999 and has 3; write lognormal(mean=5ms p99=40ms)`},
		{"percentiles that fall", "lognormal(p50=10ms p99=5ms)", dist.Seconds, `lognormal: p99 5ms is below p50 10ms; a higher percentile has a larger value`},
		{"percentiles that are one", "weibull(p50=5ms p99=5ms)", dist.Seconds, `weibull: p50 and p99 are both 5ms: that is no spread; write 5ms alone`},
		{"a percentile below the mean", "lognormal(mean=5ms p99=4ms)", dist.Seconds, `lognormal: p99 4ms is not above the mean 5ms; make it larger, or write p50`},
		{"a median above the mean", "lognormal(mean=5ms p50=6ms)", dist.Seconds, `lognormal: p50 6ms is not below the mean 5ms, as it is in every lognormal law; make it smaller`},
		{"a percentile beyond what is possible", "lognormal(mean=5ms p99=100ms)", dist.Seconds, `lognormal: p99 100ms is 20 times the mean 5ms, and at most 14.97 times (exp(z^2/2) with z = 2.326) is possible: 74.84ms; make it smaller, or give p50 instead of the mean`},
		{"a gamma law that is impossible", "gamma(mean=5ms p99=400ms)", dist.Seconds, `gamma: p99 400ms does not go with mean 5ms; with that mean it is at most 139ms`},
		{"a Weibull law that is impossible", "weibull(mean=5ms p50=6ms)", dist.Seconds, `weibull: p50 6ms does not go with mean 5ms; with that mean it is at most 5.07ms`},
		{"a standard deviation that is too large", "gamma(sd=5ms p99=6ms)", dist.Seconds, `gamma: p99 6ms does not go with sd 5ms; with that sd it is at least 19.9ms`},
		{"a gamma law with no spread", "gamma(mean=5ms p99=5.01ms)", dist.Seconds, `gamma: mean 5ms and p99 5.01ms leave nearly no spread; write the value alone, or normal(mean= sd=)`},
		{"a gamma law with too much", "gamma(mean=1ms sd=10s)", dist.Seconds, `gamma: sd 10s is 10000 times the mean 1ms; from 1e-06 to 100 times is possible`},
		{"bounds in the wrong order", "uniform(5ms 1ms)", dist.Seconds, `uniform: 5ms is not below 1ms; write the smaller value first`},
		{"one bound", "uniform(5ms)", dist.Seconds, `uniform: it takes two values and has 1; write uniform(2ms 5ms)`},
		{"names for one of two", "uniform(1ms max=5ms)", dist.Seconds, `uniform: write all parameters with their names or none; write uniform(2ms 5ms)`},
		{"no whole number of stages", "erlang(k=2.5 mean=5ms)", dist.Seconds, `erlang: k: "2.5" is not whole; a count is a whole number`},
		{"no stages", "erlang(k=0 mean=5ms)", dist.Seconds, `erlang: k 0 is not from 1 to 1M`},
		{"a tail without mean", "pareto(min=1ms shape=0.9)", dist.Seconds, `pareto: shape 0.9 gives no finite mean; write a shape above 1, or a bound, for example max=1s`},
		{"a mean and a bound", "pareto(mean=1ms shape=2 max=1s)", dist.Seconds, `pareto: write mean and shape, or min, shape and perhaps max`},
		{"bounds that touch", "pareto(min=1ms shape=2 max=1ms)", dist.Seconds, `pareto: max 1ms is not above min 1ms`},
		{"less spread than exponential", "hyperexponential(mean=5ms cv2=0.5)", dist.Seconds, `hyperexponential: cv2 0.5 is not a number from 1 to 1e+06`},
		{"ranks where a time belongs", "zipf(s=0.9 items=3)", dist.Seconds, `zipf draws plain counts, not values with a unit; zipf(s=0.9 items=3) stands where one such as 5ms belongs`},
		{"no items", "zipf(s=0.9 items=0)", dist.Counts, `zipf: items 0 is not from 1 to 1000G`},
		{"more than certain", "bernoulli(130%)", dist.Counts, `bernoulli: 130% is more than 100%`},
		{"a chance that is not in per cent", "bernoulli(0.3)", dist.Counts, `bernoulli: "0.3" is not a share; write it in per cent, for example 5%, 99.9%`},
		{"weights that fall short", "mix(90% 2ms | 5% 3ms)", dist.Seconds, `mix: the weights add up to 95%; make it 100%`},
		{"a part without weight", "mix(2ms | 10% 3ms)", dist.Seconds, `mix: a part starts with its weight: "2ms" is not a share: "ms" is none of its units (%); write it in per cent, for example 5%, 99.9%`},
		{"a part of nothing", "mix(90% | 10% 3ms)", dist.Seconds, `mix: the part of 90% is empty; write for example mix(90% 2ms | 10% exponential(mean=40ms))`},
		{"a fault within a mix", "mix(90% 2ms | 10% exponential(mean=5))", dist.Seconds, `mix: exponential: "5" is not a duration; write a number and a unit, for example 5ms, 2s, 1h`},
		{"parts where there are none", "gamma(90% 2ms | 10% 3ms)", dist.Seconds, `gamma: it has no parts; write gamma(mean=5ms sd=2ms)`},
		{"mixes too deep", strings.Repeat("mix(100% ", 6) + "5ms" + strings.Repeat(")", 6), dist.Seconds, strings.Repeat("mix: ", 6) + "distributions are nested more than 4 deep"},
		{"no values", "empirical()", dist.Seconds, `empirical: it has no values; write empirical(2ms 5ms 40ms), or the name of a file`},
		{"a file that is not there", "empirical(nowhere.csv)", dist.Seconds, `empirical: nowhere.csv: no such file`},
		{"a file with a bare number", "empirical(bare.csv)", dist.Seconds, `empirical: bare.csv: line 2: "7" is not a duration; write a number and a unit, for example 5ms, 2s, 1h`},
		{"a file with nothing", "empirical(empty.csv)", dist.Seconds, `empirical: empty.csv: there are no values in it`},
		{"a value beyond all use", "1000000000000000000000000s", dist.Seconds, `1000000000000000000000000s is out of range`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := dist.Parse(tt.text, tt.in, dist.Options{Open: files})
			if err == nil {
				t.Fatalf("Parse(%q) = %v, want error %s", tt.text, d, tt.want)
			}
			if got := err.Error(); got != tt.want {
				t.Errorf("Parse(%q)\n got %s\nwant %s", tt.text, got, tt.want)
			}
		})
	}
}

func TestFilesNeedAWayToOpenThem(t *testing.T) {
	var d dist.Duration
	err := d.UnmarshalText([]byte("empirical(waits.csv)"))
	want := "empirical: waits.csv: files cannot be read here; write the values themselves"
	if err == nil || err.Error() != want {
		t.Errorf("UnmarshalText = %v, want %s", err, want)
	}
}

// FuzzParse checks that any text is either an error or a distribution with a finite
// mean that is read back as it is written, and that draws.
func FuzzParse(f *testing.F) {
	for q := dist.Seconds; q <= dist.Counts; q++ {
		for _, example := range dist.LawExamples(q) {
			f.Add(example, uint8(q))
		}
	}
	f.Add("lognormal(sd=5ms p99=30ms)", uint8(0))
	f.Add("weibull(p50=5ms p99=30ms)", uint8(0))
	f.Add("empirical(waits.csv)", uint8(0))
	f.Add("mix(50% mix(50% 1ms | 50% 2ms)|50% 3ms)", uint8(0))
	f.Fuzz(func(t *testing.T, text string, quantity uint8) {
		in := dist.Quantity(quantity % 3)
		o := dist.Options{Open: files}
		d, err := dist.Parse(text, in, o)
		if err != nil {
			return
		}
		again, err := dist.Parse(d.String(), in, o)
		if err != nil {
			t.Fatalf("%q was written as %q, which does not parse: %v", text, d, err)
		}
		if !reflect.DeepEqual(again, d) {
			t.Fatalf("%q was written as %q, then read as %#v, want %#v", text, d, again, d)
		}
		if m := d.Mean(); !(m >= 0 && m < 1e40) {
			t.Fatalf("%q has mean %v", text, m)
		}
		s := sim.NewStream(1)
		for range 10 {
			if v := d.Sample(&s); !(v >= 0) {
				t.Fatalf("%q drew %v", text, v)
			}
		}
	})
}
