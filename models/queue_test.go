package models

import (
	"fmt"
	"testing"

	"headroom/sim/flow"
)

func queueOf(edits ...func(*Queue)) Component {
	q := made(edits...)
	q.Link = network("0s")
	return comp("queues", "q", q)
}

// consumer is a service whose work on a message of q is the program.
func consumer(program Program, edits ...func(*Service)) Component {
	s := made(edits...)
	s.Consumes.Add("q", program)
	return comp("services", "worker", s)
}

// log is a system of a publisher, a queue with partitions by key and a consumer that
// shows every message to a probe.
func log(duration, rate float64, p *probe, q func(*Queue), worker func(*Service)) (*System, *probe) {
	first := &probe{}
	s := scene(duration, poisson("api", rate), server("api", steps(calling("first.main"), publishing("q"))), probing("first", first),
		queueOf(q), consumer(steps(calling("p.main")), worker), probing("p", p))
	s.Data = items("things", 50, "uniform")
	return s, first
}

// TestAPartitionKeepsItsOrderAndWorksOnOneMessageAtATime plays 8 partitions by key on 3
// consumers, with work that takes now long, now short.
func TestAPartitionKeepsItsOrderAndWorksOnOneMessageAtATime(t *testing.T) {
	p := &probe{takes: func(n, _ int) float64 { return []float64{0.001, 0.2, 0.03}[n%3] }}
	s, first := log(100, 50, p, func(q *Queue) { q.Partitions, q.Key = 8, "things" }, func(s *Service) { s.Replicas = 3 })
	n := ended(t, s).byName["q"].(*queue)
	partition := func(data uint64) int32 { return n.data.shard(n.data.key(data), 8) }
	var published, consumed [8][]sighting
	for _, m := range first.seen {
		i := partition(m.data)
		published[i] = append(published[i], m)
	}
	for _, m := range p.seen {
		i := partition(m.data)
		consumed[i] = append(consumed[i], m)
	}
	for i := range 8 {
		for k, m := range consumed[i] {
			if m.data != published[i][k].data {
				t.Fatalf("partition %d: message %d is not the one that was published then", i, k)
			}
			if k > 0 && m.at < consumed[i][k-1].end {
				t.Fatalf("partition %d: message %d began at %v, before the last ended at %v", i, k, m.at, consumed[i][k-1].end)
			}
		}
	}
	same(t, "messages that are neither consumed nor inside", uint64(len(first.seen))-n.completions, uint64(n.inSystem.Value()))
}

func TestWithoutAKeyPartitionsTakeTurns(t *testing.T) {
	p := taking(0.5)
	s := scene(3.05, evenly("q.publish", 10), queueOf(func(q *Queue) { q.Partitions = 5 }), consumer(steps(calling("p.main"))), probing("p", p))
	e := ended(t, s)
	// Each partition gets a message every 0.5 s, which is what one takes.
	for i, at := range p.times() {
		near(t, fmt.Sprintf("begin of message %d", i), at, 0.1*float64(i+1), 1e-6)
	}
	near(t, "lag", e.byName["q"].base().lag.Max(), 0, 1e-6)
}

// TestLagIsTheTimeFromPublicationToConsumption: one partition, a message a second, each
// takes 1.5 s.
func TestLagIsTheTimeFromPublicationToConsumption(t *testing.T) {
	s := scene(6.2, evenly("q.publish", 1), queueOf(), consumer(steps(pause("1.5s"))))
	n := ended(t, s).byName["q"].base()
	same(t, "messages begun", n.lag.Count(), 4) // at 1, 2.5, 4, 5.5 s
	near(t, "the longest lag", n.lag.Max(), 1.5, 0.002)
	near(t, "mean lag", n.lag.Mean(), 0.75, 0.001)
	same(t, "consumed", n.completions, 3)
	near(t, "the longest stay", n.residence.Max(), 2.5, 0.003)
	same(t, "waiting", n.queue.Value(), 2)
}

func TestPublishingWaitsForTheBrokerAlone(t *testing.T) {
	s := scene(1.9, evenly("api", 1), server("api", steps(publishing("q"))), queueOf(func(q *Queue) { q.Produce = duration("30ms") }), consumer(steps(pause("10s"))))
	near(t, "latency", ended(t, s).ops[0].latency.Max(), 0.03, 0.0001)
}

// TestAFailedMessageIsProcessedAgain: the second message of a partition fails twice; it
// comes again, and nothing overtakes it.
func TestAFailedMessageIsProcessedAgain(t *testing.T) {
	p := taking(0.1)
	p.ends = func(n, _ int) flow.Outcome {
		if n == 2 || n == 3 {
			return flow.Error
		}
		return flow.OK
	}
	s := scene(3.9, evenly("q.publish", 1), queueOf(func(q *Queue) { q.Redelivery = seconds(0.6) }), consumer(steps(calling("p.main"))), probing("p", p))
	n := ended(t, s).byName["q"].base()
	sameTimes(t, "attempts", p.times(), []float64{1, 2, 2.7, 3.4, 3.5})
	if p.seen[1].data != p.seen[2].data || p.seen[2].data != p.seen[3].data || p.seen[4].data == p.seen[3].data {
		t.Error("the message that failed is not the one that came again")
	}
	same(t, "consumed", n.completions, 3)
	same(t, "lags", n.lag.Count(), 3)
}

func TestEveryGroupGetsEveryMessage(t *testing.T) {
	p, o := taking(0.1), taking(0.3)
	other := made(func(s *Service) { s.Consumes.Add("q", steps(calling("o.main"))) })
	s := scene(3.5, evenly("q.publish", 1), queueOf(), consumer(steps(calling("p.main"))), comp("services", "audit", other), probing("p", p), probing("o", o))
	n := ended(t, s).byName["q"].base()
	sameTimes(t, "one group", p.times(), []float64{1, 2, 3})
	sameTimes(t, "the other group", o.times(), []float64{1, 2, 3})
	same(t, "consumed by both", n.completions, 3)
	near(t, "a message stays for the slower group", n.residence.Max(), 0.3, 0.001)
}

func TestAQueueOverItsLimitRejects(t *testing.T) {
	s := scene(10.5, evenly("q.publish", 1), queueOf(func(q *Queue) { q.Limit = 3 }), consumer(steps(pause("1h"))))
	e := ended(t, s)
	n := e.byName["q"].base()
	same(t, "most that waited", n.queue.Max(), 3)
	same(t, "published: one under way and three that wait", e.ops[0].ok, 4)
	same(t, "rejected", e.ops[0].rejected, 6)
	same(t, "rejected at the queue", n.rejected, 6)
}

func TestConcurrencyBoundsTheMessagesOfAConsumer(t *testing.T) {
	p := taking(1)
	s := scene(1.55, evenly("q.publish", 10, func(t *Traffic) {
		t.Rate = Shape{&Steps{Points: []Point{{0, 10}, {seconds(0.45), 0}}}}
	}), queueOf(func(q *Queue) { q.Partitions = 4 }), consumer(steps(calling("p.main")), func(s *Service) { s.Concurrency = 2 }), probing("p", p))
	ended(t, s)
	sameTimes(t, "begins: two at a time of four partitions", p.times(), []float64{0.1, 0.2, 1.1, 1.2})
}

// TestPartitionsAreSharedEvenly counts the messages of three consumers of 6 partitions.
func TestPartitionsAreSharedEvenly(t *testing.T) {
	s := scene(30.05, evenly("q.publish", 10), queueOf(func(q *Queue) { q.Partitions = 6 }), consumer(steps(pause("1ms")), func(s *Service) { s.Replicas = 3 }))
	for _, in := range ended(t, s).byName["worker"].base().insts {
		same(t, "messages of an instance", in.arrivals, 100)
	}
}

// TestACrashedConsumerKeepsItsPartitionsForTheSessionTimeout: two consumers of a
// partition each; one is down from 10.4 s on.
func TestACrashedConsumerKeepsItsPartitionsForTheSessionTimeout(t *testing.T) {
	for _, c := range []struct {
		what    string
		session float64
		lasts   float64 // of the fault; 0: to the end
		resumes float64
		waited  int
	}{
		{"the other takes over when the session ends", 5, 0, 15.4, 5},
		{"it goes on itself when it is back before", 5, 3, 13.4, 3},
		{"it gets its partition back when it returns after", 5, 8, 15.4, 5},
	} {
		p := &probe{}
		s := scene(30, evenly("q.publish", 2), queueOf(func(q *Queue) { q.Partitions, q.SessionTimeout = 2, seconds(c.session) }),
			consumer(steps(calling("p.main")), func(s *Service) { s.Replicas = 2 }), probing("p", p))
		s.Faults = []Fault{{At: seconds(10.4), For: seconds(c.lasts), Down: "worker/1"}}
		e := ended(t, s)
		// Messages come at 0.5 s, 1 s, 1.5 s, those at full seconds to partition 1. What
		// has waited there is delivered at once.
		var burst []float64
		for i, m := range p.seen {
			if i > 0 && m.at == p.seen[i-1].at {
				burst = append(burst, m.at)
			}
		}
		same(t, c.what+": messages that waited", len(burst)+1, c.waited)
		for _, at := range burst {
			near(t, c.what+": they are worked on", at, c.resumes, 1e-6)
		}
		same(t, c.what+": messages that wait at the end", e.byName["q"].base().queue.Value(), 0)
		same(t, c.what+": messages", len(p.seen), 59)
	}
}

// TestACrashLosesNoMessage: what the consumer was working on is worked on again.
func TestACrashLosesNoMessage(t *testing.T) {
	p := taking(0.5)
	s := scene(20, evenly("q.publish", 1, func(t *Traffic) {
		t.Rate = Shape{&Steps{Points: []Point{{0, 1}, {seconds(5.5), 0}}}}
	}), queueOf(), consumer(steps(calling("p.main"))), probing("p", p))
	s.Faults = []Fault{{At: seconds(2.2), For: seconds(1), Down: "worker"}}
	n := ended(t, s).byName["q"].base()
	same(t, "consumed", n.completions, 5)
	same(t, "times the second message was worked on", p.seen[2].data, p.seen[1].data)
	near(t, "when it came again", p.seen[2].at, 3.2, 0.101)
}

func TestABrokerThatIsDownRefusesAndKeepsWhatItHas(t *testing.T) {
	p := taking(0.4)
	s := scene(20, evenly("q.publish", 2), queueOf(), consumer(steps(calling("p.main"))), probing("p", p))
	s.Faults = []Fault{{At: seconds(5.2), For: seconds(5), Down: "q"}}
	e := ended(t, s)
	same(t, "errors", e.ops[0].errors, 10)
	n := e.byName["q"].base()
	same(t, "published", n.completions+uint64(n.inSystem.Value()), e.ops[0].ok)
	for _, m := range p.seen {
		if m.at > 5.41 && m.at < 10.19 {
			t.Errorf("a message was delivered at %v, while the brokers were down", m.at)
		}
	}
}
