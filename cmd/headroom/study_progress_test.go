package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/cmd/headroom/internal/shell"
)

func TestStudyProgressLine(t *testing.T) {
	for _, c := range []struct {
		name   string
		rounds bool
		do     func(p *studyProgress)
		want   string
	}{
		{"nothing is heard of yet", false, func(p *studyProgress) { p.aim(1, 0, 90, 90) }, "ceiling: 0 of 90 runs"},
		{"half of a run is played", false, func(p *studyProgress) {
			p.aim(1, 0, 10, 10)
			p.Reached("a", 0.5, 1_000_000)
		}, "ceiling: 0 of 10 runs, 250k events/s, 1m16s left"},
		{"runs of earlier times count, and do not tell the speed", false, func(p *studyProgress) {
			p.aim(1, 80, 90, 10)
			p.Reached("a", 0.5, 1_000_000)
			p.Finished("a", 2_000_000)
		}, "ceiling: 81 of 90 runs, 500k events/s, 36s left"},
		{"a search tells its round", true, func(p *studyProgress) {
			p.aim(3, 30, 34, 4)
			p.Finished("a", 2_000_000)
			p.Finished("b", 2_000_000)
		}, "ceiling: 32 of 34 runs, round 3, 1.0M events/s, 4s left of the round"},
	} {
		p := &studyProgress{name: "ceiling", rounds: c.rounds, under: map[string]reached{}}
		c.do(p)
		if got := p.line(4 * time.Second); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNobodyIsToldOfAQuietStudy(*testing.T) {
	var p *studyProgress
	p.aim(1, 2, 3, 4)
	p.Reached("a", 0.5, 1)
	p.Finished("a", 1)
	p.over()
}

func TestTellerOnATerminalIsOneLine(t *testing.T) {
	var b bytes.Buffer
	p := tellerTo(&b)
	p.live, p.width = true, 8
	p.write("0123456789")
	p.begin(time.Hour, func(time.Duration) string { return "" })
	p.end()
	if got, want := b.String(), "\r0123456\x1b[K\r\x1b[K"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// interrupter cancels as soon as the progress line says that so many runs are finished.
type interrupter struct {
	bytes.Buffer
	runs   int
	cancel context.CancelFunc
}

func (c *interrupter) Write(line []byte) (int, error) {
	var done int
	if n, _ := fmt.Sscanf(string(line), "grid: %d of", &done); n == 1 && done >= c.runs {
		c.cancel()
	}
	return c.Buffer.Write(line)
}

// TestAnInterruptedStudyIsKept: it ends with 130, says how to go on, and does.
func TestAnInterruptedStudyIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out dir")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stderr := &interrupter{runs: 5, cancel: cancel}
	var stdout bytes.Buffer
	a := newApp(nil, &stdout, stderr, nil)
	a.every = time.Millisecond
	study := []string{"study", "run", "testdata/files/plans.yaml", "grid", "--repeat", "20", "--jobs", "1", "-o", dir}
	if code := a.execute(ctx, study); code != exitInterrupted {
		t.Fatalf("got exit code %d, want %d: %s", code, exitInterrupted, stderr)
	}
	lines := strings.Split(strings.TrimSpace(stderr.String()), "\n")
	var done int
	if n, err := fmt.Sscanf(lines[len(lines)-2], "headroom: interrupted: %d of 120 runs of grid are finished, and kept", &done); n != 1 || done < 5 || done >= 120 {
		t.Errorf("got %q, %v", lines[len(lines)-2], err)
	}
	if got, want := lines[len(lines)-1], "to go on: headroom "+shell.Line(study...); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if kept := len(finishedFiles(t, dir)); kept != done+1 {
		t.Errorf("got %d files of runs, want %d and the definition", kept, done)
	}
	ends(t, append(study, "--quiet")...)
	if kept := len(finishedFiles(t, dir)); kept != 121 {
		t.Errorf("got %d files of runs, want 121", kept)
	}
}
