package breaker_test

import (
	"testing"
	"time"

	"headroom/models"
	"headroom/models/policy/breaker"
	"headroom/models/policy/policytest"
	"headroom/sim/unit"
)

// gobreaker returns one with the product's defaults, but what change sets.
func gobreaker(change func(b *breaker.Gobreaker)) *breaker.Gobreaker {
	b := models.Defaults(&breaker.Gobreaker{})
	change(b)
	return b
}

func TestGobreaker(t *testing.T) {
	asIs := func(*breaker.Gobreaker) {}
	trials := func(b *breaker.Gobreaker) { b.MaxRequests = 3 }
	fixed := func(b *breaker.Gobreaker) { b.Interval = unit.Duration(10 * time.Second) }
	moving := func(b *breaker.Gobreaker) {
		b.Interval, b.BucketPeriod = unit.Duration(10*time.Second), unit.Duration(time.Second)
	}
	ratio := func(b *breaker.Gobreaker) { b.FailureRatio = 0.6 }
	tests := []struct {
		name   string
		change func(b *breaker.Gobreaker)
		calls  []call
	}{
		{"the sixth failure in a row opens", asIs, []call{{1, 'E', 5, closed}, {1, 'E', 1, open}, {1, '-', 2, open}}},
		{"a success ends the row", asIs, []call{{1, 'E', 5, closed}, {1, 'S', 1, closed}, {1, 'E', 5, closed}, {1, 'E', 1, open}}},
		{"without an interval the row goes on for ever", asIs, []call{{1, 'E', 5, closed}, {1e6, 'E', 1, open}}},
		{"one success after more than 60 s closes", asIs, []call{{1, 'E', 6, open}, {61, '-', 1, open}, {61.1, 'S', 1, closed}, {61.1, 'E', 5, closed}}},
		{"one failure after more than 60 s opens", asIs, []call{{1, 'E', 6, open}, {62, 'E', 1, open}, {122, '-', 1, open}, {122.1, 'S', 1, closed}}},
		{"three successes close when three are asked for", trials, []call{{1, 'E', 6, open}, {62, 'S', 2, halfOpen}, {62, 'S', 1, closed}}},
		{"a failure among them opens", trials, []call{{1, 'E', 6, open}, {62, 'S', 2, halfOpen}, {62, 'E', 1, open}}},
		{"a call that is given up frees its place", trials, []call{{1, 'E', 6, open}, {62, 'I', 5, halfOpen}, {62, 'S', 3, closed}}},
		{"an interval ends the row", fixed, []call{{9, 'E', 5, closed}, {10.1, 'E', 5, closed}, {10.2, 'E', 1, open}}},
		{"an interval ends the row after a success too", fixed, []call{{9, 'E', 1, closed}, {9, 'S', 1, closed}, {9, 'E', 5, closed}, {10.1, 'E', 5, closed}}},
		{"intervals follow each other without calls", fixed, []call{{1, 'E', 5, closed}, {29, 'E', 5, closed}, {30.1, 'E', 5, closed}}},
		{"a window that moves keeps the row", moving, []call{{9, 'E', 5, closed}, {10.1, 'E', 1, open}}},
		{"until it has left the window", moving, []call{{0.5, 'E', 3, closed}, {5, 'E', 2, closed}, {10.5, 'E', 3, closed}, {10.6, 'E', 1, open}}},
		{"60% of at least 3 calls open", ratio, []call{{1, 'E', 2, closed}, {1, 'S', 2, closed}, {1, 'E', 1, open}}},
		{"and nothing less", ratio, []call{{1, 'S', 4, closed}, {1, 'E', 5, closed}, {1, 'E', 1, open}}},
	}
	for _, tt := range tests {
		hold(t, tt.name, gobreaker(tt.change).New(), tt.calls)
	}
}

func TestGobreakerTriesAFewCalls(t *testing.T) {
	b := gobreaker(func(b *breaker.Gobreaker) { b.MaxRequests = 3 }).New()
	hold(t, "opening", b, []call{{1, 'E', 6, open}})
	for i, want := range []bool{true, true, true, false} {
		if _, got := b.Allow(seconds(62)); got != want {
			t.Errorf("trial call %d allowed = %v, want %v", i+1, got, want)
		}
	}
}

func TestGobreakerForgetsCallsFromBefore(t *testing.T) {
	tests := []struct {
		name   string
		change func(b *breaker.Gobreaker)
		end    float64 // when the calls of 0.5 s end
		want   breaker.Mode
	}{
		{"calls that end in their interval count", func(b *breaker.Gobreaker) { b.Interval = unit.Duration(10 * time.Second) }, 10, open},
		{"calls from the interval before do not", func(b *breaker.Gobreaker) { b.Interval = unit.Duration(10 * time.Second) }, 10.1, closed},
		{"calls that began in a moving window count", func(b *breaker.Gobreaker) {
			b.Interval, b.BucketPeriod = unit.Duration(10*time.Second), unit.Duration(time.Second)
		}, 9.9, open},
		{"those from before it do not", func(b *breaker.Gobreaker) {
			b.Interval, b.BucketPeriod = unit.Duration(10*time.Second), unit.Duration(time.Second)
		}, 10.1, closed},
	}
	for _, tt := range tests {
		b := gobreaker(tt.change).New()
		var permits [6]breaker.Permit
		for i := range permits {
			permits[i], _ = b.Allow(seconds(0.5))
		}
		for _, p := range permits {
			b.Record(seconds(tt.end), p, false, 0)
		}
		if got := b.Mode(seconds(tt.end)); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}

	b := gobreaker(func(*breaker.Gobreaker) {}).New()
	late, _ := b.Allow(0)
	hold(t, "opening", b, []call{{1, 'E', 6, open}})
	p, _ := b.Allow(seconds(62))
	b.Record(seconds(62), late, false, 0)
	b.Ignore(seconds(62), late)
	if got := b.Mode(seconds(62)); got != halfOpen {
		t.Errorf("mode after a late failure = %v, want half-open", got)
	}
	b.Record(seconds(63), p, true, 0)
	if got := b.Mode(seconds(63)); got != closed {
		t.Errorf("mode after the trial = %v, want closed", got)
	}
	if got, want := b.OpenTime(seconds(70)), 61*time.Second; got != want || b.Opened() != 1 {
		t.Errorf("OpenTime = %v in %d openings, want %v in 1", got, b.Opened(), want)
	}
}

func TestGobreakerValidate(t *testing.T) {
	second := unit.Duration(time.Second)
	tests := []struct {
		name   string
		change func(b *breaker.Gobreaker)
		want   []string
	}{
		{"a window of buckets is fine", func(b *breaker.Gobreaker) { b.Interval, b.BucketPeriod = 10*second, second }, nil},
		{"buckets without an interval", func(b *breaker.Gobreaker) { b.BucketPeriod = second }, []string{"bucket_period: interval 0s is not a multiple of 1s; write for example interval: 10s"}},
		{"buckets that do not fill it", func(b *breaker.Gobreaker) { b.Interval, b.BucketPeriod = 10*second, 3*second }, []string{"bucket_period: interval 10s"}},
		{"too many buckets", func(b *breaker.Gobreaker) { b.Interval, b.BucketPeriod = 10*second, 1000 }, []string{"bucket_period: interval 10s has more than 10000"}},
		{"negative times", func(b *breaker.Gobreaker) { b.Interval, b.BucketPeriod, b.Timeout = -second, -second, -second }, []string{"interval: ", "bucket_period: ", "timeout: "}},
		{"more than all", func(b *breaker.Gobreaker) { b.FailureRatio = 1.2 }, []string{"failure_ratio: 120%"}},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, gobreaker(tt.change).Validate(), tt.want)
	}
}
