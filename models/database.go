package models

import (
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
	"headroom/sim/unit"
)

// Database is sharded by key and replicated. A call holds one of a copy's connections
// for its read or write time; others wait, first come first served.
type Database struct {
	// Kind of product, for readers and defaults of later versions.
	Kind string `yaml:"kind" enum:"postgres,mysql" default:"postgres"`
	// Shards divide the key space.
	Shards int `yaml:"shards" default:"1" min:"1"`
	// Replicas are the running copies of a shard, the primary included.
	Replicas int `yaml:"replicas" default:"1" min:"1"`
	// Data is the key space that the shards divide. Required with more than one shard.
	Data string `yaml:"data"`
	// ShardBy says how a key finds its shard.
	ShardBy string `yaml:"shard_by" enum:"hash" default:"hash"`
	// ReadFrom says which copies serve reads: primary, replicas (all but the primary) or
	// any. Writes always go to the primary.
	ReadFrom string `yaml:"read_from" enum:"primary,replicas,any" default:"primary"`
	// Connections of a copy: calls served at once. 100 is PostgreSQL's max_connections.
	Connections int `yaml:"connections" default:"100" min:"1"`
	// Queue bounds the calls that wait for a connection, per copy. Not set: no bound.
	Queue Bound `yaml:"queue"`
	// Read is the time that a read holds a connection.
	Read dist.Duration `yaml:"read" default:"1ms"`
	// Write is the time that a write holds a connection.
	Write dist.Duration `yaml:"write" default:"5ms"`
	// Storage is the data held, per copy, for storage prices.
	Storage unit.Bytes `yaml:"storage"`
	// Price of the component, per copy.
	Price PriceRef `yaml:"price"`
}

// database is a Database in an engine. Instance shard x replicas + copy is that copy of
// the shard; copy 0 is the primary.
type database struct {
	component
	spec   *Database
	data   *dataset
	times  [2]dist.Sampler // by operation
	copies [][]int32       // of a shard, the primary first
}

const (
	dbRead int32 = iota
	dbWrite
)

func (d *Database) build(b *builder, name string) node {
	n := &database{spec: d, data: b.dataset(d.Data)}
	n.times = [2]dist.Sampler{dist.Compile(d.Read.Dist), dist.Compile(d.Write.Dist)}
	n.init(b, n, name, "databases")
	n.addInstances(d.Shards*d.Replicas, d.Connections)
	for shard := range d.Shards {
		n.copies = append(n.copies, n.ready[shard*d.Replicas:(shard+1)*d.Replicas:(shard+1)*d.Replicas])
	}
	return n
}

func (n *database) wire() {}

func (n *database) operation(name string) (int32, bool) {
	switch name {
	case "read":
		return dbRead, true
	case "write":
		return dbWrite, true
	}
	return 0, false
}

// candidates are the copies of the key's shard that serve the operation. A caller does
// not know which copies are down.
func (n *database) candidates(op int32, f *flow.Frame) []int32 {
	shard := int32(0)
	if n.data != nil {
		shard = n.data.shard(n.data.key(f.Data), n.spec.Shards)
	}
	copies := n.copies[shard]
	switch {
	case op == dbWrite || n.spec.ReadFrom == "primary" || len(copies) == 1:
		return copies[:1]
	case n.spec.ReadFrom == "replicas":
		return copies[1:]
	}
	return copies
}

// shardOf returns the shard of a copy.
func (n *database) shardOf(place int32) int32 { return place / int32(n.spec.Replicas) }

// Arrive takes a connection, or waits for one.
func (n *database) Arrive(r flow.Ref, f *flow.Frame) {
	in, ok := n.enter(r, f)
	if !ok {
		return
	}
	if in.busy >= in.servers && n.spec.Queue.full(in.waiting.waiting) {
		n.refuse(r, f, queueFull)
		return
	}
	s := sim.NewStream(sim.Mix(f.Key, forService))
	f.Work = int64(n.times[f.Op].Duration(&s))
	n.seize(r, f, in)
}

// Handle ends a read or write.
func (n *database) Handle(ev sim.Event) {
	r := flow.Ref(ev.Arg)
	f := n.engine.flow.Inside(r)
	if f == nil {
		return
	}
	n.release(f, n.insts[f.Place])
	n.leave(r, f, flow.OK)
}

// Return is never called: a database calls nobody.
func (n *database) Return(flow.Ref, *flow.Frame, *flow.Frame) { panic("models: answer to " + n.name) }

// Validate checks the key space and the copies.
func (d *Database) Validate(c *Check) {
	switch {
	case d.Data != "":
		c.dataset("data", d.Data)
	case d.Shards > 1:
		c.Errorf("data", "%d shards need a key space to divide; write data: and the name of a data set", d.Shards)
	}
	if d.ReadFrom == "replicas" && d.Replicas < 2 {
		c.Errorf("read_from", "there is no copy but the primary; write replicas: 2, or read_from: primary")
	}
	c.price(d.Price)
}
