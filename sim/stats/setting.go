package stats

// Setting is a setting in which two scenarios differ: changed from Old to New, added
// when Old is empty, removed when New is empty.
type Setting struct {
	Path string `json:"path"`
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
}

// String writes the setting in a line: "~ services.checkout.replicas 8 -> 12",
// "+ services.audit {replicas: 2}", "- faults[0] {at: 5m, down: db}".
func (s Setting) String() string {
	switch {
	case s.Old == "":
		return "+ " + s.Path + " " + s.New
	case s.New == "":
		return "- " + s.Path + " " + s.Old
	}
	return "~ " + s.Path + " " + s.Old + " -> " + s.New
}
