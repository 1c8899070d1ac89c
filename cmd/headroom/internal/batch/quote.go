package batch

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"

	"headroom/cmd/headroom/internal/shell"
)

// unprintable tells whether a character would end a line or vanish in a manifest.
func unprintable(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == unicode.ReplacementChar
}

// inJSON writes a text or a list of texts as JSON, which is YAML too (YAML 1.2.2, section
// 1.3).
func inJSON(value any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(value)
	return strings.TrimSpace(b.String()), err
}

// inShell writes a word or a list of words for templates.
func inShell(value any) string {
	if word, ok := value.(string); ok {
		return shell.Line(word)
	}
	return shell.Line(value.([]string)...)
}

// forContainer writes words for the command of a container, in which Kubernetes puts the
// variable in the place of $(NAME), and $ in that of $$ (Kubernetes API reference, Container
// v1 core).
func forContainer(words []string) []string {
	kept := make([]string, len(words))
	for i, w := range words {
		kept[i] = strings.ReplaceAll(w, "$", "$$")
	}
	return kept
}

// forAction writes a text in which GitHub would otherwise evaluate expressions: ${{ is one
// that gives itself.
func forAction(text string) string {
	return strings.ReplaceAll(text, "${{", "${{ '${{' }}")
}

// indent puts blanks before each line of a text.
func indent(blanks int, text []byte) string {
	var b strings.Builder
	for line := range strings.Lines(string(text)) {
		if line != "\n" {
			b.WriteString(strings.Repeat(" ", blanks))
		}
		b.WriteString(line)
	}
	return strings.TrimRight(b.String(), "\n")
}
