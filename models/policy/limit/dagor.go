package limit

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// DAGOR is the overload control of WeChat (Zhou et al., "Overload Control for Scaling
// WeChat Microservices", SoCC 2018) in one service. Calls are ordered by their class, and
// within a class by a level of their user, which a hash draws anew each hour: so a user is
// served altogether or not at all. At the end of each Window the service was overloaded
// when calls had waited for more than QueuingTime on average, and the lowest level that is
// admitted moves such that, of as many calls as in the window,
//
//	overloaded:  (1 - Alpha) * those admitted
//	otherwise:   those admitted + Beta * all calls
//
// would be admitted, taking whole levels. The paper also has callers learn the level of
// their callee and hold calls back themselves; that is left out.
type DAGOR struct {
	// QueuingTime is the mean wait above which the service is overloaded, above 0s. WeChat:
	// 20 ms.
	QueuingTime unit.Duration `yaml:"queuing_time" default:"20ms"`
	// Window is the longest time between two moves, above 0s.
	Window unit.Duration `yaml:"window" default:"1s"`
	// WindowCalls is the number of calls after which a window ends earlier.
	WindowCalls int `yaml:"window_calls" default:"2000" min:"1"`
	// Alpha is the share by which less is admitted after an overload. Above 0%, less than
	// 100%.
	Alpha unit.Ratio `yaml:"alpha" default:"5%"`
	// Beta is the share by which more is admitted otherwise, above 0%, at most 100%.
	Beta unit.Ratio `yaml:"beta" default:"1%"`
}

// userLevels is the number of levels of users in a class, as at WeChat.
const userLevels = 128

// ShortForm says that a scalar sets the queuing time.
func (DAGOR) ShortForm() string { return "queuing_time" }

// Validate returns what is wrong with the fields.
func (r *DAGOR) Validate() []error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if r.QueuingTime <= 0 {
		wrong("queuing_time: %v is not above 0s; write for example 20ms", r.QueuingTime)
	}
	if r.Window <= 0 {
		wrong("window: %v is not above 0s; write for example 1s", r.Window)
	}
	if r.WindowCalls < 1 {
		wrong("window_calls: %d is less than 1; write for example 2000", r.WindowCalls)
	}
	if r.Alpha <= 0 || r.Alpha >= 1 {
		wrong("alpha: %v is not above 0%% and less than 100%%; write for example 5%%", r.Alpha)
	}
	if r.Beta <= 0 || r.Beta > 1 {
		wrong("beta: %v is not above 0%% and at most 100%%; write for example 1%%", r.Beta)
	}
	return errs
}

// New returns what guards an empty queue. It admits all.
func (r *DAGOR) New() Shedder {
	return &dagor{rule: *r, lowest: len(classes)*userLevels - 1, ends: sim.Time(r.Window)}
}

// dagor is a [DAGOR] at work. Levels are numbered from the most important call, 0.
type dagor struct {
	inOrder
	rule   DAGOR
	lowest int // level that is admitted

	ends     sim.Time
	calls    int
	admitted int
	levels   [len(classes) * userLevels]int32 // calls of the window
	started  int
	waited   time.Duration // of those started, together
}

// Admit compares the level of a call with the lowest that is admitted.
func (d *dagor) Admit(now sim.Time, r Request, q Queue) bool {
	if now >= d.ends || d.calls == d.rule.WindowCalls {
		d.move(q.Waiting)
		d.ends = now.Add(d.rule.Window.Std())
	}
	level := levelOf(now, r)
	d.levels[level]++
	d.calls++
	if level > d.lowest {
		return false
	}
	d.admitted++
	if q.Utilisation < 1 {
		d.started++ // it need not wait
	}
	return true
}

// levelOf returns the level of a call.
func levelOf(now sim.Time, r Request) int {
	hour := uint64(now) / uint64(time.Hour)
	return int(CriticalPlus-r.Class)*userLevels + int(sim.Mix(r.User, hour)%userLevels)
}

// Drop counts the wait of a call, and drops nothing.
func (d *dagor) Drop(_ sim.Time, _ Request, waited time.Duration, _ int) bool {
	d.started++
	d.waited += waited
	return false
}

// move moves the level at the end of a window. One in which calls waited and none was
// started was overloaded.
func (d *dagor) move(waiting int) {
	overloaded := waiting > 0
	if d.started > 0 {
		overloaded = d.waited/time.Duration(d.started) > d.rule.QueuingTime.Std()
	}
	admitted := float64(d.admitted)
	if overloaded {
		d.lower(float64((1 - float64(d.rule.Alpha)) * admitted))
	} else {
		d.raise(admitted + float64(float64(d.rule.Beta)*float64(d.calls)))
	}
	clear(d.levels[:])
	d.calls, d.admitted, d.started, d.waited = 0, 0, 0, 0
}

// lower admits fewer levels until no more calls than wanted are left. The most important
// level always is.
func (d *dagor) lower(wanted float64) {
	for n := d.admitted; float64(n) > wanted && d.lowest > 0; d.lowest-- {
		n -= int(d.levels[d.lowest])
	}
}

// raise admits more levels until they have the calls wanted.
func (d *dagor) raise(wanted float64) {
	for n := d.admitted; float64(n) < wanted && d.lowest < len(d.levels)-1; {
		d.lowest++
		n += int(d.levels[d.lowest])
	}
}
