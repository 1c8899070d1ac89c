package configs

import (
	"strings"
	"testing"
)

// studied is a scenario whose studies are to be filled in.
const studied = `
traffic: {users: {to: api, rate: 200/s}, burst: {to: api, rate: {shape: spike, base: 0/s, peak: 900/s, at: 1m, rise: 1s, hold: 9s, fall: 1s}}}
services: {api: {operations: {main: [{cpu: 1ms}]}, price: small}}
faults: [{at: 60s, for: 10s, slow: api, by: 2x}]
slos: {quick: main.p999 < 1s, later: {objective: main.success > 99%, severity: warning}}
prices: {items: {small: {hour: $0.1}, large: {hour: $0.2}}}
studies: {one: `

func TestStudiesThatAreRight(t *testing.T) {
	for name, text := range map[string]string{
		"a list":                      `{vary: [{set: services.api.replicas, to: [2, 4]}]}`,
		"values that are no numbers":  `{vary: [{set: services.api.price, to: [small, large]}], design: paired}`,
		"a range of whole numbers":    `{vary: [{set: services.api.replicas, range: {from: 2, to: 4}}], repeat: 3}`,
		"a range of ratios":           `{vary: [{set: traffic.users.rate, range: {from: 10/s, to: 1k/s, scale: log}}], design: sobol, points: 9}`,
		"the largest rate":            `{find: max traffic.users.rate, from: 10/s, to: 1k/s, while: slos, tolerance: 5%, max_repeat: 9, budget: 80}`,
		"the smallest kind":           `{find: min services.api.price, among: [small, large], while: slos}`,
		"the longest fault":           `{find: "max faults[0].for", from: 1s, to: 1m, while: slos}`,
		"the cheapest":                `{minimise: cost, while: slos, vary: [{set: services.api.replicas, to: [2, 4], dearer: true, safer: true}]}`,
		"the quickest":                `{minimise: main.p999, against: cost.per_1k_ok, vary: [{set: services.api.replicas, to: [2, 4]}]}`,
		"what matters":                `{sensitivity: api.utilization, points: 4, vary: [{set: services.api.replicas, to: [2, 4]}]}`,
		"what matters, by shares":     `{sensitivity: cost.per_1k_ok, method: sobol, vary: [{set: services.api.replicas, to: [2, 4]}]}`,
		"a cliff of a fault":          `{cliff: {load: {set: traffic.users.rate, to: [1/s, 2/s]}, trigger: {set: "faults[0].by", to: [2x, 4x]}}}`,
		"a cliff of a burst":          `{cliff: {load: {set: traffic.users.rate, to: [1/s, 2/s]}, trigger: {set: traffic.burst.rate.hold, range: {from: 1s, to: 9s}}, sharpen: 0}}`,
		"a cliff of something else":   `{cliff: {load: {set: traffic.users.rate, to: [1/s, 2/s]}, trigger: {set: services.api.replicas, to: [1, 2]}, without: [faults]}}`,
		"defaults of other questions": `{vary: [{set: services.api.replicas, to: [2, 4]}], method: morris, tolerance: 1%}`,
		"a part that is left out":     `{vary: [{set: traffic.users.rate, to: [1/s]}], without: [faults, traffic.burst]}`,
	} {
		if _, _, err := Load(Options{Files: []string{"-"}, Stdin: strings.NewReader(studied + text + "}")}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestStudiesOfWhatIsLeftOut: a run without the faults does not care that a study is about
// them.
func TestStudiesOfWhatIsLeftOut(t *testing.T) {
	text := studied + `{find: "max faults[0].for", from: 1s, to: 1m, while: slos, without: [traffic.burst]}}`
	o := Options{Files: []string{"-"}, Stdin: strings.NewReader(text), Without: []string{"faults", "traffic.burst"}}
	if _, _, err := Load(o); err != nil {
		t.Errorf("got %v, want a scenario without faults", err)
	}
}

// TestStudiesOfWhatWasChanged: what is laid over a scenario may break a study of it, and the
// scenario can be run all the same.
func TestStudiesOfWhatWasChanged(t *testing.T) {
	text := studied + `{vary: [{set: traffic.burst.rate.peak, to: [100/s]}]}}`
	_, m, err := Load(Options{Files: []string{"-"}, Stdin: strings.NewReader(text), Set: []string{"traffic.burst.rate=5/s"}})
	if err != nil {
		t.Fatal(err)
	}
	want := `studies.one.vary[0].set: no "peak" in traffic.burst.rate; there are shape, rate; the study cannot be played`
	if len(m.Warnings) != 1 || !strings.Contains(m.Warnings[0].Error(), want) {
		t.Errorf("got the warnings %q, want one that says %s", m.Warnings, want)
	}
}
