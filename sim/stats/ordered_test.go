package stats_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"headroom/sim/stats"
)

func TestOrderedKeepsItsOrderThroughJSON(t *testing.T) {
	t.Parallel()
	var o stats.Ordered[int]
	o.Add("web", 3)
	o.Add("api", 1)
	o.Add(`a "quoted" name`, 2)
	data, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(data), `{"web":3,"api":1,"a \"quoted\" name":2}`; got != want {
		t.Errorf("JSON = %s, want %s", got, want)
	}
	var back stats.Ordered[int]
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, o) {
		t.Errorf("read back = %v, want %v", back, o)
	}
}

func TestOrderedFind(t *testing.T) {
	t.Parallel()
	var o stats.Ordered[string]
	if _, ok := o.Find("web"); ok {
		t.Errorf("found a name in an empty map")
	}
	o.Add("web", "x")
	o.Add("api", "y")
	if got, ok := o.Find("api"); got != "y" || !ok {
		t.Errorf("Find(api) = %q, %v, want y, true", got, ok)
	}
	if got, ok := o.Find("db"); got != "" || ok {
		t.Errorf("Find(db) = %q, %v, want nothing, false", got, ok)
	}
}

func TestOrderedJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		text string
		want int // entries; -1 for an error
	}{
		{"null is empty", `null`, 0},
		{"an empty object is empty", `{}`, 0},
		{"two names are two entries", `{"a":1,"b":2}`, 2},
		{"a list is refused", `[1,2]`, -1},
		{"a value of another type is refused", `{"a":"x"}`, -1},
	} {
		o := stats.Ordered[int]{{Name: "old", Value: 1}}
		err := json.Unmarshal([]byte(c.text), &o)
		if (err != nil) != (c.want < 0) || err == nil && len(o) != c.want {
			t.Errorf("%s: %d entries, error %v, want %d", c.name, len(o), err, c.want)
		}
	}
	var none stats.Ordered[int]
	if data, err := json.Marshal(none); err != nil || string(data) != "{}" {
		t.Errorf("JSON of nothing = %s, %v, want {}", data, err)
	}
	bad := stats.Ordered[func()]{{Name: "a"}}
	if _, err := json.Marshal(bad); err == nil {
		t.Errorf("a value without JSON gave no error")
	}
}
