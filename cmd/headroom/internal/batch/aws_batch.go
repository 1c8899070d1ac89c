package batch

import (
	"strconv"

	"headroom/cmd/headroom/internal/shell"
)

// awsBatch plays the shards as an array job of AWS Batch. An array has 2 to 10,000 jobs
// (AWS Batch user guide, array jobs). It cannot be told how many of them run at once: that
// is up to the compute environment of the queue.
var awsBatch = Scheduler{
	Name:  "aws-batch",
	About: "a script that registers job definitions and submits an array job",
	Needs: []string{"image", "queue", "volume"},
	Takes: []string{"workdir", "cpus", "memory", "time"},
	Least: 2, Most: 10_000,
	Mounts: true,
	text: `#!/bin/sh
# The study {{.Name}} on AWS Batch, in {{.Shards}} shards.
# Written by: {{.Line | sh}}
#
#   sh THIS-FILE                      submits it, with the AWS command line 2
#   aws batch list-jobs --array-job-id JOB --job-status FAILED
#
# The jobs share the EFS file system {{.Volume}}, which they see as /study. Copy the files
# that the command above names there first, under the same names. The image needs sh. The
# results will be there too. A shard that fails is tried again {{.Retries}} times and goes on with what
# is missing; jobs that wait for one that has failed for good fail with it. Submit this
# file again, and the study goes on with what is missing.
{{- if .Adaptive}}
#
# The study goes in rounds: what is played next depends on what was found. {{.Rounds}} arrays are
# submitted, each after the one before; those after the end find nothing to do. When the
# study is not over after them the merge ends with 4: submit this file again.
{{- end}}
set -eu

# define JSON registers a job definition, and prints its name.
define() {
  aws batch register-job-definition --cli-input-json "$1" --query jobDefinitionArn --output text
}

# submit DEFINITION ARGUMENT... submits a job, and prints its number.
submit() {
  definition=$1
  shift
  aws batch submit-job --job-queue {{.Queue | sh}} --job-definition "$definition" "$@" --query jobId --output text
}

shards=$(define "$(cat <<'END-OF-JSON'
{{.Definition "" .Auto .Processors | json}}
END-OF-JSON
)")
merge=$(define "$(cat <<'END-OF-JSON'
{{.Definition "-merge" .Merge 1 | json}}
END-OF-JSON
)")

last=$(submit "$shards" --job-name {{.Title}} --array-properties size={{.Shards}})
echo "round 1: job $last"
{{- if .Adaptive}}
round=2
while [ $round -le {{.Rounds}} ]; do
  last=$(submit "$shards" --job-name {{.Title}} --array-properties size={{.Shards}} --depends-on jobId="$last")
  echo "round $round: job $last"
  round=$((round + 1))
done
{{- end}}
last=$(submit "$merge" --job-name {{.Title}}-merge --depends-on jobId="$last")
echo "merge: job $last"
`,
}

// Definition is the input of register-job-definition for one command (AWS Batch API
// reference, RegisterJobDefinition, 2016-08-10). What fails is tried again, but for exit
// code 2: a usage or a scenario that is wrong stays wrong.
func (j *Job) Definition(suffix string, command []string, processors int) any {
	type object = map[string]any
	workdir := j.Workdir
	if workdir == "" {
		workdir = mounted
	}
	return object{
		"jobDefinitionName": j.Title() + suffix,
		"type":              "container",
		"containerProperties": object{
			"image":   j.Image,
			"command": []string{"sh", "-c", "cd " + shell.Line(workdir) + " && exec " + shell.Line(command...)},
			"resourceRequirements": []object{
				{"type": "VCPU", "value": strconv.Itoa(processors)},
				{"type": "MEMORY", "value": strconv.FormatInt(j.MiB(), 10)},
			},
			"volumes": []object{{
				"name":                   "study",
				"efsVolumeConfiguration": object{"fileSystemId": j.Volume, "transitEncryption": "ENABLED"},
			}},
			"mountPoints": []object{{"sourceVolume": "study", "containerPath": mounted}},
		},
		"retryStrategy": object{
			"attempts":       1 + retries,
			"evaluateOnExit": []object{{"onExitCode": "2", "action": "EXIT"}},
		},
		"timeout": object{"attemptDurationSeconds": max(60, j.Seconds())},
	}
}
