package configs

import "reflect"

// testSchemaID is the name of the schema of files of tests.
const testSchemaID = "test.v1.json"

// testTexts say what the keys of files of tests mean.
var testTexts = map[string]string{
	"configs.testFile.Description": "What the tests are about, in one sentence.",
	"configs.testFile.Scenario":    "The scenario that is tested: a file beside this one, or a name of the gallery.",
	"configs.testFile.Cases":       "What is expected of the scenario and of variants of it, by name.",
	"configs.testChanges.Layers":   "Files beside this one to lay over the scenario.",
	"configs.testChanges.Without":  "Parts of the scenario to leave out, by path: faults, traffic.flash-sale.",
	"configs.testChanges.SLOs":     "keep expects the objectives of the scenario too, only those under expect alone. The default is keep, or what the file says.",
	"configs.testCase.Description": "What the case is about, in one sentence.",
	"configs.testCase.Expect":      "Objectives that must be kept, as under slos: checkout.p99 < 1.2s.",
	"configs.testCase.Verdict":     "What the objectives must come to together.",
	"configs.testCase.Stable":      "Whether the system must be stable: that no queue grows for as long as the run lasts.",
	"configs.set":                  "Settings of single values, by path: {services.api.replicas: 8}.",
}

// TestSchema returns the JSON Schema (draft-07) of a file of tests, as [Schema] does that of
// a scenario.
func TestSchema() ([]byte, error) {
	l := newLanguage()
	f := testForm(l, reflect.TypeFor[testFile]())
	s := &schema{language: l, made: map[string]bool{}}
	properties := object{{Name: "$schema", Value: object{{Name: "type", Value: "string"}, {Name: "description", Value: "The schema of this file, for editors."}}}}
	var required []string
	for i := range f.fields {
		g := &f.fields[i]
		properties.Add(g.name, s.property(g))
		if g.required {
			required = append(required, g.name)
		}
	}
	return s.document(testSchemaID, "headroom tests", properties, required...)
}
