package batch

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"headroom/internal/golden"
)

// nasty are words that shells, YAML, JSON, Kubernetes and GitHub would each read as
// something else than text.
var nasty = []string{
	"my shop's.yaml", `a"b\c`, "$(id) ${HOME} `id` $$", "${{ secrets.TOKEN }}", "x: [1, 2] # no", "* ? ~ ! & | ; < >", "-", "", "höhe",
}

func search(edit func(*Job)) *Job {
	j := &Job{
		Name: "capacity", Study: []string{"shop.yaml", "capacity"}, Dir: "out/capacity", Shards: 16, Rounds: 1,
		Processors: 1, Memory: 2 << 30, Time: time.Hour,
		Line: []string{"headroom", "study", "submit", "shop.yaml", "capacity", "--shards", "16", "-o", "out/capacity"},
	}
	edit(j)
	return j
}

// withNeeds fills in what a scheduler cannot do without.
func withNeeds(s Scheduler, j *Job) *Job {
	for _, need := range s.Needs {
		switch need {
		case "image":
			j.Image = "registry.example/headroom:1"
		case "queue":
			j.Queue = "batch"
		case "volume":
			j.Volume = "fs-12345678"
		}
	}
	return j
}

func written(t *testing.T, s Scheduler, j *Job) string {
	t.Helper()
	var b strings.Builder
	if err := s.Write(&b, j); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestManifests(t *testing.T) {
	for _, s := range Schedulers() {
		golden.Check(t, filepath.Join("testdata", s.Name+".txt"), []byte(written(t, s, withNeeds(s, search(func(*Job) {})))))
		all := withNeeds(s, search(func(j *Job) {
			j.Name, j.Study = "The Shop's $PATH", []string{"my shop.yaml", "--find", "max traffic.users.rate", "--while", "slos"}
			j.Rounds, j.AtOnce, j.Workdir, j.Shards, j.Processors = 3, 4, "my folder", 9, 2
			if s.Mounts {
				j.Workdir = "/study/my folder"
			}
			if s.Carries {
				j.Study[0], j.Scenario = CarriedScenario, []byte("name: shop\n\nrun: {duration: 1s}\n")
			}
			if slices.Contains(s.Takes, "queue") {
				j.Queue = "long"
			}
		}))
		golden.Check(t, filepath.Join("testdata", s.Name+"-rounds.txt"), []byte(written(t, s, all)))
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	tests := []struct {
		name      string
		scheduler string
		edit      func(*Job)
		want      string
	}{
		{"one job is no array on AWS", "aws-batch", func(j *Job) { j.Shards = 1 }, "1 shards: aws-batch takes 2 to 10000"},
		{"a matrix has its limits", "github", func(j *Job) { j.Shards = 257 }, "257 shards: github takes 1 to 256"},
		{"no shards", "slurm", func(j *Job) { j.Shards = 0 }, "0 shards: slurm takes 1 to 1000"},
		{"a folder that is lost", "kubernetes", func(j *Job) { j.Workdir = "/tmp" }, "folder /tmp is not on the volume, which is mounted as /study; write for example /study/scenarios"},
		{"a line break in a name", "slurm", func(j *Job) { j.Study = []string{"a\nb"} }, `"a\nb" cannot be written into a manifest: it has a character that is no text`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, ok := Find(tt.scheduler)
			if !ok {
				t.Fatal("there is no such scheduler")
			}
			if err := s.Write(io.Discard, withNeeds(s, search(tt.edit))); err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
	if _, ok := Find("nomad"); ok {
		t.Error("found a scheduler that there is not")
	}
}

func TestTitles(t *testing.T) {
	tests := []struct{ name, want string }{
		{"capacity", "capacity"},
		{"The Shop's $PATH", "the-shop-s--path"},
		{"2 regions", "study-2-regions"},
		{"höhe", "h-he"},
		{"***", "study"},
		{strings.Repeat("long-", 20), strings.Repeat("long-", 7) + "long"},
	}
	for _, tt := range tests {
		if got := (&Job{Name: tt.name}).Title(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestShellsReadTheWordsAsGiven lets the scripts submit to a scheduler which plays every
// job at once, and looks at what headroom is called with.
func TestShellsReadTheWordsAsGiven(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no sh")
	}
	for _, name := range []string{"slurm", "aws-batch"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			pretend(t, dir, "headroom", `printf '%s\n' headroom "$@" end >>"$CALLS"`)
			pretend(t, dir, "sbatch", `echo "sbatch $*" >>"$CALLS"; sh; echo "7;cluster"`)
			// What is defined is what is to be done: the job is the command itself.
			pretend(t, dir, "aws", `case $2 in
register-job-definition) printf '%s' "$4" ;;
submit-job) echo "$*" | sed 's/.*--job-name/submit/' >>"$CALLS"; printf '%s\n' "$6" >>"$CALLS"; echo 7 ;;
esac`)
			s, _ := Find(name)
			j := withNeeds(s, search(func(j *Job) {
				j.Study, j.Dir, j.Rounds = nasty, "it's out", 2
			}))
			c := exec.Command("sh", "-c", written(t, s, j))
			c.Dir = dir
			c.Env = []string{"PATH=" + dir + ":" + os.Getenv("PATH"), "CALLS=" + filepath.Join(dir, "calls")}
			if out, err := c.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			text, err := os.ReadFile(filepath.Join(dir, "calls"))
			if err != nil {
				t.Fatal(err)
			}
			calls := string(text)
			for _, part := range wantCalls(name, j) {
				before, after, found := strings.Cut(calls, part)
				if !found {
					t.Fatalf("got\n%s\nwant there\n%s", calls, part)
				}
				calls = strings.TrimLeft(before, "\n") + after
			}
		})
	}
}

// wantCalls are the calls of a study of two rounds.
func wantCalls(name string, j *Job) []string {
	if name == "slurm" {
		play := strings.Join(j.Auto(), "\n") + "\nend\n"
		return []string{
			"sbatch --parsable\n" + play, "sbatch --parsable --dependency=afterok:7\n" + play,
			"sbatch --parsable --dependency=afterok:7\n" + strings.Join(j.Merge(), "\n") + "\nend\n",
		}
	}
	var want []string
	for _, c := range []struct {
		submit, suffix string
		words          []string
	}{
		{"submit capacity --array-properties size=16 --query jobId --output text\n", "", j.Auto()},
		{"submit capacity --array-properties size=16 --depends-on jobId=7 --query jobId --output text\n", "", j.Auto()},
		{"submit capacity-merge --depends-on jobId=7 --query jobId --output text\n", "-merge", j.Merge()},
	} {
		definition, err := inJSON(j.Definition(c.suffix, c.words, 1))
		if err != nil {
			panic(err)
		}
		want = append(want, c.submit+definition+"\n")
	}
	return want
}

// pretend puts a program into a folder.
func pretend(t *testing.T, dir, name, script string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o777); err != nil {
		t.Fatal(err)
	}
}

// TestCommandsOfAWSDefinitions gives the command of a definition to a shell.
func TestCommandsOfAWSDefinitions(t *testing.T) {
	dir := t.TempDir()
	pretend(t, dir, "headroom", `printf '%s\n' headroom "$@"`)
	j := withNeeds(awsBatch, search(func(j *Job) { j.Study = nasty }))
	text, err := json.Marshal(j.Definition("", j.Auto(), 1))
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		ContainerProperties struct{ Command []string }
	}
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	words := read.ContainerProperties.Command
	words[2] = strings.Replace(words[2], "cd /study &&", "cd "+dir+" &&", 1)
	c := exec.Command(words[0], words[1:]...)
	c.Env = []string{"PATH=" + dir + ":" + os.Getenv("PATH")}
	out, err := c.Output()
	if got, want := string(out), strings.Join(j.Auto(), "\n")+"\n"; err != nil || got != want {
		t.Errorf("got %q %v, want %q", got, err, want)
	}
}

// documents reads a manifest of YAML documents.
func documents(t *testing.T, text string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for d := yaml.NewDecoder(strings.NewReader(text)); ; {
		var one map[string]any
		switch err := d.Decode(&one); err {
		case nil:
			all = append(all, one)
		case io.EOF:
			return all
		default:
			t.Fatalf("%v in\n%s", err, text)
		}
	}
}

// at follows keys and numbers into a document.
func at(t *testing.T, doc any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch key := step.(type) {
		case string:
			doc = doc.(map[string]any)[key]
		case int:
			doc = doc.([]any)[key]
		}
		if doc == nil {
			t.Fatalf("there is no %v of %v", step, path)
		}
	}
	return doc
}

func TestKubernetesReadsTheWordsAsGiven(t *testing.T) {
	scenario := "name: \"it's\"\nrun: {duration: 1s}\n\ntraffic: # ${X} $(Y)\n  users: {}\n"
	j := withNeeds(kubernetes, search(func(j *Job) { j.Study, j.Scenario, j.AtOnce = nasty, []byte(scenario), 3 }))
	docs := documents(t, written(t, kubernetes, j))
	var kinds []string
	for _, d := range docs {
		kinds = append(kinds, d["kind"].(string))
	}
	if want := []string{"PersistentVolumeClaim", "ConfigMap", "Job", "Job"}; !slices.Equal(kinds, want) {
		t.Fatalf("got %v, want %v", kinds, want)
	}
	if got := at(t, docs[1], "data", "scenario.yaml"); got != scenario {
		t.Errorf("got scenario %q, want %q", got, scenario)
	}
	for field, want := range map[string]any{"completionMode": "Indexed", "completions": 16, "parallelism": 3, "backoffLimitPerIndex": 3} {
		if got := at(t, docs[2], "spec", field); got != want {
			t.Errorf("%s: got %v, want %v", field, got, want)
		}
	}
	for i, want := range [][]string{j.Counted(), j.Merge()} {
		pod := at(t, docs[2+i], "spec", "template", "spec")
		var got []string
		for _, word := range at(t, pod, "containers", 0, "command").([]any) {
			got = append(got, expanded(word.(string)))
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if got := at(t, pod, "volumes", 0, "persistentVolumeClaim", "claimName"); got != at(t, docs[0], "metadata", "name") {
			t.Errorf("the pods use claim %v", got)
		}
	}
}

// expanded does what Kubernetes does with a command in a pod without variables.
func expanded(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '$' && i+1 < len(text) && text[i+1] == '$' {
			i++
		} else if text[i] == '$' && i+1 < len(text) && text[i+1] == '(' {
			b.WriteString("EXPANDED")
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

func TestGitHubReadsTheWordsAsGiven(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no sh")
	}
	dir := t.TempDir()
	pretend(t, dir, "headroom", `printf '%s\n' headroom "$@"`)
	j := search(func(j *Job) { j.Study, j.Rounds = nasty, 3 })
	flow := documents(t, written(t, github, j))[0]
	jobs := at(t, flow, "jobs").(map[string]any)
	if len(jobs) != 6 {
		t.Errorf("got %d jobs, want three rounds, what is between them, and a merge", len(jobs))
	}
	if got := at(t, jobs, "round-3", "strategy", "matrix", "shard").([]any); len(got) != 16 || got[15] != 16 {
		t.Errorf("got shards %v, want 1 to 16", got)
	}
	if got, want := at(t, jobs, "round-3", "if"), "needs.after-2.outputs.over == 'no'"; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	line := at(t, jobs, "round-1", "steps", 2, "run").(string)
	line = strings.ReplaceAll(strings.ReplaceAll(line, "${{ matrix.shard }}", "3"), "${{ '${{' }}", "${{")
	c := exec.Command("sh", "-c", line)
	c.Env = []string{"PATH=" + dir + ":" + os.Getenv("PATH")}
	out, err := c.Output()
	if want := strings.Join(j.Run("3/16"), "\n") + "\n"; err != nil || string(out) != want {
		t.Errorf("got %q %v, want %q", out, err, want)
	}
}

// TestOnlyNewRunsTravel plays what the jobs of GitHub do with their files.
func TestOnlyNewRunsTravel(t *testing.T) {
	if _, err := exec.LookPath("find"); err != nil {
		t.Skip("there is no find")
	}
	dir := t.TempDir()
	j := search(func(*Job) {})
	c := exec.Command("sh", "-ec", `mkdir -p out/capacity/runs && echo fetched >out/capacity/runs/a.run
sleep 0.02 && touch begun && sleep 0.02 && echo played >out/capacity/runs/b.run && echo torn >out/capacity/runs/c.part
`+j.Collect()+"\nls new")
	c.Dir = dir
	c.Env = append(os.Environ(), "GITHUB_WORKSPACE="+dir, "RUNNER_TEMP="+dir)
	if out, err := c.Output(); err != nil || !bytes.Equal(out, []byte("b.run\n")) {
		t.Errorf("got %q %v, want b.run", out, err)
	}
}
