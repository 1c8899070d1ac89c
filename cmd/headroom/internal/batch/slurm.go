package batch

// slurm is the workload manager of most clusters for research (Slurm 22.05, sbatch(1)).
// The most shards are those of MaxArraySize as it comes, slurm.conf(5).
var slurm = Scheduler{
	Name:  "slurm",
	About: "a script that submits a job array and what comes after it",
	Takes: []string{"at-once", "queue", "workdir", "cpus", "memory", "time"},
	Least: 1, Most: 1000,
	text: `#!/bin/sh
# The study {{.Name}} on Slurm, in {{.Shards}} shards.
# Written by: {{.Line | sh}}
#
#   sh THIS-FILE                      submits it
#   squeue --me                       shows what waits and what runs
#   {{.Status | sh}}
#                                     tells how far the study is
#
# The folder, the scenario and the program must be seen by all nodes under the same names.
# A shard that has failed, was killed or ran out of time leaves the runs that it has
# finished; jobs that wait for it are cancelled. Submit this file again, and the study goes
# on with what is missing.
{{- if .Adaptive}}
#
# The study goes in rounds: what is played next depends on what was found. {{.Rounds}} arrays are
# submitted, each after the one before; those after the end find nothing to do. When the
# study is not over after them, submit this file again.
{{- end}}
set -eu
{{if .Workdir}}cd {{.Workdir | sh}}
{{end}}mkdir -p {{.Logs | sh}}

# shards submits the array; further arguments are those of sbatch. It prints the number.
shards() {
  sbatch --parsable "$@" <<'END-OF-JOB'
#!/bin/sh
#SBATCH --job-name={{.Title}}
#SBATCH --array=0-{{.Last}}{{if .AtOnce}}%{{.AtOnce}}{{end}}
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task={{.Processors}}
#SBATCH --mem={{.MiB}}M
#SBATCH --time={{.Minutes}}
{{- if .Queue}}
#SBATCH --partition={{.Queue | sh}}
{{- end}}
#SBATCH --output=/dev/null
#SBATCH --kill-on-invalid-dep=yes
exec >{{.Logs | sh}}/"$SLURM_ARRAY_JOB_ID-$SLURM_ARRAY_TASK_ID.txt" 2>&1
exec {{.Auto | sh}}
END-OF-JOB
}

# merge puts the runs of all shards together, and writes the report.
merge() {
  sbatch --parsable "$@" <<'END-OF-JOB'
#!/bin/sh
#SBATCH --job-name={{.Title}}-merge
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --mem={{.MiB}}M
#SBATCH --time={{.Minutes}}
{{- if .Queue}}
#SBATCH --partition={{.Queue | sh}}
{{- end}}
#SBATCH --output=/dev/null
#SBATCH --kill-on-invalid-dep=yes
exec >{{.Logs | sh}}/merge.txt 2>&1
exec {{.Merge | sh}}
END-OF-JOB
}

last=$(shards)
last=${last%%;*} # without the name of the cluster
echo "round 1: job $last"
{{- if .Adaptive}}
round=2
while [ $round -le {{.Rounds}} ]; do
  last=$(shards --dependency=afterok:"$last")
  last=${last%%;*}
  echo "round $round: job $last"
  round=$((round + 1))
done
{{- end}}
last=$(merge --dependency=afterok:"$last")
last=${last%%;*}
echo "merge: job $last"
echo "the report will be in "{{.Dir | sh}}
`,
}
