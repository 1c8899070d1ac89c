package reports

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"headroom/internal/golden"
	"headroom/sim/stats"
)

func TestDiagramIsDrawn(t *testing.T) {
	for _, tt := range []struct {
		file   string
		result *stats.Result
		write  func(io.Writer, *stats.Result, Options) error
		theme  string
	}{
		{"diagram.svg", shop(), Diagram, "light"},
		{"diagram-dark.svg", shop(), Diagram, "dark"},
		{"diagram-before-run.svg", topology(shop()), Diagram, "light"},
		{"diagram.mmd", shop(), Mermaid, "light"},
		{"diagram.dot", shop(), DOT, "light"},
	} {
		var b bytes.Buffer
		if err := tt.write(&b, tt.result, Options{Theme: tt.theme}); err != nil {
			t.Fatal(err)
		}
		golden.Check(t, "testdata/"+tt.file, b.Bytes())
		if strings.HasSuffix(tt.file, ".svg") {
			wellFormed(t, tt.file, b.Bytes())
		}
	}
}

// topology leaves of a result what is known before a run.
func topology(r *stats.Result) *stats.Result {
	bare := &stats.Result{Scenario: r.Scenario}
	for _, c := range r.Components {
		bare.Components.Add(c.Name, &stats.Component{Kind: c.Value.Kind})
	}
	for _, l := range r.Links {
		bare.Links.Add(l.Name, &stats.Link{Kind: l.Value.Kind})
	}
	return bare
}

func wellFormed(t *testing.T, name string, data []byte) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

// mesh is a result of n components in which each calls several of the next, with cycles,
// a link of a component to itself, and an unconnected component.
func mesh(n int) *stats.Result {
	r := &stats.Result{Scenario: stats.Scenario{Name: "mesh", Replications: 1, Duration: 100}}
	for i := range n {
		r.Components.Add(fmt.Sprintf("service-%d", i), &stats.Component{Kind: "service", Throughput: float64(i)})
	}
	r.Components.Add("alone", &stats.Component{Kind: "cache"})
	link := func(a, b string, calls int) { r.Links.Add(a+"->"+b, &stats.Link{Kind: "call", Calls: uint64(calls)}) }
	link("users", "service-0", 90000)
	for i := range n {
		for _, step := range []int{1, 3, 7} {
			if (i*step)%4 != 3 && i+step < n {
				link(fmt.Sprintf("service-%d", i), fmt.Sprintf("service-%d", i+step), 1000*i+1)
			}
		}
	}
	link(fmt.Sprintf("service-%d", n-1), "service-1", 50)
	link("service-2", "service-2", 50)
	return r
}

func TestNothingOverlaps(t *testing.T) {
	for _, r := range []*stats.Result{shop(), topology(shop()), mesh(4), mesh(12), mesh(60)} {
		g := graphOf(r)
		l := arrange(boxSizes(g), arcsOf(g))
		var boxes []rectangle
		for v := range g.nodes {
			boxes = append(boxes, rectangle{l.x[v], l.y[v] - l.size[v].y/2, l.size[v].x, l.size[v].y})
			if boxes[v].x < 0 || boxes[v].y < -0.001 {
				t.Errorf("%s: %s lies outside at %v", r.Scenario.Name, g.nodes[v].name, boxes[v])
			}
			if need := textWidth(g.nodes[v].name, bold, nameSize); boxes[v].w < need {
				t.Errorf("%s: the box of %s is %v wide, its name %v", r.Scenario.Name, g.nodes[v].name, boxes[v].w, need)
			}
		}
		texts := make([]spot, len(g.edges))
		for i := range texts {
			texts[i] = spot{60, 13}
		}
		all := append([]rectangle{}, boxes...)
		for _, place := range placeTexts(l.routes(), texts, boxes) {
			if place.w > 0 {
				all = append(all, place)
			}
		}
		for i := range all {
			for j := range i {
				if all[i].overlaps(all[j]) {
					t.Errorf("%s: rectangles %d and %d of %d boxes overlap: %v %v", r.Scenario.Name, j, i, len(boxes), all[j], all[i])
				}
			}
		}
	}
}

func TestArrowsPointRight(t *testing.T) {
	g := graphOf(mesh(30))
	l := arrange(boxSizes(g), arcsOf(g))
	backward := 0
	for _, a := range l.arcs {
		if a.from == a.to {
			continue
		}
		if a.backward {
			backward++
		}
		for k := range len(a.chain) - 1 {
			if l.rank[a.chain[k]]+1 != l.rank[a.chain[k+1]] {
				t.Errorf("arc %d to %d skips a column", a.from, a.to)
			}
		}
	}
	if backward != 1 {
		t.Errorf("%d arcs were turned round, want the one that closes the cycle", backward)
	}
}

func TestShopHasFewCrossings(t *testing.T) {
	g := graphOf(shop())
	if got := arrange(boxSizes(g), arcsOf(g)).crossings(); got > 1 {
		t.Errorf("%d crossings, want at most 1", got)
	}
}

func TestStateOfComponent(t *testing.T) {
	for _, tt := range []struct {
		name string
		c    stats.Component
		want string
	}{
		{"nothing is said before a run", stats.Component{}, ""},
		{"servers are counted", stats.Component{Utilization: level(0.89, 1), Replicas: &stats.Level{Max: 8, Min: 8}}, "8 × 89 %"},
		{"a range where the number changed", stats.Component{Utilization: level(0.6, 1), Replicas: &stats.Level{Max: 12, Min: 4}}, "4–12 × 60 %"},
		{"hits of a cache", stats.Component{HitRatio: near(0.92, 0)}, "hit 92 %"},
		{"lag of a queue", stats.Component{Lag: &stats.Latency{Mean: near(0.2, 0)}}, "lag 200 ms"},
		{"else the throughput", stats.Component{Throughput: 1234.5}, "1234/s"},
	} {
		if got := loadText(&tt.c); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestDiagramOfNothing(t *testing.T) {
	var b bytes.Buffer
	for _, write := range []func(io.Writer, *stats.Result, Options) error{Diagram, Mermaid, DOT} {
		if err := write(&b, &stats.Result{}, Options{}); err != nil {
			t.Error(err)
		}
	}
	if strings.Contains(b.String(), "NaN") || strings.Contains(b.String(), "Inf") {
		t.Errorf("not a number in %s", b.String())
	}
}

func TestNamesAreEscaped(t *testing.T) {
	r := &stats.Result{Scenario: stats.Scenario{Name: `<b>"x"`}}
	r.Components.Add(`a"<script>`, &stats.Component{Kind: `k"><i>`})
	r.Links.Add(`u"->a"<script>`, &stats.Link{Kind: "call"})
	var svg, text bytes.Buffer
	if err := Diagram(&svg, r, Options{}); err != nil {
		t.Fatal(err)
	}
	wellFormed(t, "diagram", svg.Bytes())
	if strings.Contains(svg.String(), "<script") {
		t.Error("a name became an element")
	}
	if err := Mermaid(&text, r, Options{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), `["a#quot;#lt;script#gt;"]`) {
		t.Errorf("quotes are not escaped in %s", text.String())
	}
}
