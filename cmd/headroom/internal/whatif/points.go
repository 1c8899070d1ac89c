package whatif

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"headroom/configs"
	"headroom/models"
	"headroom/sim/study"
)

// points makes systems of the points of a study.
type points struct {
	definition *Definition
	bare       []byte   // the scenario without studies
	without    []string // left out at all points
	paths      []string // of the knobs

	known map[string]*place
}

// place is a point as a system.
type place struct {
	hash string // of what each replication plays, without "sha256:"
	// sys is nil when there are too many points to keep all systems.
	sys *models.System
	err error
}

// keptSystems is the number of systems that are kept. Beyond, they are read again for
// each run, which takes milliseconds.
const keptSystems = 1000

// name tells points apart.
func (p Point) name() string { return fmt.Sprintf("%q %q", p.Values, p.Without) }

// system reads the scenario at a point.
func (s *points) system(p Point) (*models.System, *configs.Merged, error) {
	o := configs.Options{
		Texts: []configs.Text{{Name: scenarioFile, YAML: s.bare}}, Named: s.definition.Files,
		Without: slices.Concat(s.without, p.Without),
	}
	for i, path := range s.paths {
		if i < len(p.Values) {
			o.Set = append(o.Set, path+"="+p.Values[i])
		}
	}
	return configs.Load(o)
}

// add reads the scenario at all points that are not known yet, several at a time. It
// returns the problems of all of them.
func (s *points) add(ctx context.Context, runs []Run) error {
	var fresh []Point
	seen := map[string]bool{}
	for _, r := range runs {
		if name := r.Point.name(); s.known[name] == nil && !seen[name] {
			seen[name] = true
			fresh = append(fresh, r.Point)
		}
	}
	places, err := study.Replicate(ctx, len(fresh), 0, func(_ context.Context, i int) (*place, error) {
		sys, merged, err := s.system(fresh[i])
		if err != nil {
			return &place{err: err}, nil
		}
		at := &place{hash: strings.TrimPrefix(merged.RunHash, "sha256:")}
		if len(s.known)+i < keptSystems {
			at.sys = sys
		}
		return at, nil
	})
	if err != nil {
		return err
	}
	wrong := &PointsError{}
	for i, at := range places {
		if at.err != nil {
			wrong.add(s.words(fresh[i]), at.err)
			continue
		}
		s.known[fresh[i].name()] = at
	}
	if len(wrong.points) > 0 {
		return wrong
	}
	return nil
}

// key names a run whose point is known.
func (s *points) key(r Run) string {
	return fmt.Sprintf("%s-%d", s.known[r.Point.name()].hash, r.Replication)
}

// words tells where a point is.
func (s *points) words(p Point) string {
	var words []string
	for i, v := range p.Values {
		words = append(words, s.paths[i]+"="+v)
	}
	for _, path := range p.Without {
		words = append(words, "without "+path)
	}
	if len(words) == 0 {
		return "the scenario as it is"
	}
	return strings.Join(words, " ")
}

// PointsError says that there are points which cannot be played.
type PointsError struct {
	points []string // what is wrong, once
	where  [][]string
}

// add notes what is wrong at a point; points with the same problems share a line.
func (e *PointsError) add(where string, err error) {
	text := err.Error()
	i := slices.Index(e.points, text)
	if i < 0 {
		i = len(e.points)
		e.points, e.where = append(e.points, text), append(e.where, nil)
	}
	e.where[i] = append(e.where[i], where)
}

// mostWrong is the number of problems that are listed.
const mostWrong = 20

// Error lists the points and what is wrong with them.
func (e *PointsError) Error() string {
	var b strings.Builder
	for i, text := range e.points {
		if i == mostWrong {
			fmt.Fprintf(&b, "\nand %s", count(len(e.points)-mostWrong, "more problem", "more problems"))
			break
		}
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "at %s", e.where[i][0])
		if more := len(e.where[i]) - 1; more > 0 {
			fmt.Fprintf(&b, " and %s", count(more, "more point", "more points"))
		}
		b.WriteString(":")
		for line := range strings.Lines(text) {
			b.WriteString("\n  " + strings.TrimSuffix(line, "\n"))
		}
	}
	return b.String()
}
