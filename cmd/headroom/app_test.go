package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestEveryVerbShowsAnExample(t *testing.T) {
	for _, verb := range newApp(nil, nil, nil, nil).root().Commands() {
		if !strings.HasPrefix(verb.Example, "  headroom "+verb.Name()) {
			t.Errorf("%s: got the example %q, want one that starts with headroom %s", verb.Name(), verb.Example, verb.Name())
		}
		if verb.Long == "" || verb.Short == "" {
			t.Errorf("%s: help is missing", verb.Name())
		}
	}
}

func TestCompletionForShells(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		var stdout, stderr bytes.Buffer
		if code := run([]string{"completion", shell}, nil, &stdout, &stderr, nil); code != exitWell {
			t.Errorf("%s: got exit code %d, want %d: %s", shell, code, exitWell, &stderr)
		}
		if !strings.Contains(stdout.String(), "headroom") {
			t.Errorf("%s: got no script", shell)
		}
	}
}

func TestColorsNeedATerminal(t *testing.T) {
	a := newApp(nil, nil, nil, nil)
	if a.colored(&bytes.Buffer{}) {
		t.Error("got colors in a file, want none")
	}
}

func TestEnvironmentSaysTheLastValue(t *testing.T) {
	a := newApp(nil, nil, nil, []string{"A=1", "AB=2", "A=3"})
	if got, want := a.environ("A"), "3"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := a.environ("B"); got != "" {
		t.Errorf("got %q for what is not set", got)
	}
}
