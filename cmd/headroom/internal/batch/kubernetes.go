package batch

// kubernetes plays the shards as an indexed job (Kubernetes 1.33, Job batch/v1, where
// backoffLimitPerIndex became stable; podFailurePolicy did in 1.31). The most shards are
// those of an indexed job of any parallelism.
var kubernetes = Scheduler{
	Name:  "kubernetes",
	About: "an indexed job, a job that merges, and what they share",
	Needs: []string{"image"},
	Takes: []string{"at-once", "volume", "workdir", "cpus", "memory", "time"},
	Least: 1, Most: 10_000,
	Carries: true,
	Mounts:  true,
	text: `# The study {{.Name}} on Kubernetes 1.33 or later, in {{.Shards}} shards.
# Written by: {{.Line | sh}}
#
#   kubectl apply -f THIS-FILE
#   kubectl wait --for=condition=Complete --timeout=-1s job/{{.Title}}
#   kubectl patch job {{.Title}}-merge -p '{"spec": {"suspend": false}}'
#   kubectl wait --for=condition=Complete --timeout=-1s job/{{.Title}}-merge
#   kubectl logs job/{{.Title}}-merge
#
# The results are in the folder {{.Dir}} of the volume claim {{.Claim}}, which many
# nodes must be able to write to. The pods start in that volume
{{- if .Scenario}}; the scenario is carried here.
{{- else}}, where the files must be
# that the command above names.
{{- end}}
# A shard that fails is started again, {{.Retries}} times at most, and goes on with what is missing.
# When the job has failed nevertheless (kubectl get job), delete the jobs and apply the file
# again. To delete all that is in the file deletes the results, unless they are in a claim
# of yours (--volume).
#
#   kubectl delete job {{.Title}} {{.Title}}-merge
{{- if .Adaptive}}
#
# The study goes in rounds: what is played next depends on what was found. While the log of
# {{.Title}}-merge says that the study is not over, delete the jobs and apply the file again.
{{- end}}
{{- if not .Volume}}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{.Claim | json}}
spec:
  accessModes: [ReadWriteMany]
  resources: {requests: {storage: 10Gi}}
---
{{- end}}
{{- if .Scenario}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{.Title}}
data:
  scenario.yaml: |
{{indent 4 .Scenario}}
---
{{- end}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{.Title}}
  labels: {app.kubernetes.io/name: headroom}
spec:
  completionMode: Indexed
  completions: {{.Shards}}
  parallelism: {{or .AtOnce .Shards}}
  backoffLimitPerIndex: {{.Retries}}
  podFailurePolicy:
    rules:
      - action: Ignore # a pod that had to make room counts as no failure
        onPodConditions: [{type: DisruptionTarget}]
      - action: FailIndex # wrong usage, or a scenario that is wrong: it stays wrong
        onExitCodes: {containerName: shard, operator: In, values: [2]}
  template:
    metadata:
      labels: {app.kubernetes.io/name: headroom}
    spec:
      restartPolicy: Never
      activeDeadlineSeconds: {{.Seconds}}
      containers:
        - name: shard
          image: {{.Image | json}}
          workingDir: {{or .Workdir "/study" | json}}
          command: {{.Counted | container | json}}
          resources:
            requests: {cpu: {{.Processors}}, memory: {{.MiB}}Mi}
            limits: {memory: {{.MiB}}Mi}
          volumeMounts:
            - {name: study, mountPath: /study}
{{- if .Scenario}}
            - {name: scenario, mountPath: /scenario, readOnly: true}
{{- end}}
      volumes:
        - name: study
          persistentVolumeClaim: {claimName: {{.Claim | json}}}
{{- if .Scenario}}
        - name: scenario
          configMap: {name: {{.Title}}}
{{- end}}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{.Title}}-merge
  labels: {app.kubernetes.io/name: headroom}
spec:
  suspend: true # until the shards are done
  backoffLimit: 0
  template:
    metadata:
      labels: {app.kubernetes.io/name: headroom}
    spec:
      restartPolicy: Never
      containers:
        - name: merge
          image: {{.Image | json}}
          workingDir: {{or .Workdir "/study" | json}}
          command: {{.Merge | container | json}}
          resources:
            requests: {cpu: 1, memory: {{.MiB}}Mi}
            limits: {memory: {{.MiB}}Mi}
          volumeMounts:
            - {name: study, mountPath: /study}
{{- if .Scenario}}
            - {name: scenario, mountPath: /scenario, readOnly: true}
{{- end}}
      volumes:
        - name: study
          persistentVolumeClaim: {claimName: {{.Claim | json}}}
{{- if .Scenario}}
        - name: scenario
          configMap: {name: {{.Title}}}
{{- end}}
`,
}
