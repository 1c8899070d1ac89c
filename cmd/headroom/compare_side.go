package main

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"headroom/configs"
	"headroom/models"
	"headroom/sim/stats"
)

// side is one of the two that are compared: a scenario to play, or a stored result.
type side struct {
	source   string
	scenario *scenario // nil for a stored result
	result   *stats.Result
	merged   *configs.Merged // nil when a stored result has no scenario that can be read
}

// resultMark is in every stored result.
var resultMark = []byte(`"headroom/result/`)

// isStored tells whether an argument means a stored result: a folder, or a file that
// holds one.
func isStored(arg string) bool {
	info, err := os.Stat(arg)
	if err != nil || info.IsDir() {
		return err == nil
	}
	if extension(arg) != "json" {
		return false
	}
	text, err := os.ReadFile(arg)
	return err == nil && bytes.Contains(text, resultMark)
}

// loadSide reads a scenario, or a stored result with the scenario beside it.
func (a *app) loadSide(s *side, flags *scenarioFlags) error {
	if !isStored(s.source) {
		sc, err := a.load(s.source, flags)
		if err != nil {
			return err
		}
		a.warn(sc)
		s.scenario, s.merged = sc, sc.merged
		return nil
	}
	r, err := stored(s.source)
	if err != nil {
		return err
	}
	if r.Samples == nil {
		return usagef("%s: there is no samples.csv beside the result, so there is nothing to compare; run the scenario again with -o DIR", s.source)
	}
	s.result = r
	if file := scenarioIn(s.source); file != "" {
		// A scenario that cannot be read any more is not needed to compare the results.
		if _, merged, err := configs.Load(configs.Options{Files: []string{file}}); err == nil {
			s.merged = merged
		}
	}
	return nil
}

// playSide plays a side that is no stored result. Sides whose caches start alike share how.
func (a *app) playSide(ctx context.Context, s *side, jobs int, warm *models.Warmth) error {
	if s.scenario == nil {
		return nil
	}
	done, err := a.play(ctx, s.scenario, &playFlags{jobs: jobs, warm: warm})
	if err != nil {
		return err
	}
	s.result = done.result
	if n := s.result.Scenario; n.Interrupted {
		return &ending{exitInterrupted, fmt.Errorf("interrupted: %d of %d replications of %s were finished, which are too few to compare",
			n.Replications, s.scenario.sys.Run.Repeat, s.source)}
	}
	return nil
}

// differing fills in the settings in which the sides differ.
func differing(c *stats.Compared, x, y *side) {
	switch {
	case x.merged == nil:
		c.SettingsNote = unreadable("A")
	case y.merged == nil:
		c.SettingsNote = unreadable("B")
	default:
		c.Settings = append(c.Settings, configs.Diff(x.merged, y.merged)...)
		if len(c.Settings) == 0 && x.merged.Hash != y.merged.Hash {
			c.SettingsNote = "no setting differs, but the name, the order of components, or a file that the settings name does"
		}
	}
}

func unreadable(name string) string {
	return "not known: " + name + " has no scenario.yaml beside it that can be read"
}
