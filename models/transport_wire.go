package models

import (
	"fmt"
	"math"
	"time"

	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/unit"
)

// Wire is how bytes travel on a connection. The latency of the link is that of the first
// bytes; the size of a message adds to it.
type Wire struct {
	// Bandwidth of one connection, each way. 0bit/s means no limit.
	Bandwidth unit.Bandwidth `yaml:"bandwidth" default:"0bit/s"`
	// Loss is the share of segments that are lost, each on its own, 0% to 50%. A data
	// centre has 0.01%, fixed lines 0.1% to 1%, mobile ones 0.5% to 2%.
	Loss unit.Ratio `yaml:"loss" default:"0%"`
	// Segment is how many bytes fit into a segment, at least 1B. Ethernet: 1460B.
	Segment unit.Bytes `yaml:"segment" default:"1460B"`
	// InitialWindow is how many segments a new connection sends before it has heard from
	// the other end (RFC 6928: 10).
	InitialWindow int `yaml:"initial_window" default:"10" min:"1" max:"1000"`
	// MinRTO is what Linux waits at least, on top of a round trip, before it sends a segment
	// again of which nothing is heard. Linux: 200ms.
	MinRTO unit.Duration `yaml:"min_rto" default:"200ms"`
}

func (w Wire) validate() []error {
	var errs []error
	if w.Bandwidth < 0 {
		errs = append(errs, fmt.Errorf("bandwidth: %v is negative; write 0bit/s for no limit", w.Bandwidth))
	}
	if w.Loss < 0 || w.Loss > 0.5 {
		errs = append(errs, fmt.Errorf("loss: %v is not between 0%% and 50%%", w.Loss))
	}
	if w.Segment < 1 {
		errs = append(errs, fmt.Errorf("segment: %v is less than 1B; write for example 1460B", w.Segment))
	}
	if w.MinRTO < 0 {
		errs = append(errs, fmt.Errorf("min_rto: %v is negative; write for example 200ms", w.MinRTO))
	}
	return errs
}

func (w Wire) compile(streamWindow unit.Bytes) wire {
	c := wire{
		loss: float64(w.Loss), segment: float64(w.Segment), minRTO: w.MinRTO.Std(),
		initial: float64(w.Segment) * float64(w.InitialWindow),
		mathis:  math.Inf(1), stream: math.Inf(1),
	}
	if w.Bandwidth > 0 {
		c.perByte = 8e9 / float64(w.Bandwidth)
	}
	if w.Loss > 0 {
		c.logKept = dist.FastLog(1 - c.loss)
		c.mathis = 1.22 * c.segment / math.Sqrt(c.loss)
	}
	if streamWindow > 0 {
		c.stream = float64(streamWindow)
	}
	return c
}

// wire is a compiled [Wire]. Sizes are in bytes, times in nanoseconds.
type wire struct {
	perByte float64 // 0 without a limit of the bandwidth
	loss    float64
	logKept float64 // ln(1 - loss)
	segment float64
	initial float64 // window of a new connection
	mathis  float64 // mean window under loss
	stream  float64 // window of flow control
	minRTO  time.Duration
}

// way is one direction of a connection.
type way struct {
	sent  float64  // bytes since the window was the initial one
	free  sim.Time // when all of the messages before have been sent
	stall sim.Time // from here until order nothing is delivered: a lost segment is missing
	order sim.Time
}

// transfer returns by how much a message of a number of bytes that is sent now is late
// when compared with its first bytes on an idle connection: what is to be added to the
// latency of the link. The parts are
//
//   - the wait until the messages before have been sent: a connection sends one after
//     the other;
//   - slow start: the window is the initial one and doubles with each round trip, so that
//     S bytes on a new connection of window W take ceil(log2(S/W + 1)) round trips, of which
//     the first is the latency itself; it grows by what is sent and keeps its size;
//   - S / bandwidth;
//   - S / (rate of Mathis), MSS/RTT * 1.22/sqrt(loss), where that is slower than the
//     bandwidth and the window has grown to it (Mathis, Semke, Mahdavi, Ott 1997);
//   - one window of flow control each round trip, for all of the stream above the first;
//   - the recovery of losses in the last window, see recover;
//   - when delivery is in order, the recovery of messages that were sent before.
//
// Only loss draws from s. A message of 0 bytes cannot be lost.
func (t *transport) transfer(w *way, now sim.Time, bytes float64, rtt time.Duration, s *sim.Stream) time.Duration {
	start := max(now, w.free)
	window, took := t.slowStart(w, bytes, rtt)
	w.free = start.Add(took)
	took = max(took, t.flowControl(bytes, rtt))
	w.sent += bytes
	end := start.Add(took)
	if t.loss == 0 {
		return end.Sub(now)
	}
	late, collapsed := t.recover(min(bytes, window), rtt, s)
	if collapsed {
		w.sent = 0
	}
	if !t.ordered {
		return end.Add(late).Sub(now)
	}
	if late > 0 {
		if w.order <= now || end < w.stall {
			w.stall = end
		}
		w.order = max(w.order, end.Add(late))
	}
	if end >= w.stall {
		end = max(end, w.order)
	}
	return end.Sub(now)
}

// slowStart returns how long a connection is busy with a message, beyond its first
// bytes, and the window at its end.
func (t *wire) slowStart(w *way, bytes float64, rtt time.Duration) (window float64, took time.Duration) {
	// The window does not stall a sender any more once it holds what the path does.
	limit := t.mathis
	if t.perByte > 0 {
		limit = min(limit, float64(rtt)/t.perByte)
	}
	limit = max(limit, t.segment)
	window = min(t.initial+w.sent, limit)
	left := bytes
	for left > window && window < limit {
		left -= window
		window = min(2*window, limit)
		took += rtt
	}
	nanoseconds := float64(bytes * t.perByte)
	if left > limit { // then window is the limit
		nanoseconds += float64((left - limit) * max(0, float64(rtt)/limit-t.perByte))
	}
	return window, took + time.Duration(nanoseconds)
}

// flowControl returns how long a stream takes beyond its first bytes when no more than
// its window is sent in each round trip.
func (t *wire) flowControl(bytes float64, rtt time.Duration) time.Duration {
	if bytes <= t.stream {
		return 0
	}
	return time.Duration(float64((bytes-t.stream)/t.stream*float64(rtt)) + float64(t.stream*t.perByte))
}

// recover returns by how much losses among the last bytes of a message make it late, and
// whether they have made the window collapse. When the third last segment or an earlier
// one is lost, acknowledgements of those behind it tell the sender, who sends it again a
// round trip later, with all others that are lost (fast retransmit, RFC 5681, with SACK).
// When one of the last three is lost, nothing tells him, and he waits for his timeout, a
// round trip plus the least of Linux, which doubles when it is lost again. Tail loss
// probes are not modelled.
func (t *wire) recover(bytes float64, rtt time.Duration, s *sim.Stream) (late time.Duration, collapsed bool) {
	segments := math.Ceil(bytes / t.segment)
	tail := min(segments, 3)
	if s.Float64() >= dist.FastExp(float64(tail*t.logKept)) {
		return t.timeout(rtt, s), true
	}
	if body := segments - tail; body > 0 && s.Float64() >= dist.FastExp(float64(body*t.logKept)) {
		if s.Float64() < t.loss { // lost again
			return rtt + t.timeout(rtt, s), true
		}
		return rtt, false
	}
	return 0, false
}

// timeout returns how long it takes until a segment arrives that waits for its timeout.
func (t *wire) timeout(rtt time.Duration, s *sim.Stream) time.Duration {
	const longest = 120 * time.Second // Linux, TCP_RTO_MAX
	rto := min(rtt+t.minRTO, longest)
	late := rto
	for s.Float64() < t.loss {
		rto = min(2*rto, longest)
		late += rto
	}
	return late
}
