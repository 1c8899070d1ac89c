package health_test

import (
	"testing"

	"headroom/models"
	"headroom/models/policy/health"
	"headroom/models/policy/policytest"
)

func nginx(change func(x *health.Nginx)) *health.Nginx {
	x := models.Defaults(&health.Nginx{})
	change(x)
	return x
}

func TestNginx(t *testing.T) {
	asItIs := func(*health.Nginx) {}
	three := func(x *health.Nginx) { x.MaxFails = 3 }
	tests := []struct {
		name   string
		change func(x *health.Nginx)
		steps  []step
	}{
		{"one timeout takes out for 10 s", asItIs, []step{{1, 0, "T", false, 1}, {11, 0, "", false, 1}, {11.1, 0, "", true, 1}}},
		{"a failed connection does too", asItIs, []step{{1, 0, "U", false, 1}}},
		{"answers of any kind do not", asItIs, []step{{1, 0, "FR", true, 0}}},
		{"errors do when they are to", func(x *health.Nginx) { x.HTTP500 = true }, []step{{1, 0, "R", true, 0}, {1, 0, "F", false, 1}}},
		{"rejections do when they are to", func(x *health.Nginx) { x.HTTP503 = true }, []step{{1, 0, "F", true, 0}, {1, 0, "R", false, 1}}},
		{"a trial that succeeds brings it back", asItIs, []step{{1, 0, "T", false, 1}, {11.1, 0, "S", true, 0}}},
		{"a trial that fails takes it out again", asItIs, []step{{1, 0, "T", false, 1}, {12, 0, "T", false, 1}, {22, 0, "", false, 1}, {22.1, 0, "", true, 1}}},
		{"an earlier call that succeeds does not bring it back", asItIs, []step{{1, 0, "T", false, 1}, {5, 0, "S", false, 1}}},
		{"three fails within 10 s", three, []step{{1, 0, "TT", true, 0}, {10, 0, "ST", false, 1}}},
		{"a success after 10 s forgets", three, []step{{1, 0, "TT", true, 0}, {11.1, 0, "STT", true, 0}, {11.2, 0, "T", false, 1}}},
		{"no fails take nothing out", func(x *health.Nginx) { x.MaxFails = 0 }, []step{{1, 0, "TTTTTTT", true, 0}}},
		{"probes of a health check mean nothing", asItIs, []step{{1, 0, "T", false, 1}, {2, 0, "P", false, 1}}},
	}
	for _, tt := range tests {
		follow(t, tt.name, begun(nginx(tt.change), 2), tt.steps)
	}
	follow(t, "a single replica stays", begun(nginx(asItIs), 1), []step{{1, 0, "TTT", true, 0}})
}

// TestNginxTriesOneCall: FailTimeout after the call of a trial there is another one, be
// the first still under way.
func TestNginxTriesOneCall(t *testing.T) {
	e := begun(nginx(func(*health.Nginx) {}), 2)
	follow(t, "out", e, []step{{1, 0, "T", false, 1}, {11.1, 0, "", true, 1}})
	e.Sent(seconds(12), 0)
	follow(t, "trial", e, []step{{12, 0, "", false, 1}, {22, 0, "", false, 1}, {22.1, 0, "", true, 1}})
	e.Record(seconds(23), 0, health.Success)
	follow(t, "after it", e, []step{{23, 0, "", true, 0}})
}

func TestNginxKeepsASingleReplica(t *testing.T) {
	e := begun(nginx(func(*health.Nginx) {}), 2)
	follow(t, "out", e, []step{{1, 0, "T", false, 1}})
	e.Replicas(seconds(2), []int32{0})
	if !e.Usable(0) {
		t.Error("the only replica left is not usable, want it usable")
	}
}

func TestNginxValidate(t *testing.T) {
	policytest.Errors(t, "no time", nginx(func(x *health.Nginx) { x.FailTimeout = 0 }).Validate(), []string{"fail_timeout: 0s"})
}
