package whatif

import (
	"encoding/json"
	"errors"
	"fmt"

	"headroom/configs"
	"headroom/models"
	"headroom/sim/study"
)

// Definition is all that a study is made of. It lies beside the runs of every shard, so
// that a folder of runs can be summed up wherever it was carried.
type Definition struct {
	// Study is the name of the study.
	Study string `json:"study"`
	// Scenario is the merged scenario as YAML, with this study alone.
	Scenario string `json:"scenario"`
	// Files are those that the scenario names, by the name as written.
	Files map[string][]byte `json:"files,omitempty"`
}

// DefinitionKey is the key under which a definition is kept among the runs.
const DefinitionKey = "study"

// scenarioFile is what messages call the scenario of a definition, and its name in a
// result folder.
const scenarioFile = "scenario.yaml"

// Define takes a study out of a scenario that was loaded.
func Define(m *configs.Merged, name string) *Definition {
	return &Definition{Study: name, Scenario: string(m.Alone(name).YAML(false)), Files: m.Files}
}

// Run returns the definition as it is kept among the runs.
func (d *Definition) Run(version string) (study.Run, error) {
	data, err := json.Marshal(d)
	return study.Run{Key: DefinitionKey, Version: version, Data: append(data, '\n')}, err
}

// DefinitionOf reads the definition among runs, nil when it is not there.
func DefinitionOf(runs []study.Run) (*Definition, error) {
	for _, r := range runs {
		if r.Key != DefinitionKey {
			continue
		}
		d := &Definition{}
		if err := json.Unmarshal(r.Data, d); err != nil {
			return nil, fmt.Errorf("the definition of the study cannot be read: %w", err)
		}
		return d, nil
	}
	return nil, nil
}

// load reads the scenario of the definition, with its study.
func (d *Definition) load() (*models.System, *configs.Merged, *models.Study, error) {
	sys, merged, err := configs.Load(configs.Options{Texts: []configs.Text{{Name: scenarioFile, YAML: []byte(d.Scenario)}}, Named: d.Files})
	if err != nil {
		return nil, nil, nil, err
	}
	spec, ok := sys.Studies.Find(d.Study)
	if !ok {
		return nil, nil, nil, errors.New("the scenario has no study " + d.Study)
	}
	return sys, merged, &spec, nil
}
