package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"headroom/internal/golden"
)

// Stories are what a person types and what comes of it: after "$ command" and a line of
// dashes stand the lines of stdout, those of stderr with "! " in front, and the exit
// code. The files of testdata/files lie in the directory where a story plays. Besides
// headroom there are ls DIR, cat FILE, and same DIR DIR, which compares result folders
// but for run.json.
func TestStories(t *testing.T) {
	stories, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(stories) == 0 {
		t.Fatal("no stories", err)
	}
	for _, file := range stories {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			path, err := filepath.Abs(file)
			if err != nil {
				t.Fatal(err)
			}
			files := os.DirFS(filepath.Join(filepath.Dir(path), "files"))
			t.Chdir(t.TempDir())
			if err := os.CopyFS(".", files); err != nil {
				t.Fatal(err)
			}
			golden.Check(t, path, retell(string(text)))
		})
	}
}

// retell runs the commands of a story and writes it with what came of them. Lines that
// start with # before a command stay; what stood behind a command is dropped.
func retell(story string) []byte {
	var b bytes.Buffer
	past := false // within what came of a command before
	for line := range strings.Lines(story) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case past:
			past = !ended.MatchString(line)
		case line == "----":
			past = true
		case strings.HasPrefix(line, "# "):
			fmt.Fprintf(&b, "%s\n", line)
		case strings.HasPrefix(line, "$ "):
			var stdout, stderr bytes.Buffer
			code := typed(strings.TrimPrefix(line, "$ "), &stdout, &stderr)
			fmt.Fprintf(&b, "%s\n----\n%s", line, masked(stdout.String()))
			for said := range strings.Lines(masked(stderr.String())) {
				fmt.Fprintf(&b, "! %s", said)
			}
			fmt.Fprintf(&b, "exit %d\n\n", code)
		}
	}
	return b.Bytes()
}

// ended is the last line of what came of a command.
var ended = regexp.MustCompile(`^exit \d+$`)

// typed does what a shell would do with a line: NAME=VALUE in front is environment,
// "< FILE" behind is standard input, words may stand in single quotes.
func typed(line string, stdout, stderr *bytes.Buffer) int {
	words := wordsOf(line)
	var env []string
	for len(words) > 0 && strings.Contains(words[0], "=") {
		env, words = append(env, words[0]), words[1:]
	}
	var stdin io.Reader = strings.NewReader("")
	if n := len(words); n > 2 && words[n-2] == "<" {
		text, err := os.ReadFile(words[n-1])
		if err != nil {
			return complain(stderr, err)
		}
		stdin, words = bytes.NewReader(text), words[:n-2]
	}
	switch args := words[1:]; words[0] {
	case "headroom":
		return run(args, stdin, stdout, stderr, env)
	case "ls":
		return complain(stderr, filesIn(args[0], func(name string, _ []byte) { fmt.Fprintln(stdout, name) }))
	case "cat":
		text, err := os.ReadFile(args[0])
		stdout.Write(text)
		return complain(stderr, err)
	case "same":
		return complain(stderr, same(args[0], args[1], stdout))
	}
	return complain(stderr, fmt.Errorf("%s: no such command", words[0]))
}

func wordsOf(line string) []string {
	var words []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			words = append(words, part)
		} else {
			words = append(words, strings.Fields(part)...)
		}
	}
	return words
}

func complain(stderr io.Writer, err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, err)
	return 1
}

// filesIn calls take for each file below a directory, in the order of names.
func filesIn(dir string, take func(name string, data []byte)) error {
	return fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		take(name, data)
		return err
	})
}

// same tells whether two result folders hold the same bytes, but for run.json.
func same(a, b string, stdout io.Writer) error {
	content := map[string][]byte{}
	if err := filesIn(a, func(name string, data []byte) { content[name] = data }); err != nil {
		return err
	}
	alike := 0
	err := filesIn(b, func(name string, data []byte) {
		switch {
		case name == "run.json":
		case !bytes.Equal(content[name], data):
			fmt.Fprintf(stdout, "%s differs\n", name)
		default:
			alike++
		}
		delete(content, name)
	})
	for name := range content {
		fmt.Fprintf(stdout, "%s is missing\n", name)
	}
	fmt.Fprintf(stdout, "%d files are the same\n", alike)
	return err
}

// masks cover what is not the same twice.
var masks = []struct {
	volatile *regexp.Regexp
	mask     string
}{
	{regexp.MustCompile(`[0-9.]+ s of wall time, [0-9.kM]+ events/s`), "… s of wall time, … events/s"},
	{regexp.MustCompile(`about \S+ on this machine: \S+ a run, \d+ at a time`), "about … on this machine: … a run, … at a time"},
	{regexp.MustCompile(`headroom \S+ \(engine (\S+), go\S+, \w+/\w+\)`), "headroom … (engine $1, go…, …)"},
	{regexp.MustCompile(`"(started|os|arch|go|version)": "[^"]*"`), `"$1": "…"`},
	{regexp.MustCompile(` time="[0-9.]+"`), ` time="…"`},
	{regexp.MustCompile(`played on \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`), "played on …"},
	{regexp.MustCompile(`"(wall_s|events_per_s|jobs|processors)": [0-9.e+]+`), `"$1": …`},
}

func masked(text string) string {
	for _, m := range masks {
		text = m.volatile.ReplaceAllString(text, m.mask)
	}
	return text
}

// A cancelled context before the first replication leaves nothing to keep.
func TestInterruptedAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var stdout, stderr bytes.Buffer
	code := newApp(nil, &stdout, &stderr, nil).execute(ctx, []string{"run", "testdata/files/tiny.yaml"})
	if code != exitInterrupted {
		t.Errorf("got exit code %d, want %d", code, exitInterrupted)
	}
	if got, want := stderr.String(), "headroom: interrupted before the first replication of tiny was finished; there is nothing to keep\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if stdout.Len() > 0 {
		t.Errorf("got a page of nothing: %s", &stdout)
	}
}
