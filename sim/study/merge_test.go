package study_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"headroom/sim/study"
)

func TestMergingDoesNotDependOnTheShards(t *testing.T) {
	plan := []string{"e", "a", "d", "c", "b"}
	var all []study.Run
	for _, k := range plan {
		all = append(all, study.Run{k, "v1", []byte("result of " + k)})
	}
	for n := 1; n <= 7; n++ {
		var shards [][]study.Run
		for i := range n {
			own := study.Select(study.Shard{Index: i, Count: n}, all)
			slices.Reverse(own)
			shards = append(shards, own)
		}
		slices.Reverse(shards)
		shards = append(shards, all[:2]) // there twice
		got, err := study.Merge("v1", plan, shards...)
		if err != nil || !reflect.DeepEqual(got, all) {
			t.Errorf("%d shards: got %v, %v, want %v", n, got, err, all)
		}
	}
}

func TestMergingRefuses(t *testing.T) {
	run := func(key, version, data string) study.Run { return study.Run{key, version, []byte(data)} }
	plan := []string{"a", "b", "c"}
	good := []study.Run{run("a", "v1", "1"), run("b", "v1", "2"), run("c", "v1", "3")}
	for _, c := range []struct {
		name                                string
		runs                                []study.Run
		versions, conflicts, foreigns, gaps bool
		merged                              int
	}{
		{"nothing that is right", good, false, false, false, false, 3},
		{"another version", []study.Run{good[0], run("b", "v2", "2"), good[2]}, true, false, false, false, 0},
		{"another version of a run that is there", append(good[:3:3], run("b", "v2", "2")), true, false, false, false, 0},
		{"two results", append(good[:3:3], run("b", "v1", "9")), false, true, false, false, 0},
		{"a run of another study", append(good[:3:3], run("z", "v1", "2")), false, false, true, false, 0},
		{"a gap, and gives what there is", good[:2], false, false, false, true, 2},
		{"everything at once", []study.Run{good[0], run("a", "v1", "9"), run("b", "v0", "2"), run("z", "v1", "1"), run("z", "v1", "1")}, true, true, true, true, 0},
	} {
		got, err := study.Merge("v1", plan, c.runs)
		var v *study.VersionError
		var d *study.ConflictError
		var f *study.ForeignError
		var g *study.GapError
		if errors.As(err, &v) != c.versions || errors.As(err, &d) != c.conflicts || errors.As(err, &f) != c.foreigns || errors.As(err, &g) != c.gaps {
			t.Errorf("%s: got error %v", c.name, err)
		}
		if len(got) != c.merged {
			t.Errorf("%s: got %d runs, want %d", c.name, len(got), c.merged)
		}
		if c.name == "everything at once" {
			want := `run a has two different results; remove one of them, or start with an empty folder
1 runs are of version v0, not v1 (b); play them again with this version, or merge with that one
1 runs are not of this study (z); the scenario or the study has changed since, or the folder is shared with another
1 of 3 runs are missing (c); play the study again and it goes on with these`
			if err.Error() != want {
				t.Errorf("got %v, want %v", err, want)
			}
		}
	}
}
