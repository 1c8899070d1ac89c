package whatif

import (
	"fmt"
	"strings"

	"headroom/configs"
	"headroom/models"
)

// forms is what a study can ask, in the order in which it is looked for. The last asks
// nothing of its own.
var forms = []struct {
	name     string
	asked    func(*models.Study) bool
	question func(*models.Study) string
	make     func(*setup) (Form, error)
}{
	{"find", func(s *models.Study) bool { return s.Find != "" },
		func(s *models.Study) string { return s.Find + " while " + s.While }, makeFind},
	{"minimise", func(s *models.Study) bool { return s.Minimise != "" },
		func(s *models.Study) string { return "minimise " + s.Minimise + while(s) + " over " + settingsOf(s) }, makeMinimise},
	{"sensitivity", func(s *models.Study) bool { return s.Sensitivity != "" },
		func(s *models.Study) string {
			return "what moves " + s.Sensitivity + ": " + settingsOf(s) + " (" + s.Method + ")"
		}, makeSensitivity},
	{"cliff", func(s *models.Study) bool { return s.Cliff.Load.Set != "" },
		func(s *models.Study) string {
			return "where it falls over: " + s.Cliff.Load.Set + " against " + s.Cliff.Trigger.Set
		}, makeCliff},
	{"sweep", func(*models.Study) bool { return true },
		func(s *models.Study) string { return "vary " + settingsOf(s) + design(s) }, makeSweep},
}

// setup is what a form is made of.
type setup struct {
	spec   *models.Study
	sys    *models.System // without the settings of the study
	merged *configs.Merged
	knobs  []*knob
}

func while(s *models.Study) string {
	if s.While == "" {
		return ""
	}
	return " while " + s.While
}

func design(s *models.Study) string {
	if s.Design == "product" {
		return ""
	}
	return " (" + s.Design + ")"
}

// settingsOf lists what a study varies.
func settingsOf(s *models.Study) string {
	var paths []string
	for _, v := range s.Vary {
		paths = append(paths, v.Set)
	}
	return listed(paths)
}

// knob adds a setting with its values.
func (s *setup) knob(v *models.Vary) (*knob, error) {
	setting, err := s.merged.Setting(v.Set)
	if err != nil {
		return nil, err
	}
	k, err := knobOf(setting, v)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", v.Set, err)
	}
	s.knobs = append(s.knobs, k)
	return k, nil
}

// varied adds all settings of vary.
func (s *setup) varied() error {
	for i := range s.spec.Vary {
		if _, err := s.knob(&s.spec.Vary[i]); err != nil {
			return err
		}
	}
	return nil
}

// own returns the values that the scenario has for the knobs, empty where it has none.
func (s *setup) own() []string {
	var own []string
	for _, k := range s.knobs {
		own = append(own, s.merged.Text(k.setting.Path))
	}
	return own
}

func makeSweep(s *setup) (Form, error) {
	if err := s.varied(); err != nil {
		return nil, err
	}
	return newSweep(s.spec, s.knobs, s.sys.Run.Seed, s.sys.Run.Repeat)
}

func makeFind(s *setup) (Form, error) {
	_, path, _ := strings.Cut(s.spec.Find, " ")
	setting, err := s.merged.Setting(strings.TrimSpace(path))
	if err != nil {
		return nil, err
	}
	var k *knob
	if len(s.spec.Among) > 0 {
		k, err = listOf(setting, s.spec.Among)
	} else {
		k, err = searchOf(setting, s.spec.From, s.spec.To)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", setting.Path, err)
	}
	s.knobs = append(s.knobs, k)
	return newFind(s.spec, k, s.sys.Run.Repeat)
}

// searchOf returns the knob of a search between two values, with steps of equal ratio
// where they are far apart.
func searchOf(s configs.Setting, from, to string) (*knob, error) {
	low, err := s.Number(from)
	if err != nil {
		return nil, err
	}
	high, err := s.Number(to)
	if err != nil {
		return nil, err
	}
	return rangeOf(s, from, to, 0, wide(low, high))
}

func makeMinimise(s *setup) (Form, error) {
	if err := s.varied(); err != nil {
		return nil, err
	}
	metric, err := s.sys.Metric(s.spec.Minimise)
	if err != nil {
		return nil, err
	}
	against, err := s.against()
	if err != nil {
		return nil, err
	}
	return newMinimise(s.spec, s.knobs, s.own(), metric, against, s.sys.Run.Seed, s.sys.Run.Repeat)
}

// against returns the second axis of a front.
func (s *setup) against() (models.Metric, error) {
	if s.spec.Against != "" {
		return s.sys.Metric(s.spec.Against)
	}
	operations := s.sys.Topology().Operations
	if len(operations) == 0 {
		return models.Metric{}, fmt.Errorf("there is no operation whose p99 could be the second axis of the front; write against")
	}
	return s.sys.Metric(operations[0].Name + ".p99")
}

func makeSensitivity(s *setup) (Form, error) {
	if err := s.varied(); err != nil {
		return nil, err
	}
	metric, err := s.sys.Metric(s.spec.Sensitivity)
	if err != nil {
		return nil, err
	}
	return newSensitivity(s.spec, s.knobs, s.own(), metric, s.sys.Run.Seed, s.sys.Run.Repeat)
}

func makeCliff(s *setup) (Form, error) {
	load, err := s.knob(&s.spec.Cliff.Load)
	if err != nil {
		return nil, err
	}
	trigger, err := s.knob(&s.spec.Cliff.Trigger)
	if err != nil {
		return nil, err
	}
	return newCliff(s.spec, load, trigger, s.spec.Cliff.Controls(), s.sys.Run.Repeat)
}
