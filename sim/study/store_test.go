package study_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"headroom/sim"
	"headroom/sim/study"
)

func opened(t *testing.T, dir string) *study.Store {
	t.Helper()
	s, err := study.OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t *testing.T, s *study.Store, runs ...study.Run) {
	t.Helper()
	for _, r := range runs {
		if err := s.Put(r); err != nil {
			t.Fatal(err)
		}
	}
}

func loaded(t *testing.T, s *study.Store) ([]study.Run, []study.Skipped) {
	t.Helper()
	runs, skipped, err := s.Load()
	if err != nil {
		t.Fatal(err)
	}
	return runs, skipped
}

func TestAStoreGivesBackWhatWasPut(t *testing.T) {
	s := opened(t, filepath.Join(t.TempDir(), "made", "for", "it"))
	want := []study.Run{{"a1", "v1", []byte("one\ntwo\n")}, {"b2", "v \"1\"\n", []byte{0, 255}}, {"c-3", "", []byte{}}}
	put(t, s, want[2], want[0], want[1], want[0])
	got, skipped := loaded(t, s)
	if !reflect.DeepEqual(got, want) || len(skipped) > 0 {
		t.Errorf("got %v, skipped %v, want %v", got, skipped, want)
	}
	missing, err := s.Missing([]string{"z", "a1", "y", "c-3"})
	if err != nil || !reflect.DeepEqual(missing, []string{"z", "y"}) {
		t.Errorf("missing: got %v, %v, want z and y", missing, err)
	}
}

func TestARunHasOneResult(t *testing.T) {
	s := opened(t, t.TempDir())
	put(t, s, study.Run{"a", "v1", []byte("x")})
	for name, r := range map[string]study.Run{
		"other data":    {"a", "v1", []byte("y")},
		"other version": {"a", "v2", []byte("x")},
	} {
		var conflict *study.ConflictError
		if err := s.Put(r); !errors.As(err, &conflict) || conflict.Key != "a" {
			t.Errorf("%s: got %v, want a conflict of a", name, err)
		}
	}
}

func TestWhatIsNoRunIsSkipped(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir)
	put(t, s, study.Run{"good", "v1", []byte("data")}, study.Run{"torn", "v1", []byte("data")}, study.Run{"flipped", "v1", []byte("data")})
	text, err := os.ReadFile(filepath.Join(dir, "torn.run"))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"torn.run":        string(text[:len(text)-1]),
		"flipped.run":     strings.Replace(string(text), "\ndata", "\nbeta", 1),
		"renamed.run":     string(text),
		"empty.run":       "",
		"foreign.run":     "{\"format\":\"other\"}\ndata",
		"future.run":      "{\"format\":\"headroom/run/v2\"}\ndata",
		"README.md":       "about",
		"UPPER.run":       string(text),
		"half.12345.part": string(text[:10]),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.run"), 0o777); err != nil {
		t.Fatal(err)
	}
	runs, skipped := loaded(t, s)
	if len(runs) != 1 || runs[0].Key != "good" {
		t.Errorf("got runs %v, want the good one", runs)
	}
	want := map[string]string{
		"torn.run":        "is torn: has 3 bytes of 4",
		"flipped.run":     "is damaged: its sum is wrong",
		"renamed.run":     "holds run torn under another name",
		"empty.run":       "does not start as a run does",
		"foreign.run":     "does not start as a run does",
		"future.run":      "has the form headroom/run/v2; this program reads headroom/run/v1",
		"README.md":       "has not the name of a run",
		"UPPER.run":       "has not the name of a run",
		"half.12345.part": "was not finished: its writer was stopped, or is still at it",
		"folder.run":      "is a folder",
	}
	for _, f := range skipped {
		if want[f.Name] != f.Why {
			t.Errorf("%s: got %q, want %q", f.Name, f.Why, want[f.Name])
		}
		delete(want, f.Name)
	}
	for name := range want {
		t.Errorf("%s was not skipped", name)
	}
	if missing, err := s.Missing([]string{"good", "torn", "flipped", "renamed"}); err != nil || len(missing) != 3 {
		t.Errorf("missing: got %v, %v, want all but the good one", missing, err)
	}
	put(t, s, study.Run{"torn", "v1", []byte("data")})
	if runs, _ := loaded(t, s); len(runs) != 2 {
		t.Errorf("after a damaged run was put again: got %v, want it back", runs)
	}
	if err := s.Clean(); err != nil {
		t.Error(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.part")); len(left) > 0 {
		t.Errorf("after cleaning: got %v, want nothing", left)
	}
}

func TestWritersOfTheSameRunDoNoHarm(t *testing.T) {
	dir := t.TempDir()
	data := []byte(strings.Repeat("result\n", 5000))
	_, err := study.Replicate(context.Background(), 40, 8, func(context.Context, int) (struct{}, error) {
		s, err := study.OpenStore(dir)
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, s.Put(study.Run{"same", "v1", data})
	})
	runs, skipped := loaded(t, opened(t, dir))
	if err != nil || len(runs) != 1 || len(skipped) > 0 {
		t.Errorf("got %d runs, skipped %v, error %v, want one run", len(runs), skipped, err)
	}
}

// manyRuns is the plan of the killed study: runs of up to 64 KiB.
func manyRuns() []string {
	var plan []string
	for i := range 150 {
		plan = append(plan, fmt.Sprintf("%016x", sim.Mix(99, uint64(i))))
	}
	return plan
}

func playOne(key string) []byte {
	s := sim.NewStream(sim.Hash(key))
	data := make([]byte, 1+s.IntN(64<<10))
	for i := range data {
		data[i] = byte(s.Uint64())
	}
	return data
}

// writerDir names the folder that TestMain's process writes to when it is not a test but
// the writer that a test kills.
const writerDir = "HEADROOM_TEST_WRITER"

// TestMain is the test binary: once more it is the writer of TestAKilledStudyLosesNothing.
func TestMain(m *testing.M) {
	dir := os.Getenv(writerDir)
	if dir == "" {
		os.Exit(m.Run())
	}
	s, err := study.OpenStore(dir)
	if err == nil {
		_, err = study.Play(context.Background(), s, "v1", manyRuns(), study.WholeStudy(), 1, func(_ context.Context, key string) ([]byte, error) {
			_, err := fmt.Println(key)
			return playOne(key), err
		})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// TestAKilledStudyLosesNothing kills the writer 20 times, each time after it has begun a
// random number of runs and somewhere in the next one, and lets it finish in the end.
func TestAKilledStudyLosesNothing(t *testing.T) {
	dir := t.TempDir()
	random := sim.NewStream(20)
	begun := map[string]int{}
	kills := 0
	for kills < 20 {
		if killWriter(t, dir, 1+random.IntN(6), random.IntN(300000), begun) {
			kills++
		} else {
			t.Fatalf("the study was finished after %d kills; give it more runs", kills)
		}
	}
	if killWriter(t, dir, 1<<30, 0, begun) {
		t.Fatal("the last writer was killed")
	}
	plan := manyRuns()
	var want []study.Run
	again := 0
	for _, key := range plan {
		want = append(want, study.Run{key, "v1", playOne(key)})
		again += begun[key] - 1
	}
	if again > kills {
		t.Errorf("%d runs were begun again after %d kills, want only those that were not finished", again, kills)
	}
	runs, _ := loaded(t, opened(t, dir))
	got, err := study.Merge("v1", plan, runs)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %d runs, %v, want what an undisturbed study gives", len(got), err)
	}
}

// killWriter starts a writer, kills it some moments after it has begun a number of runs,
// and tells whether it was killed before it had finished.
func killWriter(t *testing.T, dir string, after, moments int, begun map[string]int) bool {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), writerDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 1; lines.Scan(); n++ {
		begun[lines.Text()]++
		if n == after {
			s := sim.NewStream(uint64(moments))
			for range moments {
				s.Uint64()
			}
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	return cmd.Wait() != nil
}
