package configs

import (
	"slices"
	"testing"
)

func TestDiff(t *testing.T) {
	tests := []struct {
		name    string
		layer   string
		set     []string
		without []string
		want    []string
	}{
		{name: "nothing", want: nil},
		{name: "a number", set: []string{"services.api.replicas=6"}, want: []string{"~ services.api.replicas 4 -> 6"}},
		{name: "a value that was the default", set: []string{"databases.db.replicas=2"}, want: []string{"~ databases.db.replicas 1 -> 2"}},
		{name: "a value written in another unit is the same", set: []string{"run.duration=600s", "run.seed=2"}, want: []string{"~ run.seed 1 -> 2"}},
		{name: "a rate written as a map is the same", layer: "traffic: {users: {rate: {shape: constant, rate: 200rps}}}\nrun: {seed: 2}", want: []string{"~ run.seed 1 -> 2"}},
		{name: "a rate in short", set: []string{"traffic.users.rate=300/s"}, want: []string{"~ traffic.users.rate 200/s -> 300/s"}},
		{name: "another shape", layer: "traffic: {users: {rate: {shape: ramp, from: 1/s, to: 2/s, at: 1m, over: 1m}}}",
			want: []string{"~ traffic.users.rate.shape constant -> ramp", "- traffic.users.rate.rate 200/s", "+ traffic.users.rate.from 1/s", "+ traffic.users.rate.to 2/s", "+ traffic.users.rate.at 1m", "+ traffic.users.rate.over 1m"}},
		{name: "a component that came", layer: "services: {extra: {replicas: 2, operations: {main: [{cpu: 1ms}]}}}",
			want: []string{"+ services.extra {replicas: 2, operations: {main: [{cpu: 1ms}]}}"}},
		{name: "a section that came", layer: "caches: {c1: {memory: 1GiB, hit_ratio: 90%}}", want: []string{"+ caches.c1 {memory: 1GiB, hit_ratio: 90%}"}},
		{name: "an item within a list", set: []string{"faults[0].by=3x"}, want: []string{"~ faults[0].by 2x -> 3x"}},
		{name: "an item that went", without: []string{"faults[0]"}, want: []string{"- faults[0] {at: 1m, for: 1m, slow: db, by: 2x}"}},
		{name: "a whole list that went", without: []string{"faults"}, want: []string{"- faults [{at: 1m, for: 1m, slow: db, by: 2x}, {at: 5m, down: db}]"}},
		{name: "an item that came in the middle", layer: "faults: [{at: 1m, for: 1m, slow: db, by: 2x}, {at: 2m, down: api}, {at: 5m, down: db}]",
			want: []string{"+ faults[1] {at: 2m, down: api}"}},
		{name: "a step", set: []string{"services.api.operations.main[1].backoff=30ms"}, want: []string{"~ services.api.operations.main[1].backoff 20ms -> 30ms"}},
		{name: "the scenario's own default, once", layer: "defaults: {link: {latency: 3ms}}", want: []string{"~ defaults.link.latency 0.25ms -> 3ms"}},
		{name: "a template, where it is used", layer: "templates: {web: {cpu: 4}}", want: []string{"~ services.api.cpu 2 -> 4"}},
		{name: "names, descriptions and studies do not count", layer: "name: other\ndescription: x\nstudies: {}\nrun: {seed: 2}", want: []string{"~ run.seed 1 -> 2"}},
		{name: "sections stand in their order", layer: "slos: {quick: main.p99 < 1s}\nrun: {seed: 2}", want: []string{"~ run.seed 1 -> 2", "+ slos.quick main.p99 < 1s"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := write(t, base, tt.layer)
			_, a := load(t, Options{Files: files[:1]})
			o := Options{Files: files[:1], Set: tt.set, Without: tt.without}
			if tt.layer != "" {
				o.Files = files
			}
			_, b := load(t, o)
			var got []string
			for _, s := range Diff(a, b) {
				got = append(got, s.String())
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			back := Diff(b, a)
			if len(back) != len(tt.want) {
				t.Errorf("from B to A: got %d settings, want %d", len(back), len(tt.want))
			}
		})
	}
}
