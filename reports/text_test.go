package reports

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"headroom/internal/golden"
	"headroom/sim/stats"
)

// written renders a result, or fails the test.
func written(t *testing.T, write func(io.Writer, *stats.Result, Options) error, r *stats.Result, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTextualReports(t *testing.T) {
	tests := []struct {
		file  string
		write func(io.Writer, *stats.Result, Options) error
		o     Options
	}{
		{"shop.txt", Text, Options{Source: "shop.yaml"}},
		{"shop-80.txt", Text, Options{Source: "shop.yaml", Width: 80}},
		{"shop.md", Markdown, Options{Source: "shop.yaml"}},
		{"shop.junit.xml", JUnit, Options{Source: "shop.yaml"}},
		{"shop.github", GitHub, Options{Source: "shop.yaml"}},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			golden.Check(t, "testdata/"+tt.file, written(t, tt.write, sample(), tt.o))
		})
	}
}

func TestTextPageKeepsItsWidth(t *testing.T) {
	r := sample()
	r.Components[3].Name = strings.Repeat("long-", 30) + "name"
	r.Objectives[0].Objective = strings.Repeat("x", 200)
	for _, width := range []int{0, 20, 80, 93, 100, 120, 400} {
		limit := min(max(width, leastWidth), mostWidth)
		if width == 0 {
			limit = usualWidth
		}
		for i, line := range strings.Split(string(written(t, Text, r, Options{Width: width})), "\n") {
			if n := utf8.RuneCountInString(line); n > limit {
				t.Errorf("width %d: line %d has %d columns, want %d at most: %s", width, i+1, n, limit, line)
			}
			if line != strings.TrimRight(line, " ") {
				t.Errorf("width %d: line %d has blanks at its end", width, i+1)
			}
		}
	}
}

func TestColorOnlyAdds(t *testing.T) {
	colored := written(t, Text, sample(), Options{Color: true})
	bare := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAll(colored, nil)
	if want := written(t, Text, sample(), Options{}); !bytes.Equal(bare, want) || bytes.Equal(colored, want) {
		t.Error("the colored page is not the plain one with colors")
	}
}

func TestTextDoesNotSteerTheTerminal(t *testing.T) {
	r := sample()
	r.Scenario.Name = "a\x1b[2Jb"
	r.Diagnosis[0].Text = "c\rd\x07"
	if got := written(t, Text, r, Options{}); bytes.ContainsAny(got, "\x1b\r\x07") {
		t.Errorf("got control characters: %q", got[:40])
	}
}

// sparse are results that lack much.
func sparse() map[string]*stats.Result {
	none := &stats.Result{
		Operations: stats.Ordered[*stats.Operation]{{Name: "main", Value: &stats.Operation{}}},
		Components: stats.Ordered[*stats.Component]{{Name: "api", Value: &stats.Component{Utilization: &stats.Level{}, Replicas: &stats.Level{}}}},
		Links:      stats.Ordered[*stats.Link]{{Name: "a->b", Value: &stats.Link{Failed: 1}}},
		Cost:       stats.Cost{PerHour: 1},
		Objectives: []stats.Objective{{Name: "x", Verdict: stats.Fail, Reason: "there was nothing to measure"}},
		Timeline:   []stats.Happening{{}},
	}
	return map[string]*stats.Result{"nothing at all": {}, "names without numbers": none}
}

func TestReportsOfLittle(t *testing.T) {
	for name, r := range sparse() {
		for _, f := range Writers {
			t.Run(name+" as "+f.Name, func(t *testing.T) {
				var b bytes.Buffer
				if err := f.Write(&b, r, Options{}); (err != nil) != (f.Name == "csv") {
					t.Errorf("got error %v", err)
				}
				if f.Name != "html" && bytes.Contains(b.Bytes(), []byte("NaN")) { // its script has the word
					t.Errorf("got NaN:\n%s", b.Bytes())
				}
			})
		}
	}
}

func TestLargeSystemsAreCut(t *testing.T) {
	r := &stats.Result{}
	for _, name := range []string{"idle", "busy"} {
		for range 60 {
			r.Components.Add(name, &stats.Component{Utilization: level(map[string]float64{"idle": 0.1, "busy": 0.7}[name], 0.9)})
			r.Components[len(r.Components)-1].Value.Utilization.Max = map[string]float64{"idle": 0.2, "busy": 0.9}[name]
		}
	}
	got := string(written(t, Text, r, Options{}))
	if strings.Contains(got, "idle") || strings.Count(got, "busy") != mostComponents+1 || !strings.Contains(got, "and 80 components") {
		t.Errorf("want the %d busiest components and a word on the other 80, got\n%s", mostComponents, got)
	}
}

func TestTimelineIsCondensed(t *testing.T) {
	at := func(component, what, detail string) stats.Happening {
		return stats.Happening{At: 60, Component: component, What: what, Detail: detail}
	}
	step := func(detail string) stats.Happening { return at("api", "scale", detail) }
	tests := []struct {
		name     string
		timeline []stats.Happening
		want     string
	}{
		{"few steps are told", []stats.Happening{step("2 -> 3 replicas"), step("3 -> 4 replicas")}, "1:00 api scale 2 -> 3 replicas, 3 -> 4 replicas"},
		{"many steps are told by their turns", []stats.Happening{
			step("2 -> 3 replicas"), step("3 -> 4 replicas"), step("4 -> 8 replicas"), step("8 -> 5 replicas"),
		}, "1:00 api scale in 4 steps: 2 -> 8 -> 5 replicas"},
		{"many changes of breakers are told by the openings", []stats.Happening{
			at("front/0->api", "breaker", "closed -> open"), at("front/1->api", "breaker", "closed -> open"),
			at("front/0->api", "breaker", "open -> half-open"), at("front/0->api", "breaker", "half-open -> closed"),
		}, "1:00 front->api breaker opened twice, last half-open -> closed"},
		{"few ejections are told one by one", []stats.Happening{
			at("front->api", "ejected", "api/2: success rate"), at("front->api", "back", "api/2: success rate"),
		}, "1:00 front->api ejected api/2: success rate, back api/2: success rate"},
		{"many ejections are told by replica", []stats.Happening{
			at("front/0->api", "ejected", "api/0: success rate"), at("front/1->api", "ejected", "api/2: success rate"),
			at("front/0->api", "back", "api/0: success rate"), at("front/2->api", "ejected", "api/2: success rate"),
		}, "1:00 front->api ejected api/2 twice, api/0 once; back once"},
		{"many changes of health are told by replica", []stats.Happening{
			at("front/0->api", "health", "api/0: healthy -> unhealthy"), at("front/1->api", "health", "api/0: healthy -> unhealthy"),
			at("front/0->api", "health", "api/0: unhealthy -> healthy"), at("front/1->api", "health", "api/0: unhealthy -> healthy"),
		}, "1:00 front->api found unhealthy: api/0 twice; last api/0 unhealthy -> healthy"},
		{"so are replicas that get well", []stats.Happening{
			at("front/0->api", "health", "api/0: initial -> healthy"), at("front/1->api", "health", "api/0: initial -> healthy"),
			at("front/0->api", "health", "api/1: initial -> healthy"), at("front/1->api", "health", "api/1: initial -> healthy"),
		}, "1:00 front->api health changed 4 times, last api/1 initial -> healthy"},
		{"steps of another form are told by their ends", []stats.Happening{step("a"), step("b"), step("c"), step("d")}, "1:00 api scale in 4 steps: a ... d"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &stats.Result{Timeline: tt.timeline, Scenario: stats.Scenario{Duration: 3600}}
			got := strings.Join(strings.Fields(strings.Join(timelineLines(r), "\n")), " ")
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// full is a writer without room.
type full struct{}

var errFull = errors.New("no space left on device")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWritersReturnErrors(t *testing.T) {
	for _, f := range Writers {
		if err := f.Write(full{}, sample(), Options{}); !errors.Is(err, errFull) {
			t.Errorf("%s: got error %v, want %v", f.Name, err, errFull)
		}
	}
}
