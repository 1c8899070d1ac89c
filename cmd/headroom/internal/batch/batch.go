// Package batch writes what batch schedulers need to play a study on many machines: a
// manifest that plays the shards of the study as an array of jobs and then puts them
// together. It talks to no scheduler; the manifest is the user's to read, change and
// submit. A scheduler is one file and one line in [Schedulers].
package batch

import (
	"fmt"
	"io"
	"strings"
	"text/template"
	"time"
)

// Job is a study to be played on many machines. All fields that are not said to be
// optional must be set.
type Job struct {
	// Name is what the jobs are called after: that of the study. Characters that a scheduler
	// does not take become hyphens.
	Name string
	// Study are the arguments that name the study, as headroom study run takes them: the
	// scenario file, the name of the study, flags.
	Study []string
	// Dir is the result folder as the machines see it.
	Dir string
	// Shards is the number of jobs of the array, at least 1; AtOnce is how many of them may
	// run at the same time, 0 for all.
	Shards, AtOnce int
	// Rounds is how often the array is played, each time after the last one has ended. 1 is
	// enough for a study whose runs are all known before the first of them; a search learns
	// from a round what to play in the next. At least 1.
	Rounds int
	// Processors, Memory (bytes) and Time are what one job of the array gets. The time is
	// the longest; what a job has finished by then is kept.
	Processors int
	Memory     int64
	Time       time.Duration
	// Image is a container image with headroom in its PATH. Optional where [Scheduler.Needs]
	// does not list it.
	Image string
	// Queue is the queue of the scheduler. Optional where Needs does not list it.
	Queue string
	// Volume is what the machines share. Optional where Needs does not list it.
	Volume string
	// Scenario is the scenario that the manifest carries, for machines that do not see the
	// files of this one; Study then names it as [CarriedScenario]. Nil: it carries none.
	Scenario []byte
	// Workdir is the folder in which the jobs start; within /study where [Scheduler.Mounts].
	// Optional.
	Workdir string
	// Line is the command that wrote the manifest, word by word, for a comment.
	Line []string
}

// CarriedScenario is the file in which a job finds the scenario that its manifest carries.
const CarriedScenario = "/scenario/scenario.yaml"

// Scheduler is something that plays arrays of jobs.
type Scheduler struct {
	// Name is how users choose it.
	Name string
	// About says in a few words what the manifest is.
	About string
	// Needs and Takes list the options that must and may be given besides the number of
	// shards: at-once, image, queue, volume, workdir, cpus, memory, time.
	Needs, Takes []string
	// Least and Most bound the number of shards.
	Least, Most int
	// Carries says that the manifest can carry the scenario; Mounts that the jobs share a
	// volume, which they see as /study.
	Carries, Mounts bool
	// text is the template of the manifest.
	text string
}

// Schedulers lists what a manifest can be written for, in the order in which they are
// shown.
func Schedulers() []Scheduler {
	return []Scheduler{slurm, kubernetes, github, awsBatch}
}

// Find returns the scheduler of a name, and false when there is none.
func Find(name string) (Scheduler, bool) {
	for _, s := range Schedulers() {
		if s.Name == name {
			return s, true
		}
	}
	return Scheduler{}, false
}

// Write writes the manifest. It returns an error for a number of shards that the
// scheduler does not take, for texts that no manifest can hold, for a folder that is not on
// the volume, and those of w.
func (s Scheduler) Write(w io.Writer, j *Job) error {
	if j.Shards < s.Least || j.Shards > s.Most {
		return fmt.Errorf("%d shards: %s takes %d to %d", j.Shards, s.Name, s.Least, s.Most)
	}
	if s.Mounts && j.Workdir != "" && j.Workdir != mounted && !strings.HasPrefix(j.Workdir, mounted+"/") {
		return fmt.Errorf("folder %s is not on the volume, which is mounted as %s; write for example %[2]s/scenarios", j.Workdir, mounted)
	}
	texts := append([]string{j.Name, j.Dir, j.Image, j.Queue, j.Volume, j.Workdir}, append(j.Study, j.Line...)...)
	for _, text := range texts {
		if strings.ContainsFunc(text, unprintable) {
			return fmt.Errorf("%q cannot be written into a manifest: it has a character that is no text", text)
		}
	}
	t := template.New(s.Name).Funcs(template.FuncMap{
		"json": inJSON, "sh": inShell, "container": forContainer, "action": forAction, "indent": indent,
		"before": func(n int) int { return n - 1 },
	})
	return template.Must(t.Parse(s.text)).Execute(w, j)
}

// Title is the name of the study with the characters that every scheduler takes in names
// of jobs: a-z, 0-9 and "-", 40 at most, a letter first (RFC 1123 labels, with room for
// the number of the job).
func (j *Job) Title() string {
	title := strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(j.Name)), "-")
	if title == "" || title[0] < 'a' {
		title = strings.TrimSuffix("study-"+title, "-")
	}
	const longest = 40
	return strings.TrimRight(title[:min(len(title), longest)], "-")
}
