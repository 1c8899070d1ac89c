package retry

import "fmt"

// Result is how an attempt ended.
type Result uint8

// The results of an attempt.
const (
	Success    Result = iota
	Timeout           // no answer in time
	Rejection         // an overload: HTTP 429 and 503, gRPC RESOURCE_EXHAUSTED and UNAVAILABLE
	Failure           // any other error of the callee
	Connection        // no connection: refused, or not there in time
	Abandoned         // nobody waits for the answer any more
)

// results are the text forms of the results that can be retried.
var results = [...]string{Timeout: "timeout", Rejection: "rejected", Failure: "error", Connection: "connection"}

// UnmarshalText reads the name of a result that can be retried.
func (r *Result) UnmarshalText(text []byte) error {
	for i, name := range results {
		if name != "" && name == string(text) {
			*r = Result(i)
			return nil
		}
	}
	return fmt.Errorf("%q is not a result that can be retried; write timeout, error, rejected or connection", text)
}

// MarshalText writes what UnmarshalText reads. It fails for results that are not retried.
func (r Result) MarshalText() ([]byte, error) {
	if int(r) >= len(results) || results[r] == "" {
		return nil, fmt.Errorf("result %d has no text form", r)
	}
	return []byte(results[r]), nil
}

// SchemaText describes the text form.
func (Result) SchemaText() (description string, examples []string) {
	return "a result of an attempt: timeout, error, rejected or connection", []string{"timeout", "rejected"}
}

// On lists the results after which a call is tried again. Nil stands for all of them.
// Other failures are fatal: they end the call.
type On []Result

// Allows tells whether a result is retried. Success and Abandoned never are.
func (on On) Allows(how Result) bool {
	if how == Success || how == Abandoned {
		return false
	}
	if on == nil {
		return true
	}
	for _, r := range on {
		if r == how {
			return true
		}
	}
	return false
}

// Validate returns what is wrong with the list.
func (on On) Validate() []error {
	var errs []error
	if on != nil && len(on) == 0 {
		errs = append(errs, fmt.Errorf("retry_on: an empty list retries nothing; write retries: 0, or results such as [timeout, rejected]"))
	}
	for i, r := range on {
		for _, before := range on[:i] {
			if r == before {
				errs = append(errs, fmt.Errorf("retry_on: %s is listed twice; write it once", results[r]))
				break
			}
		}
	}
	return errs
}
