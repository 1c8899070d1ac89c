package retry_test

import (
	"strings"
	"testing"

	"headroom/models/policy/policytest"
	"headroom/models/policy/retry"
)

func TestOnAllows(t *testing.T) {
	tests := []struct {
		name string
		on   retry.On
		want string // the results allowed
	}{
		{"nothing said retries all failures", nil, "timeout rejected error connection"},
		{"timeouts only", retry.On{retry.Timeout}, "timeout"},
		{"what never reached the callee", retry.On{retry.Rejection, retry.Connection}, "rejected connection"},
	}
	results := []retry.Result{retry.Timeout, retry.Rejection, retry.Failure, retry.Connection}
	for _, tt := range tests {
		var got []string
		for _, r := range results {
			if tt.on.Allows(r) {
				text, _ := r.MarshalText()
				got = append(got, string(text))
			}
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("%s: %q are retried, want %q", tt.name, got, tt.want)
		}
		if tt.on.Allows(retry.Success) || tt.on.Allows(retry.Abandoned) {
			t.Errorf("%s: retries what has not failed", tt.name)
		}
	}
}

func TestResultText(t *testing.T) {
	for _, r := range []retry.Result{retry.Timeout, retry.Rejection, retry.Failure, retry.Connection} {
		var got retry.Result
		text, err := r.MarshalText()
		if err != nil || got.UnmarshalText(text) != nil || got != r {
			t.Errorf("result %d became %q and %d again", r, text, got)
		}
	}
	var r retry.Result
	for _, text := range []string{"", "success", "Timeout"} {
		if r.UnmarshalText([]byte(text)) == nil {
			t.Errorf("%q was taken for a result", text)
		}
	}
	for _, r := range []retry.Result{retry.Success, retry.Abandoned, 99} {
		if text, err := r.MarshalText(); err == nil {
			t.Errorf("result %d has the text %q", r, text)
		}
	}
}

func TestOnValidate(t *testing.T) {
	policytest.Errors(t, "nothing said", retry.On(nil).Validate(), nil)
	policytest.Errors(t, "an empty list", retry.On{}.Validate(), []string{"retries nothing"})
	policytest.Errors(t, "one twice", retry.On{retry.Timeout, retry.Failure, retry.Timeout}.Validate(), []string{"timeout is listed twice"})
}
