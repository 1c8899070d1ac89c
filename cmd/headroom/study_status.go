package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"headroom/cmd/headroom/internal/whatif"
	"headroom/sim/study"
)

// studyStatusFlags are the flags of study status and study next.
type studyStatusFlags struct {
	studyFlags
	output string
}

func (f *studyStatusFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&f.output, "output", "o", "", "result folder `DIR` of the study")
	f.studyFlags.add(cmd)
}

func (a *app) studyStatusVerb() *cobra.Command {
	var flags studyStatusFlags
	cmd := &cobra.Command{
		Use:   "status FILE [NAME]",
		Short: "Tells how far a study is",
		Long: `Tells how many runs of a study are finished in its folder, round by round. It ends with 0
when the study is over, and with 4 when runs are missing. It changes nothing, and can be
used while the study is played.`,
		Example: "  headroom study status shop.yaml ceiling -o out/ceiling",
		Args:    fileAndStudy,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, p, err := a.lookAt(cmd.Context(), args, &flags)
			if err != nil {
				return err
			}
			done, runs := p.Progress()
			fmt.Fprintf(a.stdout, "%s: %d of %s finished\n", s.Study, done, count(runs, "run"))
			if s.Budget > 0 {
				for i, r := range p.Rounds {
					fmt.Fprintf(a.stdout, "  round %d: %d of %d, at %s\n", i+1, r.Done, len(r.Keys), count(len(pointsOf(r.Runs)), "point"))
				}
			}
			switch {
			case p.Over:
				_, err := fmt.Fprintln(a.stdout, "the study is over")
				return err
			case s.Budget > 0:
				fmt.Fprintf(a.stdout, "it is not over: up to %d runs in all\n", s.Budget)
			}
			return exit(exitUndecided)
		},
	}
	flags.add(cmd)
	return cmd
}

func (a *app) studyNextVerb() *cobra.Command {
	var flags studyStatusFlags
	cmd := &cobra.Command{
		Use:   "next FILE [NAME]",
		Short: "Shows what a study would play next",
		Long: `Shows the round that a study is at: its points, and how many of their runs are missing in
the folder. It plays nothing.`,
		Example: "  headroom study next shop.yaml ceiling -o out/ceiling",
		Args:    fileAndStudy,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, p, err := a.lookAt(cmd.Context(), args, &flags)
			if err != nil {
				return err
			}
			if p.Over {
				_, err := fmt.Fprintln(a.stdout, "nothing: the study is over")
				return err
			}
			round := p.Current()
			missing := s.Missing(round)
			if s.Budget > 0 {
				fmt.Fprintf(a.stdout, "round %d: ", len(p.Rounds))
			}
			fmt.Fprintf(a.stdout, "%d of %s missing\n\n", len(missing), count(len(round.Keys), "run"))
			return writePoints(a.stdout, s, pointsOf(missing))
		},
	}
	flags.add(cmd)
	return cmd
}

// lookAt reads how far a study is. Its folder need not be there yet.
func (a *app) lookAt(ctx context.Context, args []string, flags *studyStatusFlags) (*whatif.Study, *whatif.Plan, error) {
	if flags.output == "" {
		return nil, nil, usagef("name the folder of the study with -o DIR")
	}
	s, err := a.openStudy(args, &flags.studyFlags)
	if err != nil {
		return nil, nil, err
	}
	folder := filepath.Join(flags.output, runsFolder)
	switch _, err := os.Stat(folder); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, nil, usage(err)
	default:
		if err := a.lookInto(folder, flags.output, s); err != nil {
			return nil, nil, err
		}
	}
	p, err := a.planOf(ctx, s)
	return s, p, err
}

// lookInto makes the runs of a folder known, if they are those of the study.
func (a *app) lookInto(folder, dir string, s *whatif.Study) error {
	store, err := study.OpenStore(folder)
	if err != nil {
		return usage(err)
	}
	runs, err := a.finishedRuns(store, dir)
	if err != nil {
		return err
	}
	if err := sameStudy(dir, runs, s); err != nil {
		return err
	}
	return s.Add(runs)
}
