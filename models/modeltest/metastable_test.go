package modeltest_test

import (
	"context"
	"testing"

	"headroom/configs"
	"headroom/models"
)

// TestMetastability plays the retry storm of the gallery in variations: a slow-down of
// 30 s on a system of 1,000/s, three attempts of 0.5 s per request, work that nobody waits
// for not cancelled. Which variations recover was found with an independent program; the
// rule is that the system never comes back where load x attempts exceeds the capacity
// (Bronson et al. 2021, "Metastable failures in distributed systems").
func TestMetastability(t *testing.T) {
	rate := func(r string) string { return "traffic.users.rate=" + r }
	tests := []struct {
		name     string
		set      []string
		recovers bool
	}{
		{"300/s: three attempts fit", []string{rate("300/s")}, true},
		{"330/s: three attempts just fit", []string{rate("330/s")}, true},
		{"450/s: three attempts do not fit", []string{rate("450/s")}, false},
		{"700/s: the storm never ends", nil, false},
		{"900/s: the storm never ends", []string{rate("900/s")}, false},
		{"700/s without retries", []string{"traffic.users.retries=0"}, true},
		{"900/s without retries", []string{rate("900/s"), "traffic.users.retries=0"}, true},
		{"450/s with two attempts", []string{rate("450/s"), "traffic.users.retries=1"}, true},
		{"700/s with two attempts", []string{"traffic.users.retries=1"}, false},
		{"a trigger of 0.5 s", []string{"faults[0].for=500ms"}, true},
		{"a trigger of 5 s is enough", []string{"faults[0].for=5s"}, false},
		{"a backoff of 5 s does not save it", []string{"traffic.users.backoff.base=5s"}, false},
		{"a retry budget of 10 %", []string{"traffic.users.retry_budget=10%"}, true},
		{"a retry budget of 20 %", []string{"traffic.users.retry_budget=20%"}, true},
		{"900/s: a budget of 20 % comes too late", []string{rate("900/s"), "traffic.users.retry_budget=20%"}, false},
		{"a queue of 200, less than capacity x timeout", []string{"services.api.queue=200"}, true},
		{"a queue of 480, just less than capacity x timeout", []string{"services.api.queue=480"}, true},
		{"a queue of 600, more than capacity x timeout", []string{"services.api.queue=600"}, false},
		{"last in, first out", []string{"services.api.discipline=lifo"}, true},
		{"dropping what is older than the timeout is not enough", []string{"services.api.drop_after=500ms"}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			sys, _, err := configs.Load(configs.Options{
				Files: []string{"scenarios/retry-storm.yaml"}, Set: append(test.set, "run.repeat=2"),
			})
			if err != nil {
				t.Fatal(err)
			}
			r, err := sys.Play(context.Background(), models.Options{})
			if err != nil {
				t.Fatal(err)
			}
			ok, sent := r.Series.Column("operation/main", "ok"), r.Series.Column("operation/main", "rate")
			good, all := 0.0, 0.0
			for i, at := range r.Series.Times {
				if at >= 270 && at < 298 {
					good, all = good+ok[i], all+sent[i]
				}
			}
			switch share := good / all; {
			case test.recovers && share < 0.95:
				t.Errorf("goodput is %.0f %% three minutes after the trigger, want at least 95 %%", 100*share)
			case !test.recovers && share > 0.3:
				t.Errorf("goodput is %.0f %% three minutes after the trigger, want at most 30 %%", 100*share)
			}
		})
	}
}
