package reports

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"strings"

	"headroom/sim/stats"
)

// The parts of the page. uPlot 1.6.32 draws the charts (MIT licence, in uplot.LICENSE,
// which is copied into every page).
var (
	//go:embed html/report.tmpl
	pageTemplate string
	//go:embed html/report.css
	pageStyle string
	//go:embed html/page.js
	pageScript string // theme and tables
	//go:embed html/report.js
	chartScript string
	//go:embed html/uplot.min.js
	uplotScript string
	//go:embed html/uplot.min.css
	uplotStyle string
	//go:embed html/uplot.LICENSE
	uplotLicence string
)

// HTML writes the report as one file that needs no other: it loads nothing, and forbids
// the browser to. It follows the reader's light or dark preference unless o.Theme is
// "light" or "dark". Without JavaScript it shows the plots instead of the charts.
// o.Source is the scenario file named in the command that repeats the run.
func HTML(w io.Writer, r *stats.Result, o Options) error {
	t, err := template.New("report").Parse(tableTemplate + pageTemplate)
	if err != nil {
		return err
	}
	v, err := newPage(r, o)
	if err != nil {
		return err
	}
	return t.Execute(w, v)
}

// pageScripts is the text of the only script that the page may run.
func pageScripts() string {
	return "/* uPlot: " + strings.ReplaceAll(uplotLicence, "*/", "") + "*/\n" + uplotScript + "\n" + pageScript + chartScript
}

// contentPolicy permits that script by its hash, styles of the page, and nothing else
// (W3C Content Security Policy 3).
func contentPolicy(script string) string {
	sum := sha256.Sum256([]byte(script))
	return "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; script-src 'sha256-" +
		base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// pageStyles is the style sheet of the page: the colours of both themes, its own rules,
// those of the charts and of the diagram.
func pageStyles() string {
	return themeStyles() + uplotStyle + "\n" + pageStyle + "\n" + diagramStyle(func(name string) string { return "var(--" + name + ")" })
}

// plainStyles is the style sheet of pages without charts and diagram.
func plainStyles() string { return themeStyles() + pageStyle + "\n" }

func themeStyles() string {
	var b strings.Builder
	b.WriteString(":root{color-scheme:light dark;" + light.properties() + "}\n")
	b.WriteString("@media screen and (prefers-color-scheme:dark){:root{" + dark.properties() + "}}\n")
	b.WriteString("@media screen{:root[data-theme=light]{color-scheme:light;" + light.properties() + "}\n")
	b.WriteString(":root[data-theme=dark]{color-scheme:dark;" + dark.properties() + "}}\n")
	return b.String()
}

// themed draws a figure for the inside of the page: its colours are those of the page,
// whichever theme that has.
func themed(f figure, r *stats.Result) (template.HTML, error) {
	data, err := drawSVG(f, r, light, thinPage)
	if err != nil {
		return "", err
	}
	return inPage(data), nil
}

// inPage makes a picture in the colours of the light theme a part of the page.
func inPage(data []byte) template.HTML {
	svg := string(data)
	if i := strings.Index(svg, "<svg"); i > 0 {
		svg = svg[i:]
	}
	var pairs []string
	seen := map[string]bool{}
	for _, c := range light.colours() {
		if !seen[c.hex] && !strings.HasSuffix(c.name, "-fill") && !strings.HasSuffix(c.name, "-line") {
			seen[c.hex] = true
			pairs = append(pairs, strings.ToUpper(c.hex), "var(--"+c.name+")")
		}
	}
	return template.HTML(strings.NewReplacer(pairs...).Replace(svg))
}
