package models

import (
	"time"

	"headroom/models/policy"
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
	"headroom/sim/unit"
)

// Queue is a partitioned log, as Kafka: a message goes to a partition by key, or in
// turn. Each partition is worked on by one consumer, one message at a time, in order;
// a message whose processing fails is processed again (at least once).
type Queue struct {
	// Kind of product.
	Kind string `yaml:"kind" enum:"kafka" default:"kafka"`
	// Partitions of the topic. 1 is the default of Kafka 3 (num.partitions).
	Partitions int `yaml:"partitions" default:"1" min:"1"`
	// Brokers of the cluster. They count for the price.
	Brokers int `yaml:"brokers" default:"3" min:"1"`
	// Key is the data set whose key chooses the partition. Not set: partitions in turn.
	Key string `yaml:"key"`
	// Produce is the time until the broker acknowledges. Not set: the link alone.
	Produce dist.Duration `yaml:"produce" default:"0s"`
	// Message is the size of a message in bytes.
	Message dist.Size `yaml:"message" default:"1KiB"`
	// Limit is the number of messages that the queue holds; over it publishing is
	// rejected. 0 means no bound.
	Limit unit.Count `yaml:"limit"`
	// Retention of messages, for storage prices. Kafka keeps 7 days.
	Retention unit.Duration `yaml:"retention" default:"7d"`
	// Replication is the number of copies of each message, for storage prices.
	Replication int `yaml:"replication" default:"3" min:"1"`
	// SessionTimeout is how long a crashed consumer keeps its partitions. Kafka: 45 s.
	SessionTimeout unit.Duration `yaml:"session_timeout" default:"45s"`
	// Redelivery is the wait before a message whose processing failed is processed again.
	// Kafka leaves it to the consumer; 100 ms is our choice.
	Redelivery unit.Duration `yaml:"redelivery" default:"100ms"`
	// Link between the brokers and the consumers.
	Link Link `yaml:"link"`
	// Price of the component, per broker.
	Price PriceRef `yaml:"price"`
}

// queue is a Queue in an engine. What is inside it are messages, from publication to the
// end of their consumption; a call to it ends with the broker's acknowledgement.
type queue struct {
	component
	spec    *Queue
	data    *dataset
	produce dist.Sampler
	groups  []*consumers
	turn    uint32
}

// consumers is one service that consumes the queue, with positions of its own.
type consumers struct {
	queue   *queue
	service *service
	link    *link
	parts   []partition
	members []member // by instance of the service
}

// partition is a log of messages that wait, first in first out.
type partition struct {
	head, tail int32 // deliveries, as slots
	busy       bool  // a message is being worked on
	owner      int32 // instance; -1 when there is none
	listed     bool  // stands in its owner's list
	next       int32 // in that list; -1 ends it
}

// member is an instance that consumes: how many partitions it works on, and which of
// its partitions have messages and wait for it.
type member struct {
	working    int32
	head, tail int32 // partitions; -1 when none
}

const (
	stored     = ownEvents + iota // Arg: the publishing call whose message is written
	redeliver                     // Arg: the delivery to try again
	sessionEnd                    // Arg: number of the group whose member may be gone
)

func (q *Queue) build(b *builder, name string) node {
	n := &queue{spec: q, data: b.dataset(q.Key), produce: dist.Compile(q.Produce.Dist)}
	n.init(b, n, name, "queues")
	n.addInstances(1, 0)
	return n
}

func (n *queue) wire() {}

func (n *queue) operation(name string) (int32, bool) { return 0, name == "publish" }

// join adds a consuming service.
func (n *queue) join(s *service, name string) *consumers {
	op, _ := s.operation(consumption(name))
	g := &consumers{queue: n, service: s, parts: make([]partition, n.spec.Partitions)}
	g.link = n.engine.newLink("consume", n.name+"->"+s.name, &n.component, s, op, policy.Call{}, n.spec.Link)
	n.groups = append(n.groups, g)
	n.insts[0].servers = int32(len(n.groups) * n.spec.Partitions)
	n.countInstances()
	g.assign()
	return g
}

// Arrive takes a message and acknowledges it when it is written.
func (n *queue) Arrive(r flow.Ref, f *flow.Frame) {
	if _, ok := n.enter(r, f); !ok {
		return
	}
	if n.spec.Limit > 0 && n.queue.Value() >= int64(n.spec.Limit) {
		n.refuse(r, f, queueFull)
		return
	}
	s := sim.NewStream(sim.Mix(f.Key, forService))
	if d := time.Duration(float64(n.produce.Duration(&s)) * n.insts[0].slow); d > 0 {
		if f.Trace != 0 {
			n.engine.traces.add(f.Trace, n.id, causeService, int64(d))
		}
		n.engine.kernel.Schedule(d, n.hid, stored, uint64(r))
		return
	}
	n.store(r, f)
}

// store appends the message to its partition for every group, and acknowledges.
func (n *queue) store(r flow.Ref, f *flow.Frame) {
	e := n.engine
	p := int32(n.turn % uint32(n.spec.Partitions))
	if n.data != nil {
		p = n.data.shard(n.data.key(f.Data), n.spec.Partitions)
	} else {
		n.turn++
	}
	mr, m := e.flow.New()
	m.Key, m.Data = sim.Mix(f.Key, 1), f.Data
	m.Node, m.Phase, m.Link, m.At = n.id, flow.Inside, noLink, e.now()
	m.Left = int32(len(n.groups))
	inherit(m, f)
	e.reply(r, f, flow.OK)
	for i, g := range n.groups {
		dr, d := e.flow.New()
		d.Key, d.Data, d.Parent = sim.Mix(m.Key, uint64(i)+1), m.Data, mr
		d.Node, d.Phase, d.Link, d.At = n.id, flow.Inside, noLink, m.At
		d.Slot, d.Op = p, int16(i)
		inherit(d, m)
		g.append(dr, p)
	}
	if len(n.groups) == 0 {
		n.consumed(mr, m)
	}
}

// Handle takes the events of messages and groups.
func (n *queue) Handle(ev sim.Event) {
	if ev.Kind == sessionEnd {
		n.groups[ev.Arg].assign()
		return
	}
	r := flow.Ref(ev.Arg)
	f := n.engine.flow.Inside(r)
	if f == nil {
		return // the broker went down
	}
	if ev.Kind == stored {
		n.store(r, f)
	} else {
		g := n.groups[f.Op]
		g.push(r, f)
		g.work(f.Slot)
	}
}

// Return takes the end of the work on a message (f is the delivery), or the end of a
// delivery (f is the message).
func (n *queue) Return(r flow.Ref, f, child *flow.Frame) {
	if child.Link == noLink {
		if f.Left--; f.Left == 0 {
			n.consumed(r, f)
		}
		return
	}
	e := n.engine
	e.answered(child)
	g := n.groups[f.Op]
	n.insts[0].used.Dec(e.now())
	n.working.Dec(e.now())
	p := &g.parts[f.Slot]
	p.busy = false
	g.members[child.Place].working--
	if child.Outcome.Failed() {
		p.busy = true // in order: nothing overtakes it
		e.kernel.Schedule(n.spec.Redelivery.Std(), n.hid, redeliver, uint64(r))
	} else {
		slot := f.Slot
		e.flow.Reply(r, f, flow.OK, 0)
		g.work(slot)
	}
	g.serve(child.Place)
}

// consumed ends a message that all groups have worked on.
func (n *queue) consumed(r flow.Ref, m *flow.Frame) {
	now := n.engine.now()
	n.inSystem.Dec(now)
	n.insts[0].inside--
	n.completions++
	n.residence.Record(int64(now - m.At))
	n.engine.flow.Drop(r, m)
}

// Stale does nothing: a message has nobody who waits.
func (n *queue) Stale(*flow.Frame) {}

// crash makes the brokers refuse to publish and stop deliveries. What is stored stays.
func (n *queue) crash(in *instance) {
	in.life, in.since = down, n.engine.now()
	n.engine.flow.Each(n.id, func(r flow.Ref, f *flow.Frame) {
		if f.Link != noLink && f.Phase == flow.Inside {
			n.leave(r, f, flow.Error)
		}
	})
	n.countInstances()
}

// revive lets the brokers go on.
func (n *queue) revive(in *instance) {
	n.component.revive(in)
	for _, g := range n.groups {
		g.assign()
	}
}

// Validate checks the key and the price.
func (q *Queue) Validate(c *Check) {
	if q.Key != "" {
		c.dataset("key", q.Key)
	}
	if q.Redelivery <= 0 {
		c.Errorf("redelivery", "a failed message needs a pause before it is tried again; write for example 100ms")
	}
	c.price(q.Price)
}
