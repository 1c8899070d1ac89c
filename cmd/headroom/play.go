package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"headroom/models"
	"headroom/sim/stats"
)

// playFlags are the flags of the verbs that play scenarios.
type playFlags struct {
	scenarioFlags
	output string
	png    bool
	jobs   int

	// precision is wanted of the numbers, relative; 0 is a given number of replications. most
	// is then the largest number.
	precision float64
	most      int

	warm *models.Warmth // of others that are played too; nil
}

// add adds the flags to a verb.
func (p *playFlags) add(cmd *cobra.Command) {
	p.scenarioFlags.add(cmd)
	f := cmd.Flags()
	f.StringArrayVar(&p.without, "without", nil, "leave a part of the scenario out, by `PATH`: faults, traffic.flash-sale; may be repeated")
	f.StringVarP(&p.output, "output", "o", "", "write the result folder `DIR`; with several scenarios DIR/NAME for each")
	f.BoolVar(&p.png, "png", false, "plots as PNG too, in the result folder")
	f.IntVar(&p.jobs, "jobs", 0, "play a `NUMBER` of replications at the same time; 0 is one per processor. It changes no result")
}

// check refuses what does not fit together.
func (p *playFlags) check() error {
	if p.jobs < 0 {
		return usagef("--jobs %d: write 1 or more, or 0 for one per processor", p.jobs)
	}
	return pngNeedsFolder(p.png, p.output)
}

// played is a scenario with its result.
type played struct {
	*scenario
	result *stats.Result
	record record
}

// playAll loads all scenarios, plays them one after the other and hands each to take,
// with its result folder written. An interruption still hands over what was finished.
func (a *app) playAll(ctx context.Context, files []string, p *playFlags, take func(*played) error) error {
	all, err := a.loadAll(files, &p.scenarioFlags)
	if err != nil {
		return err
	}
	if err := namesDiffer(all, p.output); err != nil {
		return err
	}
	if p.output != "" {
		if err := os.MkdirAll(p.output, 0o777); err != nil { // better known before the run than after
			return usage(err)
		}
	}
	for _, sc := range all {
		done, err := a.play(ctx, sc, p)
		if err != nil {
			return err
		}
		if p.output != "" {
			if err := a.store(done, folderOf(p.output, done, len(all) > 1), p.png); err != nil {
				return err
			}
		}
		if err := take(done); err != nil {
			return err
		}
		if done.result.Scenario.Interrupted {
			n := done.result.Scenario.Replications
			if p.precision > 0 {
				return &ending{exitInterrupted, fmt.Errorf("interrupted: %d replications of %s were finished, and kept", n, sc.sys.Name)}
			}
			return &ending{exitInterrupted, fmt.Errorf("interrupted: %d of %d replications of %s were finished, and kept", n, sc.sys.Run.Repeat, sc.sys.Name)}
		}
	}
	return nil
}

// play plays one scenario.
func (a *app) play(ctx context.Context, sc *scenario, flags *playFlags) (*played, error) {
	p := a.follow(sc)
	began := time.Now()
	o := models.Options{Jobs: flags.jobs, Progress: p.told, Warm: flags.warm, Again: p.again}
	var r *stats.Result
	var err error
	if flags.precision > 0 {
		p.aim(max(models.FirstPrecise, sc.sys.Run.Repeat))
		r, err = sc.sys.PlayTo(ctx, models.Precise{Wanted: flags.precision, Most: flags.most, Options: o, Looked: p.looked})
	} else {
		r, err = sc.sys.Play(ctx, o)
	}
	p.done()
	switch {
	case errors.Is(err, context.Canceled):
		return nil, &ending{exitInterrupted, fmt.Errorf("interrupted before the first replication of %s was finished; there is nothing to keep", sc.sys.Name)}
	case err != nil:
		return nil, fmt.Errorf("%s: %w", sc.sys.Name, err)
	}
	jobs := flags.jobs
	if jobs == 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	return &played{sc, r, newRecord(r, began, time.Since(began), jobs)}, nil
}
