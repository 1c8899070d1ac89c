package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/reports"
)

// canceller cancels as soon as the progress line says that a replication must be over.
type canceller struct {
	bytes.Buffer
	cancel context.CancelFunc
}

func (c *canceller) Write(line []byte) (int, error) {
	var percent int
	_, rest, _ := strings.Cut(string(line), "simulated (")
	if n, _ := fmt.Sscanf(rest, "%d %%)", &percent); n == 1 && percent >= 5 {
		c.cancel()
	}
	return c.Buffer.Write(line)
}

func TestInterruptionKeepsWhatIsFinished(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	dir := filepath.Join(t.TempDir(), "out")
	stderr := &canceller{cancel: cancel}
	var stdout bytes.Buffer
	a := newApp(nil, &stdout, stderr, nil)
	a.every = time.Millisecond
	const asked = 60
	code := a.execute(ctx, []string{
		"run", "testdata/files/tiny.yaml", "-o", dir, "--jobs", "1", "--repeat", fmt.Sprint(asked),
		"--set", "traffic.users.rate=4k/s", "--set", "services.api.replicas=30", "--set", "databases.db.connections=200",
	})
	if code != exitInterrupted {
		t.Fatalf("got exit code %d, want %d; stderr: %s", code, exitInterrupted, stderr)
	}
	r, err := reports.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Scenario.Replications; n < 1 || n >= asked {
		t.Errorf("got %d replications, want at least 1 and fewer than %d", n, asked)
	}
	if !r.Scenario.Interrupted {
		t.Error("the result does not say that it is interrupted")
	}
	if !strings.Contains(stdout.String(), "interrupted") {
		t.Errorf("the page does not say that it is interrupted:\n%s", &stdout)
	}
	want := fmt.Sprintf("headroom: interrupted: %d of %d replications of tiny were finished, and kept\n", r.Scenario.Replications, asked)
	if !strings.HasSuffix(stderr.String(), want) {
		t.Errorf("got %q, want it to end with %q", stderr, want)
	}
}
