package models

import (
	"slices"

	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
	"headroom/sim/stats"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// visits are the sessions of a source. Each is a frame of the source with the mode
// visiting: Op is the last operation, PC counts the requests, and Left those that are to
// come, of sessions that draw their number.
type visits struct {
	spec    *Session
	think   dist.Sampler
	number  dist.Sampler // of requests
	list    []int32      // operations in order, by position in the source
	chances [][]float64  // of a chain, cumulative
	visitCounts
	present stats.Gauge // sessions under way
	length  stats.Histogram
}

type visitCounts struct{ begun, ended, left, requests uint64 }

const visiting = 1 // Mode of a frame that is a session, not a request

const thoughtOver = arrival + 1 // Arg is the Ref of the session

// newVisits prepares the sessions of a source; names are its operations.
func newVisits(s *Session, names []string) *visits {
	v := &visits{spec: s, think: dist.Compile(s.Think.Dist)}
	for _, name := range s.Operations {
		v.list = append(v.list, int32(slices.Index(names, name)))
	}
	if s.Requests.Set() {
		v.number = dist.Compile(s.Requests.Dist)
	}
	if len(s.Next) > 0 {
		v.chances = s.chances(names)
		for _, row := range v.chances {
			for i := 1; i < len(row); i++ {
				row[i] += row[i-1]
			}
		}
	}
	return v
}

// reset forgets what the warm-up measured.
func (v *visits) reset(now sim.Time) {
	v.visitCounts = visitCounts{}
	v.present.Reset(now)
	v.length.Reset()
}

// visit begins a session with its first request.
func (s *source) visit(key uint64) {
	v := s.visits
	now := s.engine.now()
	r, f := s.engine.flow.New()
	f.Key, f.Node, f.Phase, f.Mode, f.Link, f.At = key, s.id, flow.Inside, visiting, noLink, now
	draw := sim.NewStream(sim.Mix(key, forSession))
	switch {
	case len(v.list) > 0:
		f.Op = int16(v.list[0])
	case v.chances == nil:
		f.Left = max(1, int32(v.number.Sample(&draw)+0.5))
		f.Op = int16(s.pick(sim.Mix(key, 0)))
	}
	v.begun++
	v.present.Add(now, 1)
	s.ask(r, f)
}

// ask sends the next request of a session.
func (s *source) ask(r flow.Ref, f *flow.Frame) {
	f.PC++
	s.request(sim.Mix(f.Key, uint64(f.PC)), int32(f.Op), r, 0)
}

// onward goes on with a session after the answer to a request.
func (s *source) onward(r flow.Ref, o flow.Outcome) {
	f := s.engine.flow.Get(r)
	v := s.visits
	draw := sim.NewStream(sim.Mix(sim.Mix(f.Key, uint64(f.PC)), forSession))
	if o == flow.Cancelled || o.Failed() && draw.Float64() < float64(v.spec.LeaveOnFailure) {
		v.left++
		s.depart(r, f)
		return
	}
	switch {
	case len(v.list) > 0:
		if int(f.PC) == len(v.list) {
			s.depart(r, f)
			return
		}
		f.Op = int16(v.list[f.PC])
	case v.chances != nil:
		row := v.chances[f.Op]
		u := draw.Float64()
		next := 0
		for next < len(row) && u >= row[next] {
			next++
		}
		if next == len(row) {
			s.depart(r, f)
			return
		}
		f.Op = int16(next)
	default:
		if f.Left--; f.Left == 0 {
			s.depart(r, f)
			return
		}
		f.Op = int16(s.pick(sim.Mix(f.Key, uint64(f.PC)+1)))
	}
	s.engine.kernel.Schedule(v.think.Duration(&draw), s.hid, thoughtOver, uint64(r))
}

// depart ends a session.
func (s *source) depart(r flow.Ref, f *flow.Frame) {
	now := s.engine.now()
	v := s.visits
	v.ended++
	v.requests += uint64(f.PC)
	v.present.Add(now, -1)
	if f.At >= s.engine.measured {
		v.length.Record(int64(now - f.At))
	}
	s.engine.flow.Drop(r, f)
}
