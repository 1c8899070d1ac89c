package reports

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html"
	"math"
	"regexp"
	"strings"
	"testing"

	"headroom/sim/stats"
)

func pageOf(t *testing.T, r *stats.Result, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPageLoadsNothing(t *testing.T) {
	s := pageOf(t, shop(), Options{Source: "shop.yaml"})
	for _, known := range []string{
		`xmlns="http://www.w3.org/2000/svg"`, `xmlns:xlink="http://www.w3.org/1999/xlink"`, "https://github.com/leeoniya/uPlot",
	} {
		s = strings.ReplaceAll(s, known, "")
	}
	if i := strings.Index(s, "http:"); i >= 0 {
		t.Errorf("the page names an address: %.80s", s[i:])
	}
	if i := strings.Index(s, "https:"); i >= 0 {
		t.Errorf("the page names an address: %.80s", s[i:])
	}
	for _, loader := range []string{" src=", "@import", "url("} {
		if i := strings.Index(s, loader); i >= 0 {
			t.Errorf("the page loads something: %.80s", s[i:])
		}
	}
	if !strings.Contains(s, "Permission is hereby granted") {
		t.Error("the licence of uPlot is missing")
	}
}

func TestPagePermitsItsScriptOnly(t *testing.T) {
	s := pageOf(t, shop(), Options{})
	scripts := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllStringSubmatch(s, -1)
	if len(scripts) != 1 {
		t.Fatalf("%d scripts, want 1", len(scripts))
	}
	sum := sha256.Sum256([]byte(scripts[0][1]))
	want := "script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	policy := regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(s)
	if policy == nil {
		t.Fatal("no policy")
	}
	got := html.UnescapeString(policy[1])
	if !strings.Contains(got, want) || !strings.HasPrefix(got, "default-src 'none';") {
		t.Errorf("policy is %q, want default-src 'none' and %q", got, want)
	}
}

func TestPageHoldsTheResult(t *testing.T) {
	s := pageOf(t, shop(), Options{Source: "shop.yaml"})
	for _, want := range []string{
		"<h1>shop</h1>", "1 of 4 missed", "p99 of checkout", "99.922 %", "$9,052", "busiest: orders-db",
		"orders-db is the bottleneck", "checkout.p99 &lt; 1.2s", "1.25 s to 1.36 s", "headroom run shop.yaml --seed 7 --repeat 5",
		"sha256:5f0c", `class="diagram"`, "bytes out", "TCP slow start is left out.", "hit ratio was given, not simulated",
		"Without a price", "payments service", "<noscript>", "by 4x", `font-family:'Liberation Sans',Arial`,
	} {
		if !strings.Contains(s, want) {
			t.Errorf("the page does not hold %q", want)
		}
	}
	if strings.Contains(s, "ZgotmplZ") {
		t.Error("the template refused a value")
	}
}

func TestPageDataIsJSON(t *testing.T) {
	r := shop()
	r.Components[0].Name = "</script><script>alert(1)</script>"
	r.Series.Columns = append(r.Series.Columns, stats.Column{
		Subject: "component/</script>", Metric: "lag", Values: append([]float64{math.Inf(1), math.NaN()}, r.Series.Times[2:]...),
	})
	s := pageOf(t, r, Options{})
	if strings.Contains(s, "<script>alert") {
		t.Error("a name became a script")
	}
	block := regexp.MustCompile(`(?s)id="data">(.*?)</script>`).FindStringSubmatch(s)
	if block == nil {
		t.Fatal("no data")
	}
	var d struct {
		Times  []float64
		Groups []struct {
			Name   string
			First  int
			Charts []struct {
				Lines []struct{ Values []*float64 }
			}
		}
	}
	if err := json.Unmarshal([]byte(block[1]), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Times) != 360 || len(d.Groups) != 10 || d.Groups[0].Name != "Response time" {
		t.Fatalf("%d times, %d groups; want 360 and 10", len(d.Times), len(d.Groups))
	}
	if d.Groups[0].First != 2 {
		t.Errorf("shows operation %d at first, want 2, whose objective is missed", d.Groups[0].First)
	}
	for _, g := range d.Groups {
		for _, c := range g.Charts {
			for _, l := range c.Lines {
				if len(l.Values) != len(d.Times) {
					t.Errorf("%s: %d values for %d times", g.Name, len(l.Values), len(d.Times))
				}
			}
		}
	}
}

func TestPageOfLittle(t *testing.T) {
	for _, tt := range []struct {
		name   string
		result *stats.Result
	}{
		{"an empty result", &stats.Result{}},
		{"components and links only", topology(shop())},
		{"an operation that never answered", &stats.Result{
			Operations: stats.Ordered[*stats.Operation]{{Name: "main", Value: &stats.Operation{}}},
			Objectives: []stats.Objective{{Metric: "main.p99", Unit: "s", Bound: 1, Op: "<", Verdict: stats.Undecided}},
			Unstable:   []string{"api"},
		}},
	} {
		s := pageOf(t, tt.result, Options{Theme: "dark"})
		if !strings.Contains(s, `data-theme="dark"`) || !strings.HasSuffix(s, "</html>\n") {
			t.Errorf("%s: not a whole page", tt.name)
		}
		if strings.Contains(s, "NaN %") || strings.Contains(s, "ZgotmplZ") {
			t.Errorf("%s: the page shows something that is not a number", tt.name)
		}
	}
}

func TestPageStaysSmall(t *testing.T) {
	if n := len(pageOf(t, shop(), Options{})); n > 600<<10 {
		t.Errorf("the page has %d bytes, want at most 600 KiB", n)
	}
}
