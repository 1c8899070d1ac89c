package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"headroom/cmd/headroom/internal/shell"
	"headroom/cmd/headroom/internal/whatif"
	"headroom/reports"
	"headroom/sim/stats"
	"headroom/sim/study"
)

// studyRunFlags are the flags of study run.
type studyRunFlags struct {
	studyFlags
	output string
	jobs   int
	shard  string
	shards int
	png    bool
	format string
}

func (a *app) studyRunVerb() *cobra.Command {
	var flags studyRunFlags
	cmd := &cobra.Command{
		Use:   "run FILE [NAME]",
		Short: "Plays a study to its end, or a part of it",
		Long: `Plays a study. FILE is a scenario file, - for standard input, or a name of the gallery;
NAME is one of its studies. Flags make a study in place of the section, or change one.

Each finished run is kept in DIR/runs. A study that was stopped, in whichever way, goes on
where it was when it is started again with the same DIR: no run is played twice. With
--shard 3/8 only that part of the runs is played; headroom study merge puts the parts
together, and the result is the same, byte for byte. A study that decides what to try next
by what came out goes in rounds: a shard plays its part of a round and says what comes next.

It ends with 4 when a search did not come to a decision, and with 130 when it was
interrupted.`,
		Example: `  headroom study run shop --vary services.checkout.replicas=6,8,10 -o out/replicas
  headroom study run shop --range traffic.users.rate=100/s..2k/s:8:log --repeat 10 -o out/load
  headroom study run shop.yaml ceiling --shard 3/8 -o out/ceiling`,
		Args: fileAndStudy,
		RunE: func(cmd *cobra.Command, args []string) error {
			w, err := findFormat(reports.StudyWriters, flags.format)
			if err != nil {
				return err
			}
			shard, err := a.shardOf(&flags)
			if err != nil {
				return err
			}
			return a.studyRun(cmd.Context(), args, &flags, shard, w)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&flags.output, "output", "o", "", "keep the finished runs and write the report in the folder `DIR`")
	f.IntVar(&flags.jobs, "jobs", 0, "play a `NUMBER` of runs at the same time; 0 is one per processor. It changes no result")
	f.StringVar(&flags.shard, "shard", "", "play the `PART` i/n of the runs; auto asks Slurm, Kubernetes or AWS Batch")
	f.IntVar(&flags.shards, "shards", 0, "`NUMBER` of parts, for --shard auto on Kubernetes, which does not tell")
	addFormat(cmd, &flags.format, reports.StudyWriters)
	f.BoolVar(&flags.png, "png", false, "plots as PNG too, in the result folder")
	flags.add(cmd)
	return cmd
}

// shardOf returns the part of the runs to play.
func (a *app) shardOf(flags *studyRunFlags) (study.Shard, error) {
	if err := pngNeedsFolder(flags.png, flags.output); err != nil {
		return study.Shard{}, err
	}
	switch {
	case flags.jobs < 0:
		return study.Shard{}, usagef("--jobs %d: write 1 or more, or 0 for one per processor", flags.jobs)
	case flags.shards != 0 && flags.shard != "auto":
		return study.Shard{}, usagef("--shards is for --shard auto; write --shard i/%d", max(flags.shards, 1))
	case flags.shards < 0:
		return study.Shard{}, usagef("--shards %d: write how many parts there are", flags.shards)
	case flags.shard == "":
		return study.WholeStudy(), nil
	case flags.output == "":
		return study.Shard{}, usagef("--shard keeps its runs for headroom study merge; name a folder with -o DIR")
	}
	env := map[string]string{}
	for _, v := range a.env {
		if name, value, ok := strings.Cut(v, "="); ok {
			env[name] = value
		}
	}
	shard, err := study.ParseShard(flags.shard, env, flags.shards)
	if err != nil {
		return shard, usagef("--shard %s: %v", flags.shard, err)
	}
	return shard, nil
}

// studyRun plays a study, or a part of it.
func (a *app) studyRun(ctx context.Context, args []string, flags *studyRunFlags, shard study.Shard, w reports.Writer[*stats.Study]) error {
	s, err := a.openStudy(args, &flags.studyFlags)
	if err != nil {
		return err
	}
	if _, err := a.planOf(ctx, s); err != nil { // before anything is written
		return err
	}
	dir := flags.output
	if dir == "" {
		if dir, err = os.MkdirTemp("", "headroom-study-"); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }() // a temporary folder that cannot be removed is nobody's trouble
	}
	store, err := a.openStore(dir, s)
	if err != nil {
		return err
	}
	if flags.shard != "" {
		return a.playShard(ctx, s, store, shard, flags)
	}
	plan, err := a.playStudy(ctx, s, store, flags)
	if err != nil {
		return err
	}
	r := s.Result(plan)
	if flags.output != "" {
		if err := a.finishFolder(dir, s, store, r, flags.png); err != nil {
			return err
		}
	}
	if err := page(a, w.Write, r, reports.Options{}); err != nil {
		return err
	}
	return endOf(r)
}

// finishFolder writes the report, and removes what killed writers have left.
func (a *app) finishFolder(dir string, s *whatif.Study, store *study.Store, r *stats.Study, png bool) error {
	if err := store.Clean(); err != nil {
		return err
	}
	return a.storeStudy(dir, s, r, png)
}

// planOf plans a study. Points that cannot be played are the user's to change.
func (a *app) planOf(ctx context.Context, s *whatif.Study) (*whatif.Plan, error) {
	p, err := s.Plan(ctx)
	var wrong *whatif.PointsError
	switch {
	case errors.As(err, &wrong):
		return nil, usage(wrong)
	case errors.Is(err, context.Canceled):
		return nil, &ending{exitInterrupted, errors.New("interrupted before the points were read")}
	}
	return p, err
}

// playStudy plays all rounds of a study.
func (a *app) playStudy(ctx context.Context, s *whatif.Study, store *study.Store, flags *studyRunFlags) (*whatif.Plan, error) {
	told := a.followStudy(s.Study, s.Budget > 0)
	defer told.over()
	for {
		p, err := a.planOf(ctx, s)
		if err != nil || p.Over {
			return p, err
		}
		round := p.Current()
		done, runs := p.Progress()
		told.aim(len(p.Rounds), done, runs, len(round.Keys)-round.Done)
		played, err := s.Play(ctx, store, round, study.WholeStudy(), flags.jobs, told)
		if err != nil {
			return nil, a.stopped(s, err, done+played, runs, flags)
		}
		if played < len(round.Keys)-round.Done {
			if err := a.learn(s, store, flags.output); err != nil { // of somebody who plays the same
				return nil, err
			}
		}
	}
}

// learn makes the runs of a store known that others have played.
func (a *app) learn(s *whatif.Study, store *study.Store, dir string) error {
	runs, err := a.finishedRuns(store, dir)
	if err != nil {
		return err
	}
	return s.Add(runs)
}

// stopped tells how playing ended before its time.
func (a *app) stopped(s *whatif.Study, err error, done, runs int, flags *studyRunFlags) error {
	if !errors.Is(err, context.Canceled) {
		return err
	}
	if flags.output == "" {
		return &ending{exitInterrupted, fmt.Errorf("interrupted: %d of %s of %s were finished, and are lost; -o DIR keeps them", done, count(runs, "run"), s.Study)}
	}
	return &ending{exitInterrupted, fmt.Errorf("interrupted: %d of %s of %s are finished, and kept\nto go on: %s", done, count(runs, "run"), s.Study, shell.Line(append([]string{"headroom"}, a.args...)...))}
}

// playShard plays the part of a shard in the round that is under way, and tells what comes
// next.
func (a *app) playShard(ctx context.Context, s *whatif.Study, store *study.Store, shard study.Shard, flags *studyRunFlags) error {
	p, err := a.planOf(ctx, s)
	if err != nil {
		return err
	}
	round, number := p.Current(), len(p.Rounds)
	played := 0
	if !p.Over {
		missing, err := store.Missing(study.Select(shard, round.Keys))
		if err != nil {
			return err
		}
		done, runs := p.Progress()
		told := a.followStudy(s.Study, s.Budget > 0)
		told.aim(number, done, runs, len(missing))
		played, err = s.Play(ctx, store, round, shard, flags.jobs, told)
		told.over()
		if err != nil {
			return a.stopped(s, err, done+played, runs, flags)
		}
	}
	if err := a.learn(s, store, flags.output); err != nil {
		return err
	}
	if p, err = a.planOf(ctx, s); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "shard %v: %s played\n%s\n", shard, count(played, "run"), a.comesNext(s, p, number, flags.output))
	return err
}

// comesNext says what is to be done after a shard has played its part of a round.
func (a *app) comesNext(s *whatif.Study, p *whatif.Plan, number int, dir string) string {
	round := p.Current()
	switch {
	case p.Over:
		return "all runs are finished; next: " + shell.Line("headroom", "study", "merge", dir, "-o", dir)
	case len(p.Rounds) > number:
		return fmt.Sprintf("round %d is finished; next: round %d of %s, start the shards again", len(p.Rounds)-1, len(p.Rounds), count(len(round.Keys), "run"))
	case s.Budget > 0:
		return fmt.Sprintf("round %d: %d of %s are missing, of other shards; when all have ended, start them again for the next round", number, len(round.Keys)-round.Done, count(len(round.Keys), "run"))
	}
	return fmt.Sprintf("%d of %s are missing, of other shards; next, when all have ended: %s (name all folders, if there are several)",
		len(round.Keys)-round.Done, count(len(round.Keys), "run"), shell.Line("headroom", "study", "merge", dir, "-o", dir))
}

// endOf returns the exit code of a study that is over.
func endOf(r *stats.Study) error {
	if whatif.Undecided(r) {
		return exit(exitUndecided)
	}
	return nil
}
