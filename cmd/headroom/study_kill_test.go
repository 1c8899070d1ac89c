package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/sim"
)

var full = flag.Bool("full", false, "kill a study of 1,000 runs 20 times, and play it in up to 8 shards")

// asProgram makes the test binary the program itself, so that it can be killed.
const asProgram = "PLAY_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, nil))
	}
	os.Exit(m.Run())
}

// process is the program with arguments, as a process of its own.
func process(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.Stderr = new(bytes.Buffer)
	return cmd
}

// ends runs the program to its end, which must be well.
func ends(t *testing.T, args ...string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(args, nil, &stdout, &stderr, nil); code != exitWell {
		t.Fatalf("headroom %s: got exit code %d\n%s", strings.Join(args, " "), code, &stderr)
	}
}

// finishedFiles returns the finished runs of a folder, with what tells whether one was
// written again.
func finishedFiles(t *testing.T, dir string) map[string]os.FileInfo {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, runsFolder, "*.run"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]os.FileInfo{}
	for _, name := range names {
		if files[name], err = os.Stat(name); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// killed starts the program and kills it, as kill -9 does, a little after so many runs
// are finished in the folder. It returns how many were.
func killed(t *testing.T, dir string, runs int, later time.Duration, args ...string) int {
	t.Helper()
	before := finishedFiles(t, dir)
	cmd := process(args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(500 * time.Microsecond) {
		if files, _ := os.ReadDir(filepath.Join(dir, runsFolder)); len(files) >= runs { // none while there is no folder
			break
		}
	}
	time.Sleep(later)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("the study was over before it was killed")
	}
	after := finishedFiles(t, dir)
	for name, was := range before {
		if is := after[name]; is == nil || !os.SameFile(was, is) {
			t.Fatalf("%s was finished, and was played again", name)
		}
	}
	return len(after)
}

// alike checks that two folders hold the same files.
func alike(t *testing.T, a, b string) {
	t.Helper()
	var said bytes.Buffer
	if err := same(a, b, &said); err != nil || strings.Contains(said.String(), "differs") || strings.Contains(said.String(), "missing") {
		t.Errorf("%s and %s: %v\n%s", a, b, err, &said)
	}
}

// TestKilledStudies: a study that is killed at random moments, and started again each
// time, ends with the same bytes in all files as one that nobody has disturbed, and so do
// shards of it. No run is played twice.
func TestKilledStudies(t *testing.T) {
	runs, kills, shards := 60, 3, []int{3}
	if *full {
		runs, kills, shards = 1000, 20, []int{1, 3, 8}
	}
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	repeat := fmt.Sprint(runs / 10)
	study := []string{"study", "run", "testdata/files/tiny.yaml", "--set", "run.duration=20s", "--set", "run.warmup=2s",
		"--vary", "services.api.replicas=1,2", "--range", "traffic.users.rate=40/s..160/s:5", "--repeat", repeat, "--jobs", "2", "--quiet"}
	into := func(dir string, more ...string) []string {
		return append(append(append([]string(nil), study...), "-o", dir), more...)
	}
	ends(t, into(in("whole"))...)
	if n := len(finishedFiles(t, in("whole"))); n != runs+1 { // and the definition
		t.Fatalf("got %d files of runs, want %d", n, runs+1)
	}

	stream := sim.NewStream(uint64(time.Now().UnixNano()))
	done := 0
	for k := range kills {
		// The next moment lies a random way ahead, so that as many kills fit in.
		target := done + 1 + stream.IntN(max(1, (runs-done-4)/(kills-k)))
		done = killed(t, in("killed"), target, time.Duration(stream.IntN(3000))*time.Microsecond, into(in("killed"))...)
		if done > runs-2 {
			t.Logf("%d of %d kills: the study is nearly over", k+1, kills)
			break
		}
	}
	ends(t, into(in("killed"))...)
	alike(t, in("whole"), in("killed"))
	ends(t, "study", "merge", in("killed"), "-o", in("merged"), "--quiet")
	alike(t, in("whole"), in("merged"))

	for _, n := range shards {
		together, apart := in(fmt.Sprintf("together-%d", n)), []string{"study", "merge"}
		for i := range n {
			part := in(fmt.Sprintf("part-%d-%d", n, i))
			apart = append(apart, part)
			ends(t, into(together, "--shard", fmt.Sprintf("%d/%d", i+1, n))...)
			if *full && i == n/2 {
				killed(t, part, 1+stream.IntN(runs/n/2), 0, into(part, "--shard", fmt.Sprintf("%d/%d", i+1, n))...)
			}
			ends(t, into(part, "--shard", fmt.Sprintf("%d/%d", i+1, n))...)
		}
		ends(t, "study", "merge", together, "-o", together, "--quiet")
		alike(t, in("whole"), together)
		merged := in(fmt.Sprintf("merged-%d", n))
		ends(t, append(apart, "-o", merged, "--quiet")...)
		alike(t, in("whole"), merged)
	}
}

// TestAKilledSearchComesToTheSameAnswer: what a search tries next depends on what came
// out, not on when it was killed, nor on the shards.
func TestAKilledSearchComesToTheSameAnswer(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	search := func(dir string, more ...string) []string {
		return append([]string{"study", "run", "testdata/files/tiny.yaml", "--find", "max traffic.users.rate", "--from", "40/s", "--to", "400/s",
			"--tolerance", "20%", "--set", "slos.quick=main.p99 < 60ms", "--set", "run.duration=20s", "--repeat", "4", "--quiet", "-o", dir}, more...)
	}
	ends(t, search(in("whole"))...)
	all := len(finishedFiles(t, in("whole")))
	killed(t, in("killed"), all/2, 0, search(in("killed"))...)
	ends(t, search(in("killed"))...)
	alike(t, in("whole"), in("killed"))

	for round := 0; ; round++ {
		for i := range 2 {
			ends(t, search(in("shards"), "--shard", fmt.Sprintf("%d/2", i+1))...)
		}
		var page, said bytes.Buffer
		code := run([]string{"study", "merge", in("shards"), "-o", in("shards"), "--quiet"}, nil, &page, &said, nil)
		if code == exitWell {
			break
		}
		if code != exitUndecided || round > 40 {
			t.Fatalf("round %d: got exit code %d: %s", round, code, &said)
		}
	}
	alike(t, in("whole"), in("shards"))
}
