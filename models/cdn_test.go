package models

import (
	"math"
	"testing"

	"headroom/sim/flow"
)

func cdnTo(origin string, edits ...func(*CDN)) Component {
	c := made(append([]func(*CDN){func(c *CDN) {
		c.Origin, c.Data, c.Caches, c.Memory = origin, "pages", []string{"main"}, 1<<30
		c.Warm, c.Link = false, network("0s")
	}}, edits...)...)
	return comp("cdns", "edge", c)
}

// TestSimultaneousMissesMakeOneFetch: four requests for one page while it is fetched.
func TestSimultaneousMissesMakeOneFetch(t *testing.T) {
	for _, c := range []struct {
		collapse bool
		fetches  int
	}{{true, 1}, {false, 4}} {
		p := taking(0.35)
		s := scene(0.99, evenly("edge", 10), cdnTo("p.main", func(d *CDN) { d.Collapse = c.collapse }), probing("p", p))
		s.Data = items("pages", 1, "uniform")
		e := ended(t, s)
		same(t, "fetches", len(p.seen), c.fetches)
		n := e.byName["edge"].base()
		same(t, "misses", n.misses, 4)
		same(t, "hits", n.hits, 5)
		same(t, "answered", e.ops[0].ok, 9)
		if c.collapse {
			near(t, "the longest wait for a fetch of another", n.wait.Max(), 0.25, 0.001)
		}
		near(t, "the slowest request", e.ops[0].latency.Max(), 0.35, 0.001)
	}
}

// TestCollapsingKeepsTheShares is a cycle of fetch, freshness and the next request:
// Poisson with 100/s, a TTL of 0.5 s from the fill, fetches of 0.1 s.
func TestCollapsingKeepsTheShares(t *testing.T) {
	p := taking(0.1)
	s := scene(2000, poisson("edge", 100), cdnTo("p.main", func(d *CDN) { d.TTL = seconds(0.5) }), probing("p", p))
	s.Data = items("pages", 1, "uniform")
	n := ended(t, s).byName["edge"].base()
	all := float64(n.hits + n.misses)
	near(t, "share of hits", float64(n.hits)/all, 0.8196721311, 0.003)
	near(t, "share that waits for another's fetch", float64(n.delayed)/all, 0.1639344262, 0.003)
	near(t, "share that fetches", float64(len(p.seen))/all, 0.01639344262, 0.0003)
	near(t, "fetches per second", float64(len(p.seen))/2000, 1.639344262, 0.03)
	near(t, "mean wait of those that wait", n.wait.Sum()/float64(n.delayed), 0.05, 0.001)
}

func TestHitRatioOfTheEdge(t *testing.T) {
	p := &probe{}
	s := scene(1000, poisson("edge", 100), cdnTo("p.main", func(d *CDN) { d.Memory = 100 }), probing("p", p))
	s.Data = items("pages", 1000, "zipf(s=0.8)")
	s.Run.Warmup = WarmUp{Span: seconds(100)}
	n := ended(t, s).byName["edge"].base()
	near(t, "hit ratio of 100 of 1000 pages", float64(n.hits)/float64(n.hits+n.misses), 0.377796378, 0.005)
	near(t, "fetches", float64(n.misses), float64(n.arrivals-n.hits), 1)
}

// TestTheEdgeStartsWarm: with a TTL of 20 s and no warm-up the hit ratio is at once what
// it would be after a while (Jung, Berger and Balakrishnan 2003).
func TestTheEdgeStartsWarm(t *testing.T) {
	s := scene(100, poisson("edge", 500), cdnTo("p.main", func(d *CDN) { d.Warm, d.TTL = true, seconds(20) }), probing("p", &probe{}))
	s.Data = items("pages", 1000, "zipf(s=1)")
	n := ended(t, s).byName["edge"].base()
	near(t, "hit ratio", float64(n.hits)/float64(n.hits+n.misses), 0.9253720944, 0.005)
	s.Components[1].Spec.(*CDN).Warm = false
	n = ended(t, s).byName["edge"].base()
	if cold := float64(n.hits) / float64(n.hits+n.misses); cold > 0.925 {
		t.Errorf("a cold edge hits %.4f, which is no less than a warm one", cold)
	}
}

func TestAGivenHitRatio(t *testing.T) {
	p := &probe{}
	s := scene(400, poisson("edge", 50), cdnTo("p.main", func(d *CDN) { d.HitRatio, d.Data, d.Memory = 0.8, "", 0 }), probing("p", p))
	n := ended(t, s).byName["edge"].base()
	all := float64(n.arrivals)
	near(t, "share of fetches", float64(len(p.seen))/all, 0.2, 4*math.Sqrt(0.16/all))
}

func TestWhatIsNotCachedPassesThrough(t *testing.T) {
	p := &probe{}
	s := scene(10.05, evenly("edge", 10), cdnTo("p.main", func(d *CDN) { d.Caches, d.Memory = nil, 0 }), probing("p", p))
	s.Data = items("pages", 1, "uniform")
	e := ended(t, s)
	same(t, "fetches", len(p.seen), 100)
	n := e.byName["edge"].base()
	same(t, "hits and misses", n.hits+n.misses, 0)
	same(t, "bytes", n.bytes, 0)
}

func TestAFailedFetchFailsAllThatWaitAndIsNotStored(t *testing.T) {
	p := failing(0.25)
	p.ends = func(n, _ int) flow.Outcome {
		if n == 1 {
			return flow.Error
		}
		return flow.OK
	}
	s := scene(0.95, evenly("edge", 10), cdnTo("p.main"), probing("p", p))
	s.Data = items("pages", 1, "uniform")
	e := ended(t, s)
	// 0.1 s fetches and fails at 0.35 s with 0.2 s and 0.3 s; 0.4 s fetches until 0.65 s.
	sameTimes(t, "fetches", p.times(), []float64{0.1, 0.4})
	same(t, "errors", e.ops[0].errors, 3)
	same(t, "answered", e.ops[0].ok, 6)
}

func TestBytesSentAreThoseOfCachedOperations(t *testing.T) {
	s := scene(10.05, evenly("edge", 10), cdnTo("p.main", func(d *CDN) { d.Response = size("10kB") }), probing("p", &probe{}))
	s.Data = items("pages", 5, "uniform")
	same(t, "bytes", ended(t, s).byName["edge"].base().bytes, 100*10_000)
}

func TestTheEdgeSpendsItsOverheadOnItsWorkers(t *testing.T) {
	s := scene(2.5, evenly("edge", 0, func(t *Traffic) {
		t.Rate = Shape{&Steps{Points: []Point{{0, 10}, {seconds(0.35), 0}}}}
	}), cdnTo("p.main", func(d *CDN) { d.Overhead, d.Workers = duration("500ms"), 1 }), probing("p", &probe{}))
	s.Data = items("pages", 1, "uniform")
	n := ended(t, s).byName["edge"].base()
	near(t, "the third waits for two", n.wait.Max(), 0.8, 0.001)
	same(t, "completions", n.completions, 3)
}
