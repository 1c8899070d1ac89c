package batch

import (
	"fmt"
	"path"

	"headroom/cmd/headroom/internal/shell"
)

// github plays the shards as a matrix of GitHub Actions, each on a runner of its own. The
// most shards are the most jobs of a matrix (GitHub Actions, usage limits). The runs travel
// as artifacts.
var github = Scheduler{
	Name:  "github",
	About: "a workflow whose jobs are the shards",
	Takes: []string{"at-once", "image", "queue", "workdir", "time"},
	Least: 1, Most: 256,
	text: `# The study {{.Name}} as a workflow of GitHub Actions, in {{.Shards}} shards.
# Written by: {{.Line | sh}}
#
# Put this file into .github/workflows, push it, and start it by hand ("Run workflow") or
# with: gh workflow run THIS-FILE. The report is the artifact {{.Title}}.
# When shards have failed, "Re-run failed jobs" plays these alone.
{{- if not .Image}}
# headroom must be in the PATH of the runners; --image names a container that has it.
{{- end}}
{{- if .Adaptive}}
#
# The study goes in rounds: what is played next depends on what was found. There are {{.Rounds}}
# rounds here; those after the end are left out. When the study is not over after them, the
# merge ends with 4 and says so: write the workflow with more --rounds.
{{- end}}
name: {{printf "headroom %s" .Name | action | json}}
on: [workflow_dispatch]
permissions: {contents: read}
jobs:
{{- range $round := .RoundNumbers}}
  round-{{$round}}:
{{- if gt $round 1}}
    needs: [after-{{before $round}}]
    if: needs.after-{{before $round}}.outputs.over == 'no'
{{- end}}
{{template "runner" $}}
    timeout-minutes: {{$.Minutes}}
    strategy:
      fail-fast: false
{{- if $.AtOnce}}
      max-parallel: {{$.AtOnce}}
{{- end}}
      matrix: {shard: {{$.ShardNumbers | json}}}
    steps:
      - uses: actions/checkout@v4
{{- if gt $round 1}}
{{template "fetch" $}}
{{- end}}
      - run: touch "$RUNNER_TEMP/begun"
      - run: {{$.Playing | json}}
      - if: always() # what is finished is kept
        run: {{$.Collect | action | json}}
      - if: always()
        uses: actions/upload-artifact@v4
        with: {name: "{{$.Title}}-runs-{{$round}}-${{"{{"}} matrix.shard }}", path: new, if-no-files-found: ignore, overwrite: true}
{{- if lt $round $.Rounds}}
  after-{{$round}}:
    needs: [round-{{$round}}]
{{template "runner" $}}
    outputs: {over: "${{"{{"}} steps.status.outputs.over }}"}
    steps:
      - uses: actions/checkout@v4
{{template "fetch" $}}
      - id: status
        run: {{$.Over | action | json}}
{{- end}}
{{- end}}
  merge:
    needs: [{{range $i, $round := .RoundNumbers}}{{if $i}}, {{end}}round-{{$round}}{{end}}]
{{- if .Adaptive}}
    if: ${{"{{"}} !failure() && !cancelled() }} # rounds after the end are left out
{{- end}}
{{template "runner" .}}
    steps:
      - uses: actions/checkout@v4
{{template "fetch" .}}
      - run: {{.Merge | sh | action | json}}
      - if: always()
        uses: actions/upload-artifact@v4
        with: {name: {{.Title}}, path: {{.InWorkdir .Dir | action | json}}}
{{define "runner"}}    runs-on: {{or .Queue "ubuntu-latest" | json}}
{{- if .Image}}
    container: {image: {{.Image | json}}}
{{- end}}
{{- if .Workdir}}
    defaults: {run: {working-directory: {{.Workdir | action | json}}}}
{{- end}}
{{- end}}
{{- define "fetch"}}      - uses: actions/download-artifact@v4
        with: {pattern: "{{.Title}}-runs-*", merge-multiple: true, path: {{.InWorkdir .Runs | action | json}}}
{{- end}}`,
}

// Playing is the command line that plays the shard of the matrix.
func (j *Job) Playing() string {
	words := append([]string{"headroom", "study", "run"}, j.Study...)
	return fmt.Sprintf("%s --shard ${{ matrix.shard }}/%d %s", forAction(shell.Line(words...)), j.Shards, forAction(shell.Line("-o", j.Dir)))
}

// Collect is the command line that takes the runs that this job has finished, and not
// those that it has fetched, into the folder new.
func (j *Job) Collect() string {
	runs := shell.Line("./" + j.Runs())
	return fmt.Sprintf(`mkdir -p "$GITHUB_WORKSPACE/new" %[1]s && find %[1]s -name '*.run' -newer "$RUNNER_TEMP/begun" -exec cp {} "$GITHUB_WORKSPACE/new" \;`, runs)
}

// Over is the command line that tells later jobs whether the study is over.
func (j *Job) Over() string {
	return fmt.Sprintf(`if %s; then echo over=yes; else echo over=no; fi >>"$GITHUB_OUTPUT"`, shell.Line(j.Status()...))
}

// InWorkdir is a path as seen from the folder of the repository.
func (j *Job) InWorkdir(name string) string { return path.Join(j.Workdir, name) }

// RoundNumbers counts the rounds from 1.
func (j *Job) RoundNumbers() []int { return upTo(j.Rounds) }

// ShardNumbers counts the shards from 1.
func (j *Job) ShardNumbers() []int { return upTo(j.Shards) }

func upTo(n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i + 1
	}
	return numbers
}
