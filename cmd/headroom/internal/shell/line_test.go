package shell

import "testing"

func TestLine(t *testing.T) {
	for _, c := range []struct {
		name  string
		words []string
		want  string
	}{
		{"no words", nil, ""},
		{"harmless words stay as they are", []string{"headroom", "--set", "a.b-c_d=5ms,10%", "out/x:y@z+1"}, "headroom --set a.b-c_d=5ms,10% out/x:y@z+1"},
		{"blanks, quotes and nothing", []string{"headroom", "--find", "max a.b", "it's", ""}, `headroom --find 'max a.b' 'it'\''s' ''`},
		{"what a shell would expand", []string{"$HOME", "*", "~", "a\nb"}, "'$HOME' '*' '~' 'a\nb'"},
		{"a harmless end does not excuse the middle", []string{"a;b"}, "'a;b'"},
	} {
		if got := Line(c.words...); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}
