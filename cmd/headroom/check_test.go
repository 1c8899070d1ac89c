package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
)

// The exit codes 0, 1, 2 and 4 are in the stories of check.
func TestADiskThatIsFullIsTrouble(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	inFiles(t)
	var stdout, stderr bytes.Buffer
	code := run([]string{"check", "tiny.yaml", "--junit", "/dev/full"}, nil, &stdout, &stderr, nil)
	if code != exitTrouble || !strings.Contains(stderr.String(), "/dev/full") {
		t.Errorf("exit code %d, %s; want %d and the file", code, &stderr, exitTrouble)
	}
}

// stopped is a writer that ends a context with the first page.
type stopped struct {
	bytes.Buffer
	stop func()
}

func (s *stopped) Write(text []byte) (int, error) {
	s.stop()
	return s.Buffer.Write(text)
}

func TestAnInterruptedCheckTellsWhatItHas(t *testing.T) {
	inFiles(t)
	ctx, cancel := context.WithCancel(context.Background())
	stdout := &stopped{stop: cancel}
	var stderr bytes.Buffer
	code := newApp(nil, stdout, &stderr, nil).execute(ctx, []string{"check", "tiny.yaml", "slow.yaml", "--junit", "junit.xml"})
	if code != exitInterrupted || !strings.HasPrefix(stdout.String(), "tiny\n") || strings.Contains(stdout.String(), "slow\n") {
		t.Errorf("exit code %d, want %d after the first page: %s", code, exitInterrupted, stdout.String())
	}
	text, err := os.ReadFile("junit.xml")
	if err != nil || !strings.Contains(string(text), `testsuite name="tiny"`) {
		t.Errorf("the verdicts that there are were not written: %v %s", err, text)
	}
	if !strings.Contains(stderr.String(), "interrupted before the first replication of slow was finished") {
		t.Errorf("stderr: %s", &stderr)
	}
}
