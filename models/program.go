package models

import (
	"strconv"

	"headroom/sim"
	"headroom/sim/dist"
)

// opcode is what an instruction does.
type opcode uint8

const (
	opEnd    opcode = iota // the program has done its work
	opCPU                  // work on a core
	opWait                 // pass time
	opCall                 // call over a link; then to onMiss, onError or next
	opEach                 // call over a link several times at once
	opFork                 // run branches at once
	opChance               // go on with chance p, else jump
	opChoose               // jump to one of the targets, by share
	opJump                 // jump
)

// instruction is one step of a compiled program. Jumps are absolute; 0 stands for none,
// since no jump leads to the first instruction.
type instruction struct {
	code    opcode
	salt    sim.Salt     // of the draws
	time    dist.Sampler // opCPU, opWait; the number of rounds of opEach
	link    *link        // opCall, opEach without programs per round
	p       float64      // opChance
	next    int32        // target of opJump and opChance; where opFork and opEach go on
	onMiss  int32
	onError int32
	share   []float64 // opChoose, cumulative
	targets []int32   // opChoose; branches of opFork; the round of opEach
}

// compiler flattens the programs of a service into one table.
type compiler struct {
	service *service
	code    []instruction
}

// program compiles a program and returns where it begins.
func (c *compiler) program(steps []Step, operation string) int32 {
	start := c.here()
	c.steps(steps, operation)
	c.emit(instruction{code: opEnd})
	return start
}

func (c *compiler) here() int32 { return int32(len(c.code)) }

func (c *compiler) emit(i instruction) int32 {
	i.salt = sim.NewSalt(uint64(c.here()))
	c.code = append(c.code, i)
	return c.here() - 1
}

func (c *compiler) steps(steps []Step, operation string) {
	for i := range steps {
		c.step(&steps[i], operation)
	}
}

func (c *compiler) step(s *Step, operation string) {
	if s.Chance < 1 {
		skip := c.emit(instruction{code: opChance, p: float64(s.Chance)})
		defer func() { c.code[skip].next = c.here() }()
	}
	switch {
	case s.CPU.Set():
		c.emit(instruction{code: opCPU, time: dist.Compile(s.CPU.Dist)})
	case s.Wait.Set():
		c.emit(instruction{code: opWait, time: dist.Compile(s.Wait.Dist)})
	case s.Call != "" && s.Each.Set():
		c.each(s, operation)
	case s.Call != "":
		c.call(s, c.service.link("call", s.Call, operation, s), operation)
	case s.Publish != "":
		c.call(s, c.service.link("publish", s.Publish, "publish", s), operation)
	case len(s.Parallel) > 0:
		c.fork(s.Parallel, operation)
	case len(s.Choose) > 0:
		c.choose(s.Choose, operation)
	}
}

// call compiles a call and what follows a miss or an error.
func (c *compiler) call(s *Step, l *link, operation string) {
	at := c.emit(instruction{code: opCall, link: l})
	var jumps []int32
	follow := func(steps []Step) int32 {
		if len(steps) == 0 {
			return 0
		}
		if len(jumps) == 0 {
			jumps = append(jumps, c.emit(instruction{code: opJump})) // past both, after a hit
		}
		start := c.here()
		c.steps(steps, operation)
		jumps = append(jumps, c.emit(instruction{code: opJump}))
		return start
	}
	onMiss := follow(s.OnMiss)
	onError := follow(s.OnError)
	c.code[at].onMiss, c.code[at].onError = onMiss, onError
	for _, j := range jumps {
		c.code[j].next = c.here()
	}
}

// each compiles rounds: plain calls, or a branch per round where a miss or an error has
// something to follow.
func (c *compiler) each(s *Step, operation string) {
	l := c.service.link("call", s.Call, operation, s)
	at := c.emit(instruction{code: opEach, link: l, time: dist.Compile(s.Each.Dist)})
	if len(s.OnMiss) > 0 || len(s.OnError) > 0 {
		round := c.here()
		c.call(s, l, operation)
		c.emit(instruction{code: opEnd})
		c.code[at].targets = []int32{round}
	}
	c.code[at].next = c.here()
}

func (c *compiler) fork(steps []Step, operation string) {
	at := c.emit(instruction{code: opFork})
	var targets []int32
	for i := range steps {
		targets = append(targets, c.here())
		c.step(&steps[i], operation)
		c.emit(instruction{code: opEnd})
	}
	c.code[at].targets, c.code[at].next = targets, c.here()
}

func (c *compiler) choose(choices []Choice, operation string) {
	at := c.emit(instruction{code: opChoose})
	var targets, jumps []int32
	var share []float64
	sum := 0.0
	for _, choice := range choices {
		sum += float64(choice.Share)
		share = append(share, sum)
		targets = append(targets, c.here())
		c.steps(choice.Steps, operation)
		jumps = append(jumps, c.emit(instruction{code: opJump}))
	}
	c.code[at].share, c.code[at].targets = share, targets
	for _, j := range jumps {
		c.code[j].next = c.here()
	}
}

// link makes the link of a call step. Steps that call the same component share a name,
// and the report adds them up.
func (n *service) link(kind, target, operation string, s *Step) *link {
	to, op := n.engine.target(target, operation)
	return n.engine.newLink(kind, n.name+"->"+to.base().name, &n.component, to, op, s.Policy, s.Link)
}

// draws returns the random stream of an instruction for a frame.
func (i *instruction) draws(key uint64) sim.Stream { return sim.NewStream(i.salt.Mix(key)) }

// consumption names the operation that works on the messages of a queue.
func consumption(queue string) string { return "consume " + strconv.Quote(queue) }
