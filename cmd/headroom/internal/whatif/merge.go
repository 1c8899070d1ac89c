package whatif

import (
	"context"
	"errors"

	"headroom/sim/study"
)

// Merge puts the runs of shards together. It returns the study, its plan, and the runs in
// the order of the plan. What is wrong is an error of [study.Merge]: when only runs are
// missing, the rest comes with the [study.GapError]. A study that goes in rounds has a gap
// where a round is begun; where one is not begun, it is just not over.
func Merge(ctx context.Context, version string, shards ...[]study.Run) (*Study, *Plan, []study.Run, error) {
	d, err := oneDefinition(version, shards)
	if err != nil {
		return nil, nil, nil, err
	}
	s, err := New(d, version)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, runs := range shards {
		if err := s.Add(runs); err != nil {
			return nil, nil, nil, err
		}
	}
	p, err := s.Plan(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	keys := p.Keys()
	if current := p.Current(); s.Budget > 0 && current.Done == 0 {
		keys = keys[:len(keys)-len(current.Keys)] // a round that nobody has begun is no gap
	}
	runs, err := study.Merge(version, keys, s.own(p, keys, shards)...)
	return s, p, runs, err
}

// own returns the runs of the shards that can belong to the study: all but the
// definition and, where runs of a round are missing, those of rounds after it, which are
// not known then.
func (s *Study) own(p *Plan, keys []string, shards [][]study.Run) [][]study.Run {
	planned := map[string]bool{}
	for _, k := range keys {
		planned[k] = true
	}
	later := s.Budget > 0 && !p.Over && p.Current().Done > 0
	own := make([][]study.Run, len(shards))
	for i, runs := range shards {
		for _, r := range runs {
			if r.Key != DefinitionKey && (planned[r.Key] || !later) {
				own[i] = append(own[i], r)
			}
		}
	}
	return own
}

// oneDefinition returns what all shards are made of. It is an error of [study.Merge] if
// that differs, or has another version.
func oneDefinition(version string, shards [][]study.Run) (*Definition, error) {
	var all [][]study.Run
	for _, runs := range shards {
		var found []study.Run
		for _, r := range runs {
			if r.Key == DefinitionKey {
				found = append(found, r)
			}
		}
		all = append(all, found)
	}
	runs, err := study.Merge(version, []string{DefinitionKey}, all...)
	var gap *study.GapError
	var conflict *study.ConflictError
	switch {
	case errors.As(err, &gap):
		return nil, errors.New("there is no study: no runs, or not those of a study; name folders that headroom study run has written")
	case errors.As(err, &conflict):
		return nil, &OtherStudyError{}
	case err != nil:
		return nil, err
	}
	return DefinitionOf(runs)
}

// OtherStudyError says that runs of different studies lie together.
type OtherStudyError struct{}

// Error says so.
func (*OtherStudyError) Error() string {
	return "the runs are of different studies: the scenario or the study was changed between them"
}
