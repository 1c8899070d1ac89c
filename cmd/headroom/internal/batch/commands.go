package batch

import (
	"path"
	"strconv"
	"time"
)

// retries is how often a shard that has failed is started again where the scheduler does
// that.
const retries = 3

// mounted is where containers see the volume that they share.
const mounted = "/study"

// Run is the command that plays a shard, word by word; more are further flags.
func (j *Job) Run(shard string, more ...string) []string {
	words := append([]string{"headroom", "study", "run"}, j.Study...)
	return append(append(words, "--shard", shard, "-o", j.Dir), more...)
}

// Auto is the command that plays the shard which the scheduler has given to the job.
func (j *Job) Auto() []string { return j.Run("auto", "--jobs", strconv.Itoa(j.Processors)) }

// Counted is that for a scheduler which does not tell how many shards there are.
func (j *Job) Counted() []string { return append(j.Auto(), "--shards", strconv.Itoa(j.Shards)) }

// Merge is the command that puts the runs together and reports, word by word.
func (j *Job) Merge() []string { return []string{"headroom", "study", "merge", j.Dir, "-o", j.Dir} }

// Status is the command that tells how far the study is, word by word.
func (j *Job) Status() []string {
	words := append([]string{"headroom", "study", "status"}, j.Study...)
	return append(words, "-o", j.Dir)
}

// Logs is the folder for what the jobs say.
func (j *Job) Logs() string { return path.Join(j.Dir, "logs") }

// Runs is the folder of the finished runs.
func (j *Job) Runs() string { return path.Join(j.Dir, "runs") }

// Claim is the volume claim that the pods share: that of the user, or one of its own.
func (j *Job) Claim() string {
	if j.Volume != "" {
		return j.Volume
	}
	return j.Title()
}

// Retries is how often a shard that has failed is started again.
func (j *Job) Retries() int { return retries }

// Last is the number of the last job of the array, counted from 0.
func (j *Job) Last() int { return j.Shards - 1 }

// Minutes is the time of a job, rounded up.
func (j *Job) Minutes() int64 { return int64((j.Time + time.Minute - 1) / time.Minute) }

// Seconds is the time of a job, rounded up.
func (j *Job) Seconds() int64 { return int64((j.Time + time.Second - 1) / time.Second) }

// MiB is the memory of a job, rounded up.
func (j *Job) MiB() int64 { return (j.Memory + 1<<20 - 1) >> 20 }

// Adaptive tells whether there are rounds that depend on earlier ones.
func (j *Job) Adaptive() bool { return j.Rounds > 1 }
