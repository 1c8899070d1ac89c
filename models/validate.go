package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"headroom/models/policy"
	"headroom/sim/dist"
)

// index is what references are checked against.
type index struct {
	components map[string]*Component
	names      []string // of components
	operations []string // of clients
}

// Validate returns every problem of the system that its fields do not show one by one:
// references, cycles, contradictions. An empty list means that it can be played.
func (s *System) Validate() []Problem {
	var problems []Problem
	c := &Check{System: s, problems: &problems, index: s.newIndex()}
	c.run(&s.Run)
	for _, d := range s.Data {
		c.At("data." + d.Name).data(&d.Value)
	}
	traffic := 0
	for i := range s.Components {
		comp := &s.Components[i]
		comp.Spec.Validate(c.At(comp.Kind.Section + "." + comp.Name))
		if comp.Kind.Name == "traffic" {
			traffic++
		}
	}
	if traffic == 0 {
		c.Errorf("traffic", "there is no traffic; write for example traffic: {users: {to: api, rate: 100/s}}")
	}
	if !c.cycles() {
		c.amplification()
	}
	for i := range s.Faults {
		s.Faults[i].validate(c.At(fmt.Sprintf("faults[%d]", i)))
	}
	for _, o := range s.Objectives {
		o.Value.validate(c.At("slos." + o.Name))
	}
	for _, p := range s.Prices.Items {
		p.Value.validate(c.At("prices.items." + p.Name))
	}
	return problems
}

func (s *System) newIndex() *index {
	x := &index{components: map[string]*Component{}}
	for i := range s.Components {
		comp := &s.Components[i]
		x.components[comp.Name] = comp
		if t, ok := comp.Spec.(*Traffic); ok {
			for _, o := range t.operations() {
				if !slices.Contains(x.operations, o.Name) {
					x.operations = append(x.operations, o.Name)
				}
			}
		} else {
			x.names = append(x.names, comp.Name)
		}
	}
	return x
}

func (c *Check) run(r *Run) {
	d := r.Duration.Std()
	if d <= 0 {
		c.Errorf("run.duration", "a run takes time; write for example 10m")
		return
	}
	if w := r.Warmup.Of(d); w >= d {
		c.Errorf("run.warmup", "%v leaves nothing of the duration %v to measure; write a shorter warm-up or a longer duration", w, d)
	}
	if r.Window.Std() > d {
		c.Errorf("run.window", "%v is longer than the duration %v", r.Window.Std(), d)
	} else if r.Window > 0 && d/r.Window.Std() > 100000 {
		c.Errorf("run.window", "%v makes %d windows; write at least %v", r.Window.Std(), d/r.Window.Std(), d/100000)
	}
}

func (c *Check) data(d *Data) {
	if d.Items < 1 {
		c.Errorf("items", "%d is less than 1; write the number of keys, for example 2M", d.Items)
	}
}

// dataset checks a reference to a data set.
func (c *Check) dataset(field, name string) *Data {
	var names []string
	for i := range c.System.Data {
		if c.System.Data[i].Name == name {
			return &c.System.Data[i].Value
		}
		names = append(names, c.System.Data[i].Name)
	}
	c.Errorf(field, "no data %q%s; declare it under data:", name, didYouMean(name, names))
	return nil
}

// offers is a kind that tells which operations callers can name.
type offers interface {
	offered() []string
}

// passing is a kind that passes every operation on.
type passing interface{ passesTo() string }

// passesTo is the target of every operation.
func (c *CDN) passesTo() string { return c.Origin }

// target checks a reference to an operation: "x.op", or "x" with the given default.
func (c *Check) target(field, text, operation string) {
	name, op, dotted := strings.Cut(text, ".")
	if dotted {
		operation = op
	}
	comp := c.index.components[name]
	switch {
	case comp == nil:
		c.Errorf(field, "no component is named %q%s", name, didYouMean(name, c.index.names))
		return
	case comp.Kind.Name == "traffic":
		c.Errorf(field, "%q is traffic, and nothing can call it", name)
		return
	}
	switch spec := comp.Spec.(type) {
	case passing:
		if to := spec.passesTo(); c.index.components[first(to)] != nil && first(to) != name {
			c.target(field, to, operation)
		}
		return
	case offers:
		names := spec.offered()
		if slices.Contains(names, operation) {
			return
		}
		if len(names) == 0 {
			c.Errorf(field, "%s has no operations that can be called", name)
			return
		}
		c.Errorf(field, "%s has no operation %q%s; it has %s", name, operation, didYouMean(operation, names), strings.Join(names, ", "))
	}
}

// first returns the component of a target text.
func first(target string) string {
	name, _, _ := strings.Cut(target, ".")
	return name
}

func (g *Gateway) offered() []string  { return namesOf(g.Routes) }
func (s *Service) offered() []string  { return namesOf(s.Operations) }
func (*Cache) offered() []string      { return []string{"get", "set", "delete"} }
func (*Database) offered() []string   { return []string{"read", "write"} }
func (*Queue) offered() []string      { return []string{"publish"} }
func (x *External) offered() []string { return namesOf(x.Operations) }

// policies checks the policies of a link to a target.
func (c *Check) policies(to string, p *policy.Call, l *Link) {
	c.fields("link.protocol", l.Protocol.Validate())
	c.fields("", p.Validate())
	c.fields("backoff", p.Backoff.Validate())
	c.fields("balance", p.Balance.Validate())
	c.fields("eject", p.Eject.Validate())
	c.fields("health_check", p.HealthCheck.Validate())
	if comp := c.index.components[first(to)]; p.HealthCheck.Enabled() && p.HealthCheck.Rule.Plan().Cost > 0 && comp != nil && comp.Kind.Name != "service" {
		c.Errorf("health_check.cost", "probes cost work at services only, and %s is a %s; leave it out, or write deep: true", comp.Name, comp.Kind.Name)
	}
	c.fields("panic", p.Panic.Validate())
	c.fields("slow_start", p.SlowStart.Validate())
	if p.Panic.Enabled() && !p.Eject.Enabled() && !p.HealthCheck.Enabled() {
		c.Warnf("panic", "without health_check or eject all replicas count as healthy, and nobody panics")
	}
	c.fields("throttle", p.Throttle.Validate())
	c.fields("rate_limit", p.RateLimit.Validate())
	c.fields("concurrency_limit", p.ConcurrencyLimit.Validate())
	if p.HashOn != "" {
		c.dataset("hash_on", p.HashOn)
	}
	if p.Hedge.Enabled() {
		c.hedging(p)
	}
	if p.Breaker.Enabled() {
		c.fields("breaker", p.Breaker.Validate())
	}
	c.fields("retry_budget", p.RetryBudget.Validate())
	if p.RetryBudget.Enabled() && p.Retries == 0 {
		c.Warnf("retry_budget", "there is nothing to budget: retries is 0")
	}
	if p.Retries > 0 && p.Timeout == 0 {
		c.Warnf("retries", "without a timeout only errors and rejections are retried, never a call that hangs")
	}
}

// hedging checks a hedge against the retries of the same call.
func (c *Check) hedging(p *policy.Call) {
	c.fields("hedge", p.Hedge.Validate())
	n := p.Hedge.Rule.Attempts()
	switch {
	case n > 0 && p.Retries > 0:
		c.Errorf("hedge", "%d hedged attempts and %d retries exclude each other, as in gRPC: a hedge is the retry; leave out one of the two", n, p.Retries)
	case n == 0 && (p.Retries == 0 || p.Timeout == 0):
		c.Errorf("hedge", "it is the retry after a timeout that hedges; write timeout: 200ms and retries: 1, or another kind of hedge")
	}
	if p.Hedge.Rule.Traits().KeepsLate && p.Deadline == 0 {
		c.Warnf("hedge", "attempts past their timeout run on, and without a deadline a call may wait for ever; write for example deadline: 15s")
	}
}

// fields reports errors whose text begins with the name of their field.
func (c *Check) fields(under string, errs []error) {
	for _, err := range errs {
		field, text, ok := strings.Cut(err.Error(), ": ")
		if !ok {
			field, text = "", err.Error()
		}
		c.Errorf(join(under, field), "%s", text)
	}
}

// price checks that a price is in the price book.
func (c *Check) price(p PriceRef) {
	if p.Item == "" {
		return
	}
	if _, ok := c.System.Prices.Items.Find(p.Item); ok {
		return
	}
	names := namesOf(c.System.Prices.Items)
	if len(names) == 0 {
		c.Errorf("price", "there is no price book; write include: [prices/aws-us-east-1.yaml], or an amount such as $0.08/hour")
		return
	}
	c.Errorf("price", "the price book has no %q%s; add it under prices.items, or write an amount such as $0.08/hour", p.Item, didYouMean(p.Item, names))
}

// capacity checks that a cache knows its keys, their sizes and its room.
func (c *Check) capacity(name string, size dist.Size, sizeField string, memory int64) {
	if name == "" {
		c.Errorf("data", "a cache with real keys needs its key space; write data: and the name of a data set, or hit_ratio: 90%% for a first sketch")
		return
	}
	d := c.dataset("data", name)
	if d != nil && !d.Size.Set() && !size.Set() {
		c.Errorf(sizeField, "neither this nor the data %q says how large an item is; write for example %s: 4KiB", name, sizeField)
	}
	if memory <= 0 {
		c.Errorf("memory", "a cache with real keys needs a capacity; write for example memory: 2GiB")
	}
}

// faultScope checks the name that a fault is for.
func (c *Check) faultScope(field, name string) *Component {
	parts := strings.Split(name, "/")
	comp := c.index.components[parts[0]]
	switch {
	case comp == nil:
		c.Errorf(field, "no component is named %q%s", parts[0], didYouMean(parts[0], c.index.names))
		return nil
	case comp.Kind.Name == "traffic":
		c.Errorf(field, "%q is traffic; faults are for components", parts[0])
		return nil
	}
	var limits []int
	if spec, ok := comp.Spec.(countable); ok {
		limits = spec.instances()
	}
	for i, text := range parts[1:] {
		n, err := strconv.Atoi(text)
		switch {
		case i >= len(limits):
			c.Errorf(field, "%q has too many parts; a %s has %d levels of instances", name, comp.Kind.Name, len(limits))
			return comp
		case err != nil || n < 0 || n >= limits[i]:
			c.Errorf(field, "%s has no instance %q; they count from 0 to %d", strings.Join(parts[:i+1], "/"), text, limits[i]-1)
		}
	}
	return comp
}

// countable is a spec whose instances faults can name.
type countable interface {
	// instances returns how many there are at the start, level by level: 4 shards with 2
	// copies each are [4 2].
	instances() []int
}

func (g *Gateway) instances() []int  { return []int{g.Replicas} }
func (s *Service) instances() []int  { return []int{s.initial()} }
func (c *Cache) instances() []int    { return []int{c.Shards} }
func (d *Database) instances() []int { return []int{d.Shards, d.Replicas} }
