package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"headroom/internal/golden"
	"headroom/sim/stats"
)

func writtenStudy(t *testing.T, write func(io.Writer, *stats.Study, Options) error, s *stats.Study, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, s, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestStudyPages(t *testing.T) {
	for _, tt := range []struct {
		file  string
		write func(io.Writer, *stats.Study, Options) error
		of    *stats.Study
		o     Options
	}{
		{"study-sweep.txt", StudyText, sweepSample(), Options{}},
		{"study-sweep-80.txt", StudyText, sweepSample(), Options{Width: 80}},
		{"study-sweep-120.txt", StudyText, sweepSample(), Options{Width: 120}},
		{"study-slices.txt", StudyText, slicesSample(), Options{}},
		{"study-find.txt", StudyText, findSample(), Options{}},
		{"study-minimise.txt", StudyText, minimiseSample(), Options{}},
		{"study-morris.txt", StudyText, morrisSample(), Options{}},
		{"study-sobol.txt", StudyText, sobolSample(), Options{}},
		{"study-cliff.txt", StudyText, cliffSample(), Options{}},
		{"study-minimise.md", StudyMarkdown, minimiseSample(), Options{}},
		{"study-cliff.md", StudyMarkdown, cliffSample(), Options{}},
		{"study-find.csv", StudyCSV, findSample(), Options{}},
	} {
		t.Run(tt.file, func(t *testing.T) {
			golden.Check(t, "testdata/"+tt.file, writtenStudy(t, tt.write, tt.of, tt.o))
		})
	}
}

func TestStudyPageKeepsItsWidth(t *testing.T) {
	for name, s := range studySamples() {
		for _, width := range []int{80, 93, 120} {
			for i, line := range strings.Split(string(writtenStudy(t, StudyText, s, Options{Width: width})), "\n") {
				if n := utf8.RuneCountInString(line); n > width {
					t.Errorf("%s at width %d: line %d has %d columns: %s", name, width, i+1, n, line)
				}
			}
		}
	}
}

func TestColorOnlyAddsToAStudy(t *testing.T) {
	for name, s := range studySamples() {
		colored := writtenStudy(t, StudyText, s, Options{Color: true})
		bare := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAll(colored, nil)
		if want := writtenStudy(t, StudyText, s, Options{}); !bytes.Equal(bare, want) || bytes.Equal(colored, want) {
			t.Errorf("%s: the colored page is not the plain one with colors", name)
		}
	}
}

func TestStudyWritersAreFound(t *testing.T) {
	for _, w := range StudyWriters {
		if got, ok := Find(StudyWriters, w.Name); !ok || got.Summary != w.Summary || w.Summary == "" {
			t.Errorf("%s is not found, or has no summary", w.Name)
		}
		if err := w.Write(full{}, sweepSample(), Options{}); !errors.Is(err, errFull) {
			t.Errorf("%s: got error %v, want %v", w.Name, err, errFull)
		}
	}
	if _, ok := Find(StudyWriters, "xml"); ok {
		t.Error("there is a format xml")
	}
}

func TestStudiesThatAreHardToShow(t *testing.T) {
	for name, s := range uglySamples() {
		for _, w := range StudyWriters {
			if w.Name == "json" {
				continue
			}
			var b bytes.Buffer
			if err := w.Write(&b, s, Options{}); err != nil {
				t.Errorf("%s as %s: %v", name, w.Name, err)
			}
			for _, bad := range []string{"NaN", "Inf", "%!", "ZgotmplZ"} {
				text := strings.ReplaceAll(b.String(), pageScript, "")
				if i := strings.Index(text, bad); i >= 0 {
					t.Errorf("%s as %s holds %.60q", name, w.Name, text[max(0, i-30):])
				}
			}
		}
	}
}

func TestStudyPageLoadsNothing(t *testing.T) {
	for name, s := range studySamples() {
		page := string(writtenStudy(t, StudyHTML, s, Options{Theme: "dark"}))
		for _, known := range []string{`xmlns="http://www.w3.org/2000/svg"`, `xmlns:xlink="http://www.w3.org/1999/xlink"`} {
			page = strings.ReplaceAll(page, known, "")
		}
		for _, loader := range []string{"http:", "https:", " src=", "@import", "url("} {
			if i := strings.Index(page, loader); i >= 0 {
				t.Errorf("%s: the page loads something: %.80s", name, page[i:])
			}
		}
		for _, want := range []string{`data-theme="dark"`, "<svg", "<h2>Points</h2>|<summary>Points", "default-src &#39;none&#39;", `var\(--bg\)`} {
			if !regexp.MustCompile(want).MatchString(page) {
				t.Errorf("%s: the page does not hold %s", name, want)
			}
		}
		if !strings.HasSuffix(page, "</html>\n") {
			t.Errorf("%s: not a whole page", name)
		}
	}
}

func TestStudyPageIsSafeFromItsNames(t *testing.T) {
	s := sweepSample()
	s.Name, s.Answer, s.Knobs[0].Set = "<script>alert(1)</script>", "a </p><script>", "services.<b>.replicas"
	page := string(writtenStudy(t, StudyHTML, s, Options{}))
	if strings.Contains(page, "<script>alert") || strings.Contains(page, "</p><script>") || strings.Contains(page, "services.<b>") {
		t.Error("a name became a part of the page")
	}
}

func TestPointsAreReadBack(t *testing.T) {
	s := minimiseSample()
	s.Points[1].Without = []string{"faults"}
	s.Points[2].Metrics[0].Estimate.CI95 = nil
	lines, err := csv.NewReader(bytes.NewReader(writtenStudy(t, StudyCSV, s, Options{}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := len(s.Points)*len(s.Points[0].Metrics) + 1
	if len(lines) != want {
		t.Fatalf("%d lines, want %d", len(lines), want)
	}
	if got := strings.Join(lines[0], ","); got != "point,services.checkout.replicas,databases.orders-db.instance,subject,metric,unit,value,low,high,replications,verdict,without" {
		t.Errorf("header is %s", got)
	}
	first := lines[1+len(s.Points[0].Metrics)]
	if got := strings.Join(first, ","); got != "1,8,db.r7g.large,operation/browse,success,ratio,0.99999,0.999986,0.999994,5,undecided,faults" {
		t.Errorf("first line of point 1 is %s", got)
	}
	if third := lines[1+2*len(s.Points[0].Metrics)]; third[7] != "" || third[8] != "" {
		t.Errorf("ends of an interval that is not there are %q and %q", third[7], third[8])
	}
}

func TestStudyJSONIsRead(t *testing.T) {
	want := cliffSample()
	got := new(stats.Study)
	if err := json.Unmarshal(writtenStudy(t, StudyJSON, want, Options{}), got); err != nil {
		t.Fatal(err)
	}
	if len(got.Points) != len(want.Points) || got.Cliff.Hidden.Text != want.Cliff.Hidden.Text || got.Schema != stats.StudySchema {
		t.Errorf("read back %d points, hidden capacity %v", len(got.Points), got.Cliff.Hidden)
	}
}

func TestWhatIsNotFiniteHasNoPlaceInJSON(t *testing.T) {
	var b bytes.Buffer
	if err := StudyJSON(&b, uglySamples()["holes"], Options{}); err == nil || b.Len() > 0 {
		t.Errorf("got error %v and %d bytes, want an error and nothing", err, b.Len())
	}
}

func TestLongStudiesAreCut(t *testing.T) {
	ugly := uglySamples()
	got := string(writtenStudy(t, StudyText, ugly["two-thousand-in-one"], Options{}))
	if want := "and 1960 more points"; !strings.Contains(got, want) {
		t.Errorf("want %q in\n%s", want, got[len(got)-200:])
	}
	page := string(writtenStudy(t, StudyHTML, ugly["two-thousand-in-one"], Options{}))
	if want := "The first 500 points; the other 1500 are in points.csv."; !strings.Contains(page, want) {
		t.Errorf("the page does not say %q", want)
	}
	if n := len(page); n > 2<<20 {
		t.Errorf("the page has %d bytes, want at most 2 MiB", n)
	}
}
