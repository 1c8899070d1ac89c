package models

import (
	"fmt"
	"math"

	"headroom/sim/stats"
)

// Topology returns a result without numbers: the components and the links between them,
// and what is not modelled. The system must be free of problems.
func (s *System) Topology() *stats.Result {
	duration := s.Run.Duration.Std()
	r := &stats.Result{
		Schema: stats.Schema, Engine: stats.Engine,
		Scenario: stats.Scenario{
			Name: s.Name, Description: s.Description, Hash: s.Hash, Seed: s.Run.Seed,
			Duration: duration.Seconds(), Warmup: s.Run.Warmup.Of(duration).Seconds(),
		},
		Objectives: []stats.Objective{}, Verdict: stats.Pass, Diagnosis: []stats.Finding{},
		Timeline: []stats.Happening{}, NotModelled: s.notModelled(),
	}
	e := newEngine(s, s.Run.Seed, 0)
	for _, o := range e.ops {
		r.Operations.Add(o.name, &stats.Operation{})
	}
	for _, n := range e.nodes {
		c := n.base()
		if c.kind.Name != "traffic" {
			r.Components.Add(c.name, &stats.Component{Kind: c.kind.Name})
		}
	}
	for _, l := range e.links {
		if _, ok := r.Links.Find(l.name); !ok {
			r.Links.Add(l.name, &stats.Link{Kind: l.kind})
		}
	}
	return r
}

// noted is a spec that has something to tell the reader of a report.
type noted interface{ notes() []string }

const startsWarm = "starts warm: filled before t = 0 by popularity, at the rate of t = 0"

func (c *Cache) notes() []string {
	switch {
	case c.HitRatio > 0:
		return []string{"the hit ratio was given, not simulated"}
	case c.Warm:
		return []string{startsWarm}
	}
	return []string{"starts empty"}
}

func (c *CDN) notes() []string {
	switch {
	case len(c.Caches) == 0:
		return nil
	case c.HitRatio > 0:
		return []string{"the hit ratio was given, not simulated"}
	case c.Warm:
		return []string{startsWarm}
	}
	return []string{"starts empty"}
}

// simplified is a spec that leaves out something that readers of a report should know.
type simplified interface {
	// leavesOut says it in sentences; they are about the kind, not about one component.
	leavesOut() []string
}

// notModelled lists what a run leaves out, for the kinds that the system has.
func (s *System) notModelled() []string {
	list := []string{}
	for _, k := range kinds {
		for i := range s.Components {
			if s.Components[i].Kind.Name != k.Name {
				continue
			}
			if spec, ok := s.Components[i].Spec.(simplified); ok {
				list = append(list, spec.leavesOut()...)
			}
			break
		}
	}
	return append(list, s.approximated()...)
}

func (*Traffic) leavesOut() []string {
	return []string{"links: without a protocol there are no connections, set-up, bandwidth or loss, and a message takes the latency; the processor time of TLS is never part of it"}
}

func (*CDN) leavesOut() []string {
	return []string{"CDN: one edge cache, no points of presence, shield, revalidation or stale answers"}
}

func (*Gateway) leavesOut() []string {
	return []string{"gateway: instances share one rate limit without delay"}
}

func (*Service) leavesOut() []string {
	return []string{"service: memory, garbage collection, CPU throttling and processor sharing; callers without health_check or eject go on calling a replica that is down"}
}

func (*Cache) leavesOut() []string {
	return []string{"cache: expired entries keep their memory until they are looked up or evicted; no replication, slabs or failover"}
}

func (*Database) leavesOut() []string {
	return []string{"database: no locks, transactions, replication lag, failover or load of replication; a write holds a connection of the primary only"}
}

func (*Queue) leavesOut() []string {
	return []string{"queue: no producer batches, broker load or rebalance pauses; partitions move at once when consumers join or leave"}
}

func (*External) leavesOut() []string {
	return []string{"external: no queue, so that its latency does not depend on its load"}
}

// happenings is the time line: the faults as planned, and what changed in the first
// replication.
func (s *System) happenings(first *measures) []stats.Happening {
	list := []stats.Happening{}
	for i := range s.Faults {
		f := &s.Faults[i]
		if f.At.Std() >= s.Run.Duration.Std() {
			continue
		}
		what, name := f.target()
		h := stats.Happening{At: f.At.Std().Seconds(), Component: name, What: what}
		if what != "flush" {
			h.Until = s.Run.Duration.Std().Seconds()
			if f.For > 0 {
				h.Until = math.Min(h.Until, h.At+f.For.Std().Seconds())
			}
		}
		if f.By > 0 {
			h.Detail = fmt.Sprintf("by %v", f.By)
		}
		list = append(list, h)
	}
	list = append(list, first.happen...)
	sortByTime(list)
	return list
}
