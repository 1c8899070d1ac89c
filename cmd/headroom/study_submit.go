package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"headroom/cmd/headroom/internal/batch"
	"headroom/cmd/headroom/internal/whatif"
	"headroom/sim/unit"
)

func (a *app) studySubmitVerb() *cobra.Command {
	var flags studyFlags
	var submit submitFlags
	cmd := &cobra.Command{
		Use:   "submit FILE [NAME]",
		Short: "Prints what a batch scheduler needs to play a study on many machines",
		Long: `Prints a manifest that plays a study in shards on many machines and then merges them.
It submits nothing; the comments on top of the manifest say how to. All that names the
study here is in it. A study that was stopped goes on when it is submitted again.

Schedulers:
` + schedulerLines(),
		Example: `  headroom study submit shop.yaml capacity --on slurm --shards 16 -o out/capacity >capacity.sh
  headroom study submit shop.yaml --vary services.checkout.replicas=6,8,10 \
    --on kubernetes --image registry.example/headroom:1 --shards 8 -o replicas`,
		Args: fileAndStudy,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, ok := batch.Find(submit.on)
			switch {
			case submit.on == "":
				return usagef("say with --on for which scheduler: %s", strings.Join(schedulerNames(), ", "))
			case !ok:
				return usagef("--on %s: there is no such scheduler; there are %s", submit.on, strings.Join(schedulerNames(), ", "))
			}
			if err := submit.check(cmd, s); err != nil {
				return err
			}
			job, err := submit.job()
			if err != nil {
				return err
			}
			asked, err := a.openStudy(args, &flags)
			if err != nil {
				return err
			}
			plan, err := a.planOf(cmd.Context(), asked)
			if err != nil {
				return err
			}
			if runs := len(plan.Current().Keys); runs < job.Shards {
				a.notef("%s for %s: the rest has nothing to do", count(job.Shards, "shard"), count(runs, "run"))
			}
			if job.Rounds == 0 {
				job.Rounds = 1
				if asked.Budget > 0 {
					job.Rounds = searchRounds
				}
			}
			job.Name, job.Line = asked.Study, append([]string{"headroom"}, a.args...)
			if err := nameFor(s, job, asked.Definition, cmd.Flags(), args, &flags); err != nil {
				return err
			}
			var b bytes.Buffer
			if err := s.Write(&b, job); err != nil {
				return usage(err)
			}
			_, err = a.stdout.Write(b.Bytes())
			return err
		},
	}
	f := cmd.Flags()
	submit.add(cmd)
	flags.add(cmd)
	f.SortFlags = false
	return cmd
}

func schedulerNames() []string {
	var names []string
	for _, s := range batch.Schedulers() {
		names = append(names, s.Name)
	}
	return names
}

func schedulerLines() string {
	var b strings.Builder
	for _, s := range batch.Schedulers() {
		fmt.Fprintf(&b, "  %-11s %s", s.Name, s.About)
		if len(s.Needs) > 0 {
			fmt.Fprintf(&b, "; needs --%s", strings.Join(s.Needs, ", --"))
		}
		b.WriteByte('\n')
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// submitFlags say where and how a study is played; none of them changes what comes out.
type submitFlags struct {
	on, output           string
	shards, atOnce       int
	rounds, cpus         int
	memory, time         string
	image, queue, volume string
	workdir              string
}

// notOfStudy are the names of submitFlags and of flags of the program, which say nothing of
// the study.
var notOfStudy = []string{
	"quiet", "no-color", "on", "output", "shards", "at-once", "rounds", "cpus", "memory", "time", "image", "queue", "volume", "workdir",
}

func (f *submitFlags) add(cmd *cobra.Command) {
	p := cmd.Flags()
	p.StringVar(&f.on, "on", "", "write for a `SCHEDULER`: "+strings.Join(schedulerNames(), ", "))
	p.StringVarP(&f.output, "output", "o", "", "result folder `DIR`, as the machines see it")
	p.IntVar(&f.shards, "shards", 0, "`NUMBER` of shards")
	p.IntVar(&f.atOnce, "at-once", 0, "`NUMBER` of shards under way at the same time; 0 is all")
	p.IntVar(&f.rounds, "rounds", 0, "play the shards a `NUMBER` of times, one after the other, for studies that search; 0 is 10 for these and 1 for others")
	p.IntVar(&f.cpus, "cpus", 1, "`NUMBER` of processors of a shard, and of runs that it plays at the same time")
	p.StringVar(&f.memory, "memory", "2GiB", "memory of a shard, `SIZE`")
	p.StringVar(&f.time, "time", "1h", "longest `TIME` of a shard; what it has finished is kept")
	p.StringVar(&f.image, "image", "", "container `IMAGE` with headroom in its PATH")
	p.StringVar(&f.queue, "queue", "", "`NAME` of a partition of Slurm, a label of runners of GitHub, a job queue of AWS Batch")
	p.StringVar(&f.volume, "volume", "", "`NAME` of a volume claim of Kubernetes, or of an EFS file system")
	p.StringVar(&f.workdir, "workdir", "", "`DIR` on the machines in which the files of the scenario are; by default where the jobs start")
	fixed := cobra.FixedCompletions(schedulerNames(), cobra.ShellCompDirectiveNoFileComp)
	if err := cmd.RegisterFlagCompletionFunc("on", fixed); err != nil {
		panic("headroom: " + err.Error())
	}
}

// check refuses what does not fit together.
func (f *submitFlags) check(cmd *cobra.Command, s batch.Scheduler) error {
	for _, name := range []string{"image", "queue", "volume", "workdir", "cpus", "memory", "time", "at-once"} {
		needed := slices.Contains(s.Needs, name)
		switch set := cmd.Flags().Changed(name); {
		case needed && !set:
			return usagef("--on %s needs --%s", s.Name, name)
		case set && !needed && !slices.Contains(s.Takes, name):
			return usagef("--%s: there is no such thing on %s; leave it out", name, s.Name)
		}
	}
	switch {
	case f.shards < 1:
		return usagef("--shards: write a number of shards, such as 16")
	case f.atOnce < 0:
		return usagef("--at-once %d: write 1 or more, or 0 for all", f.atOnce)
	case f.rounds < 0:
		return usagef("--rounds %d: write 1 or more", f.rounds)
	case f.cpus < 1:
		return usagef("--cpus %d: write 1 or more", f.cpus)
	case f.output == "":
		return usagef("-o: write the result folder, as the machines see it")
	case s.Name != "slurm" && !filepath.IsLocal(f.output):
		return usagef("-o %s: write a folder within what the machines share, such as out/capacity", f.output)
	}
	return nil
}

// searchRounds is how many rounds of a study that searches are submitted, unless asked
// otherwise: seven halvings divide a range by 128.
const searchRounds = 10

// job returns what the flags say of a job.
func (f *submitFlags) job() (*batch.Job, error) {
	var memory unit.Bytes
	var longest unit.Duration
	if err := memory.UnmarshalText([]byte(f.memory)); err != nil {
		return nil, usagef("--memory: %v", err)
	}
	if err := longest.UnmarshalText([]byte(f.time)); err != nil {
		return nil, usagef("--time: %v", err)
	}
	switch {
	case memory < 1<<20:
		return nil, usagef("--memory %s: write 1MiB or more", f.memory)
	case time.Duration(longest) < time.Minute:
		return nil, usagef("--time %s: write 1m or more", f.time)
	}
	return &batch.Job{
		Dir: f.output, Shards: f.shards, AtOnce: f.atOnce, Rounds: f.rounds,
		Processors: f.cpus, Memory: int64(memory), Time: time.Duration(longest),
		Image: f.image, Queue: f.queue, Volume: f.volume, Workdir: f.workdir,
	}, nil
}

// mostCarried is the largest scenario that a manifest carries: a ConfigMap holds 1 MiB.
const mostCarried = 1<<20 - 4096

// nameFor says how the machines name the study: as it was named here, unless the manifest
// can carry the scenario and there are files to carry.
func nameFor(s batch.Scheduler, job *batch.Job, d *whatif.Definition, given *pflag.FlagSet, args []string, flags *studyFlags) error {
	files := append([]string{args[0]}, flags.layers...)
	base, err := gallery(args[0])
	if err != nil {
		return err
	}
	_, missing := os.Stat(base)
	bundled := base != "-" && missing != nil && len(files) == 1
	switch {
	case s.Carries && job.Workdir == "" && !bundled:
		if len(d.Files) > 0 {
			return usagef("%s: names files (%s), which a manifest does not carry; put all of them on the volume and say where with --workdir",
				args[0], strings.Join(slices.Sorted(maps.Keys(d.Files)), ", "))
		}
		if len(d.Scenario) > mostCarried {
			return usagef("%s: has %d bytes, and a manifest carries no more than 1 MiB; put it on the volume and say where with --workdir", args[0], len(d.Scenario))
		}
		job.Scenario = []byte(d.Scenario)
		job.Study = []string{batch.CarriedScenario, d.Study}
	case slices.Contains(files, "-"):
		return usagef("-: the machines cannot read this standard input; name a file")
	default:
		job.Study = append(slices.Clone(args), typedAgain(given)...)
	}
	return nil
}

// typedAgain writes the flags that were given and name the study, in the order in which
// they were given.
func typedAgain(given *pflag.FlagSet) []string {
	var words []string
	given.Visit(func(f *pflag.Flag) {
		if slices.Contains(notOfStudy, f.Name) {
			return
		}
		values := []string{f.Value.String()}
		if several, ok := f.Value.(pflag.SliceValue); ok {
			values = several.GetSlice()
		}
		for _, v := range values {
			words = append(words, "--"+f.Name+"="+v)
		}
	})
	return words
}
