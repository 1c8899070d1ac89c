package main

import (
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"
)

// studyFlags are the flags that make a study: those of a scenario, and those that say
// what a section of studies says, in its place or over it.
type studyFlags struct {
	scenarioFlags
	vary, ranges []string
	among        []string
	values       [len(studyKeys)]string
}

// studyKeys are the flags that stand for a single key of a study.
var studyKeys = [...]struct{ flag, key, what string }{
	{"design", "design", "points of a sweep: `DESIGN` is product, paired, random, latin-hypercube or sobol"},
	{"points", "points", "`NUMBER` of points of a random, latin-hypercube or sobol design; of trajectories or rows of a sensitivity"},
	{"find", "find", "search an extreme: `'max PATH'` or 'min PATH'"},
	{"from", "from", "lower end `VALUE` of --find"},
	{"to", "to", "higher end `VALUE` of --find"},
	{"tolerance", "tolerance", "end --find when both ends are that `SHARE` apart: 1%"},
	{"minimise", "minimise", "search the least of a `METRIC` among --vary and --range: cost"},
	{"against", "against", "`METRIC` of the second axis of the front of --minimise"},
	{"while", "while", "what must hold for --find and --minimise: `slos`"},
	{"sensitivity", "sensitivity", "rank --vary and --range by how much they move a `METRIC`: checkout.p99"},
	{"method", "method", "`METHOD` of --sensitivity: morris or sobol"},
	{"max-repeat", "max_repeat", "largest `NUMBER` of replications of a point of a search"},
	{"budget", "budget", "largest `NUMBER` of replications of a search, all points together"},
}

// add adds the flags to a verb.
func (s *studyFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&s.vary, "vary", nil, "vary a setting over a list, `PATH=VALUE,VALUE,...`; may be repeated")
	f.StringArrayVar(&s.ranges, "range", nil, "vary a setting over a range, `PATH=FROM..TO[:POINTS][:log]`; may be repeated")
	f.StringArrayVar(&s.among, "among", nil, "values of --find in place of --from and --to, the least first, `VALUE,VALUE,...`")
	for i, k := range studyKeys {
		f.StringVar(&s.values[i], k.flag, "", k.what)
	}
	f.StringArrayVar(&s.without, "without", nil, "leave a part of the scenario out, by `PATH`: faults, traffic.flash-sale; may be repeated")
	s.scenarioFlags.add(cmd)
	f.Lookup("repeat").Usage = "`NUMBER` of replications of each point; searches begin with as many"
}

// variedSetting is an item of vary.
type variedSetting struct {
	Set   string       `json:"set"`
	To    []string     `json:"to,omitempty"`
	Range *variedRange `json:"range,omitempty"`
}

type variedRange struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Points string `json:"points,omitempty"`
	Scale  string `json:"scale,omitempty"`
}

// value returns what was given for a key.
func (s *studyFlags) value(key string) string {
	for i, k := range studyKeys {
		if k.key == key {
			return s.values[i]
		}
	}
	panic("headroom: a study has no key " + key)
}

// form is the name of the form that the flags ask for, "" when they ask nothing.
func (s *studyFlags) form() string {
	for _, form := range []string{"find", "minimise", "sensitivity"} {
		if s.value(form) != "" {
			return form
		}
	}
	if len(s.vary)+len(s.ranges) > 0 {
		return "sweep"
	}
	return ""
}

// layer returns the flags as a layer over the scenario: a study of the given name, as
// JSON, which is YAML. It is nil when the flags say nothing.
func (s *studyFlags) layer(name string, isNew bool) ([]byte, error) {
	study := map[string]any{} // its keys are written in alphabetical order
	for i, k := range studyKeys {
		if s.values[i] != "" {
			study[k.key] = s.values[i]
		}
	}
	if isNew && s.form() == "find" && s.value("while") == "" {
		study["while"] = "slos"
	}
	var among []string
	for _, text := range s.among {
		among = append(among, splitValues(text)...)
	}
	if len(among) > 0 {
		study["among"] = among
	}
	if s.repeat != "" {
		study["repeat"] = s.repeat
	}
	var vary []variedSetting
	for _, text := range s.vary {
		v, err := parseVary(text)
		if err != nil {
			return nil, err
		}
		vary = append(vary, v)
	}
	for _, text := range s.ranges {
		v, err := parseRange(text)
		if err != nil {
			return nil, err
		}
		vary = append(vary, v)
	}
	if len(vary) > 0 {
		study["vary"] = vary
	}
	if len(study) == 0 {
		return nil, nil
	}
	return json.Marshal(map[string]any{"studies": map[string]any{name: study}})
}

// parseVary reads PATH=VALUE,VALUE,...
func parseVary(text string) (variedSetting, error) {
	path, list, ok := strings.Cut(text, "=")
	if !ok || path == "" || list == "" {
		return variedSetting{}, usagef("--vary %s: write a path and its values, as in --vary services.api.replicas=2,4,8", text)
	}
	return variedSetting{Set: path, To: splitValues(list)}, nil
}

// parseRange reads PATH=FROM..TO[:POINTS][:log].
func parseRange(text string) (variedSetting, error) {
	path, span, ok := strings.Cut(text, "=")
	ends, rest, _ := strings.Cut(span, ":")
	from, to, isRange := strings.Cut(ends, "..")
	r := &variedRange{From: from, To: to}
	if !ok || path == "" || !isRange || from == "" || to == "" {
		return variedSetting{}, usagef("--range %s: write a path and two ends, as in --range traffic.users.rate=100/s..2k/s:8:log", text)
	}
	if rest != "" {
		for word := range strings.SplitSeq(rest, ":") {
			switch {
			case word == "log" || word == "linear":
				r.Scale = word
			case r.Points == "" && word != "" && strings.Trim(word, "0123456789") == "":
				r.Points = word
			default:
				return variedSetting{}, usagef("--range %s: %q is neither a number of points nor log", text, word)
			}
		}
	}
	return variedSetting{Set: path, Range: r}, nil
}

// splitValues splits a list at its commas, but for those in parentheses:
// 5ms,lognormal(mean=5ms, cv=2).
func splitValues(list string) []string {
	var values []string
	depth, from := 0, 0
	for i, c := range list {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			values = append(values, strings.TrimSpace(list[from:i]))
			from = i + 1
		}
	}
	return append(values, strings.TrimSpace(list[from:]))
}
