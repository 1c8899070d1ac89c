package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"headroom/cmd/headroom/internal/whatif"
	"headroom/reports"
	"headroom/sim/stats"
	"headroom/sim/study"
)

// studyMergeFlags are the flags of study merge.
type studyMergeFlags struct {
	output       string
	allowMissing bool
	png          bool
	format       string
}

func (a *app) studyMergeVerb() *cobra.Command {
	var flags studyMergeFlags
	cmd := &cobra.Command{
		Use:   "merge DIR...",
		Short: "Puts the runs of shards together and reports",
		Long: `Puts the runs of shards together and writes the report. Each DIR is a folder that headroom
study run -o DIR has written, one for all shards or one for each, or a folder of runs. The
result is the same, byte for byte, as if one machine had played all. The folders tell which
study it is; the scenario is not needed.

It ends with 2 when runs are of another version of the program or of another study, and with
4 when runs are missing: it lists them, and only puts together what there is. With
--allow-missing it reports all the same.`,
		Example: `  headroom study merge out/ceiling -o out/ceiling
  headroom study merge shards/* -o out/ceiling`,
		Args: atLeastOne("the folders of the shards"),
		RunE: func(cmd *cobra.Command, dirs []string) error {
			w, err := findFormat(reports.StudyWriters, flags.format)
			switch {
			case err != nil:
				return err
			case flags.output == "":
				return usagef("name the result folder with -o DIR; it may be one of those to merge")
			}
			return a.studyMerge(cmd.Context(), dirs, &flags, w)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&flags.output, "output", "o", "", "write the merged runs and the report into the folder `DIR`")
	f.BoolVar(&flags.allowMissing, "allow-missing", false, "report although runs are missing")
	addFormat(cmd, &flags.format, reports.StudyWriters)
	f.BoolVar(&flags.png, "png", false, "plots as PNG too")
	f.SortFlags = false
	return cmd
}

// studyMerge merges folders.
func (a *app) studyMerge(ctx context.Context, dirs []string, flags *studyMergeFlags, w reports.Writer[*stats.Study]) error {
	shards, err := a.shardsIn(dirs)
	if err != nil {
		return err
	}
	s, p, runs, err := whatif.Merge(ctx, studyVersion(), shards...)
	var gap *study.GapError
	missing := errors.As(err, &gap) && runs != nil || err == nil && !p.Over
	switch {
	case errors.Is(err, context.Canceled):
		return &ending{exitInterrupted, errors.New("interrupted; nothing was written")}
	case gap != nil && s != nil && len(runs) == 0 && onlyGap(err):
		missing = true // of all
	case err != nil && !missing:
		return usage(err)
	}
	store, err := study.OpenStore(filepath.Join(flags.output, runsFolder))
	if err != nil {
		return usage(err)
	}
	if err := putAll(store, s, runs); err != nil {
		return err
	}
	if missing && !flags.allowMissing {
		return &ending{exitUndecided, errors.New(whatIsMissing(s, p, gap, flags.output))}
	}
	r := s.Result(p)
	if err := a.finishFolder(flags.output, s, store, r, flags.png); err != nil {
		return err
	}
	if err := page(a, w.Write, r, reports.Options{}); err != nil {
		return err
	}
	return endOf(r)
}

// onlyGap tells whether nothing but a gap is wrong.
func onlyGap(err error) bool {
	var version *study.VersionError
	var foreign *study.ForeignError
	var conflict *study.ConflictError
	return !errors.As(err, &version) && !errors.As(err, &foreign) && !errors.As(err, &conflict)
}

// shardsIn reads the runs of all folders.
func (a *app) shardsIn(dirs []string) ([][]study.Run, error) {
	var shards [][]study.Run
	for _, dir := range dirs {
		folder, err := runsIn(dir)
		if err != nil {
			return nil, err
		}
		store, err := study.OpenStore(folder)
		if err != nil {
			return nil, usage(err)
		}
		runs, err := a.finishedRuns(store, dir)
		if err != nil {
			return nil, err
		}
		shards = append(shards, runs)
	}
	return shards, nil
}

// putAll stores the runs of a study, and its definition.
func putAll(store *study.Store, s *whatif.Study, runs []study.Run) error {
	definition, err := s.Run(studyVersion())
	if err != nil {
		return err
	}
	for _, r := range append([]study.Run{definition}, runs...) {
		var conflict *study.ConflictError
		if err := store.Put(r); errors.As(err, &conflict) {
			return usagef("the result folder holds other runs: %v", err)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// whatIsMissing tells why there is no report.
func whatIsMissing(s *whatif.Study, p *whatif.Plan, gap *study.GapError, dir string) string {
	round := p.Current()
	if gap == nil {
		return fmt.Sprintf("the study is not over: next is round %d, of %s; play it into %s, and merge again", len(p.Rounds), count(len(round.Keys), "run"), dir)
	}
	text := fmt.Sprintf("%d of %s are missing:", len(gap.Keys), count(gap.Of, "run"))
	const most = 20
	missing := s.Missing(round)
	for i, r := range missing {
		if i == most {
			text += fmt.Sprintf("\n  and %d more", len(missing)-most)
			break
		}
		text += fmt.Sprintf("\n  %s, replication %d", s.Words(r.Point), r.Replication)
	}
	return text + "\nplay the study again and it goes on with these, or report without them with --allow-missing"
}
