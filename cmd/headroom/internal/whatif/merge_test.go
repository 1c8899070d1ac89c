package whatif

import (
	"context"
	"errors"
	"strings"
	"testing"

	"headroom/sim/study"
)

// storedRuns plays a study, and returns its runs with the definition.
func storedRuns(t *testing.T, s *Study) []study.Run {
	t.Helper()
	dir := t.TempDir()
	playedIn(t, s, dir)
	d, err := s.Run(thisVersion)
	if err != nil {
		t.Fatal(err)
	}
	if err := storeIn(t, dir).Put(d); err != nil {
		t.Fatal(err)
	}
	runs, _, err := storeIn(t, dir).Load()
	if err != nil {
		t.Fatal(err)
	}
	return runs
}

func TestMergedShards(t *testing.T) {
	s := studied(t, counter, "grid")
	runs := storedRuns(t, s)
	want := bytesOf(t, s.Result(planned(t, s)))
	var a, b []study.Run
	for i, r := range runs {
		if i%2 == 0 || r.Key == DefinitionKey {
			a = append(a, r)
		}
		if i%2 == 1 || r.Key == DefinitionKey {
			b = append(b, r)
		}
	}
	m, p, merged, err := Merge(context.Background(), thisVersion, b, a)
	if err != nil || !p.Over || len(merged) != 12 {
		t.Fatalf("got %d runs, %v", len(merged), err)
	}
	if got := bytesOf(t, m.Result(p)); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}

	m, p, merged, err = Merge(context.Background(), thisVersion, a)
	var gap *study.GapError
	if !errors.As(err, &gap) || len(gap.Keys) != 12-len(merged) || len(m.Missing(p.Current())) != len(gap.Keys) {
		t.Errorf("got %d runs, %v, want a gap", len(merged), err)
	}
	r := m.Result(p)
	if len(r.Points) != 6 || r.Runs != len(merged) || !strings.HasPrefix(r.Answer, "incomplete: ") {
		t.Errorf("got %d points, %d runs: %s", len(r.Points), r.Runs, r.Answer)
	}
}

func TestWhatIsNotMerged(t *testing.T) {
	runs := storedRuns(t, studied(t, counter, "grid"))
	others := append([]study.Run(nil), runs...)
	for i := range others {
		others[i].Version = "engine 8"
	}
	var version *study.VersionError
	if _, _, _, err := Merge(context.Background(), thisVersion, others); !errors.As(err, &version) {
		t.Errorf("another version: got %v", err)
	}
	mixed := append([]study.Run(nil), runs...)
	mixed[0].Version = "engine 8"
	if _, _, _, err := Merge(context.Background(), thisVersion, mixed); !errors.As(err, &version) || len(version.Runs) != 1 {
		t.Errorf("one run of another version: got %v", err)
	}
	var other *OtherStudyError
	if _, _, _, err := Merge(context.Background(), thisVersion, runs, storedRuns(t, studied(t, counter, "none"))); !errors.As(err, &other) {
		t.Errorf("another study: got %v", err)
	}
	if _, _, _, err := Merge(context.Background(), thisVersion, nil); err == nil || !strings.HasPrefix(err.Error(), "there is no study") {
		t.Errorf("no runs: got %v", err)
	}
	var foreign *study.ForeignError
	stranger := study.Run{Key: "0123-0", Version: thisVersion, Data: []byte("{}")}
	if _, _, _, err := Merge(context.Background(), thisVersion, runs, []study.Run{stranger}); !errors.As(err, &foreign) {
		t.Errorf("a run of nobody: got %v", err)
	}
}

// TestMergedSearches: a round that nobody has begun is no gap; one that lacks a run is.
func TestMergedSearches(t *testing.T) {
	s := studied(t, counter, "most")
	runs := storedRuns(t, s)
	p := planned(t, s)
	without := func(keys ...string) []study.Run {
		var rest []study.Run
		for _, r := range runs {
			keep := true
			for _, k := range keys {
				keep = keep && r.Key != k
			}
			if keep {
				rest = append(rest, r)
			}
		}
		return rest
	}
	var later []string
	for _, r := range p.Rounds[2:] {
		later = append(later, r.Keys...)
	}
	_, q, merged, err := Merge(context.Background(), thisVersion, without(later...))
	if err != nil || q.Over || len(q.Rounds) != 3 || q.Current().Done != 0 || len(merged) != len(p.Rounds[0].Keys)+len(p.Rounds[1].Keys) {
		t.Errorf("a round that is not begun: got %d runs, %v", len(merged), err)
	}
	_, _, merged, err = Merge(context.Background(), thisVersion, without(p.Rounds[0].Keys[0]))
	var gap *study.GapError
	var foreign *study.ForeignError
	if !errors.As(err, &gap) || errors.As(err, &foreign) || len(gap.Keys) != 1 || len(merged) != len(p.Rounds[0].Keys)-1 {
		t.Errorf("a run of the first round is missing: got %d runs, %v", len(merged), err)
	}
}
