package golden

import "testing"

func TestFirstDifferenceNamesTheLine(t *testing.T) {
	tests := []struct {
		name      string
		got, want string
		line      int
		g, w      string
	}{
		{"a changed line in the middle", "a\nb\nc\n", "a\nx\nc\n", 2, "b", "x"},
		{"a line too many", "a\nb\n", "a\n", 2, "b", ""},
		{"a line too few", "a\n", "a\nb\n", 2, "", "b"},
		{"a missing end of line", "a", "a\n", 1, "a", "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			line, g, w := firstDifference([]byte(tt.got), []byte(tt.want))
			if line != tt.line || string(g) != tt.g || string(w) != tt.w {
				t.Errorf("got line %d %q %q, want line %d %q %q", line, g, w, tt.line, tt.g, tt.w)
			}
		})
	}
}
