package models

import (
	"testing"
	"time"

	"headroom/models/policy"
	"headroom/sim/stats"
)

func TestWhatAPartitionDoesToAMessage(t *testing.T) {
	for _, c := range []struct {
		what        string
		sent, whole float64
		late        time.Duration
		dead        bool
	}{
		{"nothing is cut", 5, 0, 0, false},
		{"the first time again is enough", 5, 5.1, 200 * time.Millisecond, false},
		{"the second", 5, 5.3, 600 * time.Millisecond, false},
		{"half a minute comes through late", 5, 35, 51 * time.Second, false},
		{"a cut of an hour ends the connection", 5, 3605, 924600 * time.Millisecond, true},
	} {
		d, dead := late(instant(c.sent), instant(c.whole))
		if dead != c.dead || d < c.late-time.Millisecond || d > c.late+time.Millisecond {
			t.Errorf("%s: %v late, dead %v; want %v, %v", c.what, d, dead, c.late, c.dead)
		}
	}
}

// TestAPartition: requests come each second; from 3.5 s to 4.2 s a way is cut.
func TestAPartition(t *testing.T) {
	for _, c := range []struct {
		way      string
		arrivals []float64
		worst    float64
	}{
		{"call", []float64{1, 2, 3, 4.2, 5}, 0.3},
		{"reply", []float64{1, 2, 3, 4, 5}, 0.3},
		{"both", []float64{1, 2, 3, 4.2, 5}, 0.3},
	} {
		p := taking(0.1)
		s := scene(5.9, evenly("p", 1), probing("p", p))
		s.Faults = []Fault{{At: seconds(3.5), For: seconds(0.7), Partition: "users->p", Way: c.way}}
		r := result(t, s)
		sameTimes(t, c.way, p.times(), c.arrivals)
		near(t, c.way+": worst latency", found(t, r.Operations, "main").Latency.Max.Value, c.worst, 0.01)
	}
}

// TestWorkBehindAPartitionIsWasted: the way back is cut, clients give up after 0.5 s.
func TestWorkBehindAPartitionIsWasted(t *testing.T) {
	p := taking(0.1)
	s := scene(20.9, evenly("p", 1, withPolicies(func(c *policy.Call) { c.Timeout = seconds(0.5) })), probing("p", p))
	s.Faults = []Fault{{At: seconds(5.5), For: seconds(10), Partition: "users->p", Way: "reply"}}
	r := result(t, s)
	same(t, "failures", found(t, r.Operations, "main").Failures, stats.Failures{Timeout: 10})
	same(t, "arrivals", uint64(len(p.times())), 20)
}

func TestAPartitionNeedsALink(t *testing.T) {
	s := scene(5, evenly("p", 1), probing("p", taking(0)))
	s.Faults = []Fault{{At: seconds(1), Partition: "user->p"}}
	if p := s.Validate(); len(p) != 1 || p[0].Path != "faults[0].partition" {
		t.Errorf("problems %v, want one that the link is not there", p)
	}
}
