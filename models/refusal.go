package models

import "headroom/sim/flow"

// refusal says why a component rejected a call.
type refusal uint8

// The reasons. What is rejected for no reason of the component's own was rejected by
// somebody that it asked in turn.
const (
	passedOn refusal = iota
	queueFull
	tooOld // when its turn came
	overRate
	firewalled
	badCredentials
	shedded
	crowded // over the limit of concurrency
	noConnections
	refusals
)

var refusalNames = [refusals]string{"passed_on", "queue_full", "too_old", "rate_limit", "firewall", "credentials", "shed", "concurrency_limit", "connections"}

// refuse rejects a call and counts why.
func (c *component) refuse(r flow.Ref, f *flow.Frame, why refusal) {
	c.refused[why]++
	c.leave(r, f, flow.Rejected)
}

// reasons returns how many calls were rejected for each reason.
func (m *meter) reasons() [refusals]uint64 {
	all := m.refused
	own := uint64(0)
	for _, n := range all {
		own += n
	}
	all[passedOn] = m.rejected - own
	return all
}
