package models

import (
	"headroom/sim"
	"headroom/sim/flow"
	"headroom/sim/stats"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// operation is what clients saw of one operation, over all sources.
type operation struct {
	name     string
	offered  uint64
	ok       uint64
	timeout  uint64
	rejected uint64
	errors   uint64
	left     uint64 // abandoned by the person who waited
	reloads  uint64
	latency  stats.Histogram
	service  stats.Histogram // of the last attempt alone, where that can differ
	apart    bool
	windows  *stats.Windows   // for the series
	goals    []goal           // objectives over windows
	judged   []*stats.Windows // the windows of each
	blame    blame

	recent recent
}

// recent are latencies on their way to the histograms, which take many at once with less
// work: all of requests of one window, all measured or none.
type recent struct {
	n        int
	window   *stats.Window
	measured bool
	took     [atOnce]int64
}

// begin counts a request that is sent now.
func (o *operation) begin(now sim.Time, measured bool) {
	if measured {
		o.offered++
	}
	o.windows.Offered(now)
	for _, w := range o.judged {
		w.Offered(now)
	}
}

// end counts the end of a request that was meant to be sent at the given instant.
func (o *operation) end(how flow.Outcome, sent sim.Time, took, service int64, measured bool) {
	if how.Failed() {
		o.fail(how, sent, measured)
		return
	}
	w := o.windows.Answered(sent)
	for _, w := range o.judged {
		w.OK(sent, took)
	}
	r := &o.recent
	if r.n == atOnce || w != r.window || measured != r.measured {
		o.flush()
		r.window, r.measured = w, measured
	}
	r.took[r.n&(atOnce-1)] = took
	r.n++
	if measured {
		o.ok++
		if o.apart {
			o.service.Record(service)
		}
	}
}

// fail counts the end of a request that failed.
func (o *operation) fail(how flow.Outcome, sent sim.Time, measured bool) {
	o.windows.Failed(sent)
	for _, w := range o.judged {
		w.Failed(sent)
	}
	if !measured {
		return
	}
	switch how {
	case flow.Timeout:
		o.timeout++
	case flow.Rejected:
		o.rejected++
	case flow.Error, flow.Unreachable:
		o.errors++
	case flow.Cancelled:
		o.left++
	}
}

// flush makes the histograms ready to be read.
func (o *operation) flush() {
	r := &o.recent
	if r.n == 0 {
		return
	}
	switch took := r.took[:r.n]; {
	case r.window == nil && r.measured:
		stats.RecordAll(took, &o.latency)
	case r.window == nil:
	case r.measured:
		stats.RecordAll(took, r.window.Latencies(), &o.latency)
	default:
		stats.RecordAll(took, r.window.Latencies())
	}
	r.n = 0
}
