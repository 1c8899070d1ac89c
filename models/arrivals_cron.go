package models

import (
	"fmt"

	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/unit"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// Cron sends requests when timers fire: at the whole minute or hour, all at once. Clients
// whose schedules say "every five minutes" or "at the hour" make peaks of 2 to 10 times the
// mean; the rest of the traffic is a source of its own.
type Cron struct {
	// Every is the time after which the timers fire again. t = 0 is a whole hour.
	Every unit.Duration `yaml:"every" default:"1m"`
	// At are the times within Every at which they fire, in order. None: at its begin.
	At []unit.Duration `yaml:"at"`
	// Count is the number of requests each time, rounded by chance so that the mean is kept. It
	// takes the place of a rate. Not set: all requests that the rate expects until the timers
	// fire next.
	Count dist.Count `yaml:"count"`
	// Jitter delays each request by a time of its own.
	Jitter dist.Duration `yaml:"jitter" default:"0s"`
}

func (k *Cron) validate(c *Check) {
	if k.Every <= 0 {
		c.Errorf("every", "timers fire after some time; write for example 1m")
	}
	for i, at := range k.At {
		switch {
		case at >= k.Every:
			c.Errorf(fmt.Sprintf("at[%d]", i), "%v is not within %v; write a shorter time, or a longer every", at, k.Every)
		case i > 0 && at <= k.At[i-1]:
			c.Errorf(fmt.Sprintf("at[%d]", i), "%v is not after %v; write the times in order", at, k.At[i-1])
		}
	}
	if k.Count.Set() && k.Count.Mean() <= 0 {
		c.Errorf("count", "no requests make no traffic; write for example count: 100")
	}
}

func (k *Cron) offsets() []unit.Duration {
	if len(k.At) == 0 {
		return []unit.Duration{0}
	}
	return k.At
}

func (k *Cron) pace() RateLaw {
	if !k.Count.Set() || k.Every <= 0 {
		return nil
	}
	return &Constant{Value: unit.Rate(k.Count.Mean() * float64(len(k.offsets())) / k.Every.Seconds())}
}

func (k *Cron) start(a *along) arrivals {
	return &timers{
		along: *a, every: sim.Time(k.Every), offsets: k.offsets(),
		jitter: dist.Compile(k.Jitter.Dist), jitters: a.streams("/jitter"),
		given: k.Count.Set(), counts: tosses{a.streams("/counts"), dist.Compile(k.Count.Dist)},
	}
}

// timers is a [Cron] in an engine.
type timers struct {
	along
	every   sim.Time
	offsets []unit.Duration
	jitter  dist.Sampler
	jitters sim.Stream
	given   bool
	counts  tosses
	fired   int      // how often
	sent    float64  // requests so far, without given counts
	due     instants // requests of the timers that have fired; what is their number
}

// firing returns when the timers fire for the nth time, from 0.
func (k *timers) firing(n int) sim.Time {
	round := k.every * sim.Time(n/len(k.offsets))
	return round.Add(k.offsets[n%len(k.offsets)].Std())
}

// next fires the timers until nothing that they have still to send can come before what
// waits to be sent.
func (k *timers) next() sim.Time {
	for {
		at := k.firing(k.fired)
		if len(k.due) > 0 && (k.due[0].at <= at || at >= k.end) {
			return k.take()
		}
		if at >= k.end {
			return k.end
		}
		k.fired++
		n := k.count()
		switch {
		case n > 0 && k.jitter.Mean() == 0:
			k.due.push(moment{at, int32(n)})
		case n > 0:
			for range n {
				k.due.push(moment{at.Add(k.jitter.Duration(&k.jitters)), 1})
			}
		}
	}
}

// take sends one request of the next moment, of which what is the number of requests.
func (k *timers) take() sim.Time {
	at := k.due[0].at
	if k.due[0].what--; k.due[0].what == 0 {
		k.due.pop()
	}
	return at
}

// count returns the number of requests of the timers that have just fired.
func (k *timers) count() int {
	if k.given {
		return k.counts.draw()
	}
	before := k.sent
	k.sent = float64(int64(k.law.Cumulative(k.firing(k.fired))))
	return int(k.sent - before)
}
