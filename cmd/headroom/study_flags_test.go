package main

import (
	"slices"
	"testing"
)

func TestFlagsMakeAStudy(t *testing.T) {
	for _, c := range []struct {
		name  string
		flags studyFlags
		isNew bool
		want  string
	}{
		{"nothing", studyFlags{}, true, ``},
		{"a list", studyFlags{vary: []string{"a.b=1,2"}}, true, `{"studies":{"x":{"vary":[{"set":"a.b","to":["1","2"]}]}}}`},
		{"a range", studyFlags{ranges: []string{"a.b=1/s..2k/s"}}, true, `{"studies":{"x":{"vary":[{"set":"a.b","range":{"from":"1/s","to":"2k/s"}}]}}}`},
		{"a range with points", studyFlags{ranges: []string{"a.b=0.5..1.5:8"}}, true, `{"studies":{"x":{"vary":[{"set":"a.b","range":{"from":"0.5","to":"1.5","points":"8"}}]}}}`},
		{"a range of ratios", studyFlags{ranges: []string{"a.b=1..100:3:log"}}, true, `{"studies":{"x":{"vary":[{"set":"a.b","range":{"from":"1","to":"100","points":"3","scale":"log"}}]}}}`},
		{"a search asks for the objectives", searching("max a.b", ""), true, `{"studies":{"x":{"find":"max a.b","while":"slos"}}}`},
		{"a change of a search does not", searching("max a.b", ""), false, `{"studies":{"x":{"find":"max a.b"}}}`},
		{"replications", studyFlags{scenarioFlags: scenarioFlags{repeat: "9"}}, false, `{"studies":{"x":{"repeat":"9"}}}`},
		{"values to search among", studyFlags{among: []string{"s,m", "l"}}, false, `{"studies":{"x":{"among":["s","m","l"]}}}`},
	} {
		got, err := c.flags.layer("x", c.isNew)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %s, %v, want %s", c.name, got, err, c.want)
		}
	}
}

func searching(find, while string) (f studyFlags) {
	for i, k := range studyKeys {
		switch k.key {
		case "find":
			f.values[i] = find
		case "while":
			f.values[i] = while
		}
	}
	return f
}

func TestFormsOfFlags(t *testing.T) {
	f := searching("max a.b", "")
	f.vary = []string{"a=1"}
	for want, f := range map[string]studyFlags{"find": f, "sweep": {vary: []string{"a=1"}}, "": {among: []string{"a"}}} {
		if got := f.form(); got != want {
			t.Errorf("got the form %q, want %q", got, want)
		}
	}
}

func TestSplitValues(t *testing.T) {
	for list, want := range map[string][]string{
		"1,2,4":                            {"1", "2", "4"},
		"1":                                {"1"},
		"5ms, lognormal(mean=5ms, cv=2),x": {"5ms", "lognormal(mean=5ms, cv=2)", "x"},
		"a,":                               {"a", ""},
	} {
		if got := splitValues(list); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", list, got, want)
		}
	}
}
