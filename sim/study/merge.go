package study

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// VersionError says that runs were made by another version of the program than the one
// that merges them.
type VersionError struct {
	Want string
	Runs []Run // of other versions, in the order of the plan; without data
}

// Error names the versions and the first few runs.
func (e *VersionError) Error() string {
	var found []string
	seen := map[string]bool{}
	for _, r := range e.Runs {
		if !seen[r.Version] {
			seen[r.Version] = true
			found = append(found, r.Version)
		}
	}
	return fmt.Sprintf("%d runs are of version %s, not %s (%s); play them again with this version, or merge with that one",
		len(e.Runs), strings.Join(found, " and "), e.Want, few(keysOf(e.Runs)))
}

// ForeignError says that there are runs which are not part of the study.
type ForeignError struct {
	Keys []string // in the order in which they came
}

// Error names the first few runs.
func (e *ForeignError) Error() string {
	return fmt.Sprintf("%d runs are not of this study (%s); the scenario or the study has changed since, or the folder is shared with another", len(e.Keys), few(e.Keys))
}

// GapError says that runs are missing.
type GapError struct {
	Keys []string // in the order of the plan
	Of   int      // number of runs in the plan
}

// Error names the first few runs.
func (e *GapError) Error() string {
	return fmt.Sprintf("%d of %d runs are missing (%s); play the study again and it goes on with these", len(e.Keys), e.Of, few(e.Keys))
}

// few lists some of many.
func few(keys []string) string {
	const most = 3
	if len(keys) > most {
		return strings.Join(keys[:most], ", ") + ", ..."
	}
	return strings.Join(keys, ", ")
}

func keysOf(runs []Run) []string {
	keys := make([]string, len(runs))
	for i, r := range runs {
		keys[i] = r.Key
	}
	return keys
}

// Merge puts the runs of any number of shards together in the order of the plan, which
// lists the keys of all runs. The outcome depends on the runs alone: not on how many
// shards there were, nor on their order. A run may be there several times if the result
// is the same.
//
// Everything that is wrong is reported at once, joined: a [VersionError], a
// [ConflictError] for each run with different results, a [ForeignError], a [GapError].
// When a GapError is all that is wrong, the runs that there are come with it, for callers
// that are content with a part. Otherwise there are no runs. Merge panics if the plan
// lists a key twice.
func Merge(version string, plan []string, shards ...[]Run) ([]Run, error) {
	place := make(map[string]int, len(plan))
	for i, k := range plan {
		if _, twice := place[k]; twice {
			panic("study: a plan lists run " + k + " twice")
		}
		place[k] = i
	}
	found := make([]*Run, len(plan))
	conflict := make([]bool, len(plan))
	others := make([]*Run, len(plan))
	var foreign ForeignError
	strangers := map[string]bool{}
	for _, shard := range shards {
		for j := range shard {
			r := &shard[j]
			i, planned := place[r.Key]
			switch {
			case !planned && !strangers[r.Key]:
				strangers[r.Key] = true
				foreign.Keys = append(foreign.Keys, r.Key)
			case !planned:
			case r.Version != version:
				others[i] = r
			case found[i] == nil:
				found[i] = r
			case !bytes.Equal(found[i].Data, r.Data):
				conflict[i] = true
			}
		}
	}
	return merged(version, plan, found, others, conflict, foreign)
}

// merged returns what was found, or everything that is wrong with it.
func merged(version string, plan []string, found, others []*Run, conflict []bool, foreign ForeignError) ([]Run, error) {
	var runs []Run
	gap := GapError{Of: len(plan)}
	wrong := VersionError{Want: version}
	var errs []error
	for i, k := range plan {
		switch {
		case others[i] != nil:
			wrong.Runs = append(wrong.Runs, Run{Key: k, Version: others[i].Version})
		case found[i] == nil:
			gap.Keys = append(gap.Keys, k)
		case conflict[i]:
			errs = append(errs, &ConflictError{k})
		default:
			runs = append(runs, *found[i])
		}
	}
	if len(wrong.Runs) > 0 {
		errs = append(errs, &wrong)
	}
	if len(foreign.Keys) > 0 {
		errs = append(errs, &foreign)
	}
	if len(errs) > 0 {
		runs = nil
	}
	if len(gap.Keys) > 0 {
		errs = append(errs, &gap)
	}
	return runs, errors.Join(errs...)
}
