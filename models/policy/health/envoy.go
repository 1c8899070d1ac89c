package health

import (
	"fmt"
	"math"
	"time"

	"headroom/sim/unit"
)

// Envoy ejects replicas as Envoy's outlier detection does (OutlierDetection of its API v3,
// outlier_detection_impl.cc of 1.3x), with its defaults. Failures in a row eject at once.
// At the end of each Interval, replicas whose success rate in it lies far below that of
// the others are ejected, and those whose time is over return, with their full share of
// the calls. The n-th ejection lasts n times BaseEjectionTime; n goes down by one with
// each Interval that the replica stays.
//
// Of the results of calls, a failure is a 500, a rejection a 503 of the replica, and the
// caller's own timeout and failed connection a 504 and a 503: errors of local origin,
// which count like those of the replica unless SplitExternalLocalOriginErrors is set. All
// but the 500 are gateway failures.
//
// With local errors split, Envoy counts a local success for each request that gets its
// connection; here one counts for each that has an answer.
type Envoy struct {
	// Interval is the time between two sweeps, at least 1ms. The first ends one Interval
	// after the caller has learned of its replicas.
	Interval unit.Duration `yaml:"interval" default:"10s"`
	// BaseEjectionTime is how long the first ejection of a replica lasts. Positive.
	BaseEjectionTime unit.Duration `yaml:"base_ejection_time" default:"30s"`
	// MaxEjectionTime is the longest ejection, at least BaseEjectionTime. 0s is the longer
	// of 300s and BaseEjectionTime.
	MaxEjectionTime unit.Duration `yaml:"max_ejection_time" default:"0s"`
	// MaxEjectionTimeJitter is the longest time that is added to an ejection, at random.
	MaxEjectionTimeJitter unit.Duration `yaml:"max_ejection_time_jitter" default:"0s"`
	// MaxEjectionPercent is the largest share of the replicas that may be ejected at a
	// time. With fewer than 10 replicas, 10% is none.
	MaxEjectionPercent unit.Ratio `yaml:"max_ejection_percent" default:"10%"`
	// AlwaysEjectOneHost lets one replica be ejected whatever MaxEjectionPercent says.
	AlwaysEjectOneHost bool `yaml:"always_eject_one_host" default:"false"`

	// Consecutive5xx is the number of errors in a row, of any status from 500 to 599, that
	// eject a replica.
	Consecutive5xx int `yaml:"consecutive_5xx" default:"5" min:"1"`
	// EnforcingConsecutive5xx is the chance that a replica so detected is ejected.
	EnforcingConsecutive5xx unit.Ratio `yaml:"enforcing_consecutive_5xx" default:"100%"`
	// ConsecutiveGatewayFailure is the number of gateway failures (502, 503, 504) in a row
	// that eject a replica.
	ConsecutiveGatewayFailure int `yaml:"consecutive_gateway_failure" default:"5" min:"1"`
	// EnforcingConsecutiveGatewayFailure is the chance that a replica so detected is
	// ejected.
	EnforcingConsecutiveGatewayFailure unit.Ratio `yaml:"enforcing_consecutive_gateway_failure" default:"0%"`

	// SuccessRateMinimumHosts is the number of replicas that need enough calls in an
	// interval before success rates are compared.
	SuccessRateMinimumHosts int `yaml:"success_rate_minimum_hosts" default:"5" min:"1"`
	// SuccessRateRequestVolume is the number of calls to a replica in an interval before
	// its success rate means anything.
	SuccessRateRequestVolume int `yaml:"success_rate_request_volume" default:"100" min:"1"`
	// SuccessRateStdevFactor sets the bound: a replica is ejected when its success rate is
	// below the mean of all minus this many standard deviations. Envoy has it in
	// thousandths: 1900.
	SuccessRateStdevFactor unit.Factor `yaml:"success_rate_stdev_factor" default:"1.9x"`
	// EnforcingSuccessRate is the chance that a replica so detected is ejected.
	EnforcingSuccessRate unit.Ratio `yaml:"enforcing_success_rate" default:"100%"`

	// FailurePercentageThreshold ejects a replica when at least this share of its calls in
	// an interval failed.
	FailurePercentageThreshold unit.Ratio `yaml:"failure_percentage_threshold" default:"85%"`
	// FailurePercentageMinimumHosts is the number of replicas that need enough calls in an
	// interval before that.
	FailurePercentageMinimumHosts int `yaml:"failure_percentage_minimum_hosts" default:"5" min:"1"`
	// FailurePercentageRequestVolume is the number of calls to a replica in an interval
	// that is enough.
	FailurePercentageRequestVolume int `yaml:"failure_percentage_request_volume" default:"50" min:"1"`
	// EnforcingFailurePercentage is the chance that a replica so detected is ejected.
	EnforcingFailurePercentage unit.Ratio `yaml:"enforcing_failure_percentage" default:"0%"`

	// SplitExternalLocalOriginErrors counts the caller's own errors, timeouts and failed
	// connections, apart from the answers of the replica.
	SplitExternalLocalOriginErrors bool `yaml:"split_external_local_origin_errors" default:"false"`
	// ConsecutiveLocalOriginFailure is the number of the caller's own errors in a row that
	// eject a replica. This and the following hold when they are split.
	ConsecutiveLocalOriginFailure int `yaml:"consecutive_local_origin_failure" default:"5" min:"1"`
	// EnforcingConsecutiveLocalOriginFailure is the chance that a replica so detected is
	// ejected.
	EnforcingConsecutiveLocalOriginFailure unit.Ratio `yaml:"enforcing_consecutive_local_origin_failure" default:"100%"`
	// EnforcingLocalOriginSuccessRate is the chance that a replica is ejected whose rate of
	// local successes is too low, by the bounds of the success rate.
	EnforcingLocalOriginSuccessRate unit.Ratio `yaml:"enforcing_local_origin_success_rate" default:"100%"`
	// EnforcingFailurePercentageLocalOrigin is the chance that a replica is ejected whose
	// share of local failures is too high, by the bounds of the failure percentage.
	EnforcingFailurePercentageLocalOrigin unit.Ratio `yaml:"enforcing_failure_percentage_local_origin" default:"0%"`

	// SuccessfulActiveHealthCheckUnejectHost lets a replica return as soon as a probe of a
	// health check finds it well.
	SuccessfulActiveHealthCheckUnejectHost bool `yaml:"successful_active_health_check_uneject_host" default:"true"`
}

// longestEjection is Envoy's default of max_ejection_time.
const longestEjection = 300 * time.Second

// Validate returns what is wrong with the fields.
func (e *Envoy) Validate() []error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if e.Interval.Std() < time.Millisecond {
		wrong("interval: %v is less than 1ms; write the time between two sweeps, such as 10s", e.Interval)
	}
	if e.BaseEjectionTime <= 0 {
		wrong("base_ejection_time: %v is not positive; write how long an ejection lasts, such as 30s", e.BaseEjectionTime)
	}
	if e.MaxEjectionTime != 0 && e.MaxEjectionTime < e.BaseEjectionTime {
		wrong("max_ejection_time: %v is less than base_ejection_time (%v); write a longer time", e.MaxEjectionTime, e.BaseEjectionTime)
	}
	if e.MaxEjectionTimeJitter < 0 {
		wrong("max_ejection_time_jitter: %v is negative; write 0s for none", e.MaxEjectionTimeJitter)
	}
	if e.SuccessRateStdevFactor < 0 {
		wrong("success_rate_stdev_factor: %v is negative; write for example 1.9x", e.SuccessRateStdevFactor)
	}
	for _, share := range []struct {
		name  string
		value unit.Ratio
	}{
		{"max_ejection_percent", e.MaxEjectionPercent},
		{"enforcing_consecutive_5xx", e.EnforcingConsecutive5xx},
		{"enforcing_consecutive_gateway_failure", e.EnforcingConsecutiveGatewayFailure},
		{"enforcing_success_rate", e.EnforcingSuccessRate},
		{"failure_percentage_threshold", e.FailurePercentageThreshold},
		{"enforcing_failure_percentage", e.EnforcingFailurePercentage},
		{"enforcing_consecutive_local_origin_failure", e.EnforcingConsecutiveLocalOriginFailure},
		{"enforcing_local_origin_success_rate", e.EnforcingLocalOriginSuccessRate},
		{"enforcing_failure_percentage_local_origin", e.EnforcingFailurePercentageLocalOrigin},
	} {
		if share.value < 0 || share.value > 1 {
			wrong("%s: %v is not between 0%% and 100%%; write for example 50%%", share.name, share.value)
		}
	}
	return errs
}

// Panic returns Envoy's panic threshold.
func (*Envoy) Panic() Panic { return Panic{&EnvoyPanic{Threshold: 0.5}} }

// Bound returns the mean of success rates, and what a rate must be below to be an outlier:
// the mean minus SuccessRateStdevFactor population standard deviations. With rates of 50,
// 100, 100, 100 and 100 and 1.9x it is 90 - 1.9*20 = 52.
func (e *Envoy) Bound(rates []float64) (mean, bound float64) {
	var sum, squares float64
	for _, r := range rates {
		sum += r
	}
	mean = sum / float64(len(rates))
	for _, r := range rates {
		squares += float64((r - mean) * (r - mean))
	}
	return mean, mean - float64(float64(e.SuccessRateStdevFactor)*math.Sqrt(squares/float64(len(rates))))
}
