package models

import (
	"testing"

	"headroom/models/policy/autoscale"
)

func TestWhatChangesWithTime(t *testing.T) {
	spike := &Spike{Base: 1, Peak: 9, At: seconds(10), Hold: seconds(5)}
	for _, c := range []struct {
		name string
		edit func(s *System, t *Traffic, api *Service)
		want string
	}{
		{"a constant rate", func(*System, *Traffic, *Service) {}, ""},
		{"a spike", func(_ *System, t *Traffic, _ *Service) { t.Rate = Shape{spike} }, "the load of users"},
		{"a sum of constants", func(_ *System, t *Traffic, _ *Service) {
			t.Rate = Shape{&Sum{Parts: []Shape{{&Constant{1}}, {&Constant{2}}}}}
		}, ""},
		{"a sum with a spike", func(_ *System, t *Traffic, _ *Service) {
			t.Rate = Shape{&Sum{Parts: []Shape{{&Constant{1}}, {spike}}}}
		}, "the load of users"},
		{"users all day", func(_ *System, t *Traffic, _ *Service) {
			t.Rate, t.Users = Shape{}, Users{Daily: 1000, RequestsEach: 9, Peak: 1, Period: seconds(86400)}
		}, ""},
		{"users with a peak", func(_ *System, t *Traffic, _ *Service) {
			t.Rate, t.Users = Shape{}, Users{Daily: 1000, RequestsEach: 9, Peak: 3, Period: seconds(86400)}
		}, "the load of users"},
		{"random bursts", func(_ *System, t *Traffic, _ *Service) { t.Arrivals = Arrivals{&Batch{Size: count("3")}} }, ""},
		{"timers", func(_ *System, t *Traffic, _ *Service) { t.Arrivals = Arrivals{&Cron{}} }, "the load of users"},
		{"people who think", func(_ *System, t *Traffic, _ *Service) { t.Model, t.Rate = "closed", Shape{} }, ""},
		{"connections", func(_ *System, t *Traffic, _ *Service) { t.Model, t.Online = "connections", Level{&LevelConstant{5}} }, ""},
		{"more connections", func(_ *System, t *Traffic, _ *Service) {
			t.Model, t.Online = "connections", Level{&LevelRamp{To: 5, Over: seconds(9)}}
		}, "the number of people of users"},
		{"a fault", func(s *System, _ *Traffic, _ *Service) { s.Faults = []Fault{{At: seconds(5), Down: "api"}} }, "the state of api (down)"},
		{"a fault after the end", func(s *System, _ *Traffic, _ *Service) { s.Faults = []Fault{{At: seconds(500), Down: "api"}} }, ""},
		{"an autoscaler", func(_ *System, _ *Traffic, api *Service) {
			api.Autoscale = *Defaults(&autoscale.HPA{})
			api.Autoscale.Min, api.Autoscale.Max = 1, 5
		}, "the number of replicas of api"},
	} {
		s := scene(100, poisson("api", 5), server("api", steps(work("1ms"))))
		c.edit(s, s.Components[0].Spec.(*Traffic), s.Components[1].Spec.(*Service))
		same(t, c.name+": what changes", s.varying(), c.want)
	}
}
