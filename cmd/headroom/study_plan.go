package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"headroom/cmd/headroom/internal/whatif"
)

func (a *app) studyPlanVerb() *cobra.Command {
	var flags studyFlags
	cmd := &cobra.Command{
		Use:   "plan FILE [NAME]",
		Short: "Shows the runs of a study, and how long they would take",
		Long: `Shows what a study would play: its points, the number of runs and, from a second of play of
the first one, how long that takes on this machine. Nothing is kept. Of a study that goes
in rounds it shows the first round.`,
		Example: "  headroom study plan shop --vary services.checkout.replicas=6,8,10 --repeat 10",
		Args:    fileAndStudy,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.openStudy(args, &flags)
			if err != nil {
				return err
			}
			p, err := a.planOf(cmd.Context(), s)
			if err != nil {
				return err
			}
			cost, err := costOf(cmd.Context(), s, p.Current())
			if err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "%s: %s\n%s\n%s\n\n", s.Study, s.Question, sizeOf(s, p), cost)
			return a.writeRound(s, p.Current())
		},
	}
	flags.add(cmd)
	return cmd
}

// sizeOf tells how many runs there are.
func sizeOf(s *whatif.Study, p *whatif.Plan) string {
	_, runs := p.Progress()
	text := fmt.Sprintf("%s at %s, each of %s of simulated time", count(runs, "run"), count(len(pointsOf(p.Current().Runs)), "point"), simulated(s.Duration()))
	if s.Budget > 0 {
		text += fmt.Sprintf("\nthis is the first round; what comes next depends on what it shows, up to %d runs in all", s.Budget)
	}
	return text
}

func simulated(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	return coarse(d, d)
}

// costOf estimates how long a round takes, from what can be played of its first run in a
// second.
func costOf(ctx context.Context, s *whatif.Study, round whatif.Round) (string, error) {
	short, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	began := time.Now()
	share, _, err := s.Try(short, round)
	took := time.Since(began)
	switch {
	case errors.Is(err, context.Canceled):
		return "", &ending{exitInterrupted, errors.New("interrupted")}
	case err != nil:
		return "", err
	case share <= 0:
		return "a run takes more than a second, and it cannot be told how much more", nil
	}
	each := time.Duration(float64(took) / share)
	jobs := min(runtime.GOMAXPROCS(0), len(round.Keys))
	all := time.Duration(float64(each) * float64(len(round.Keys)) / float64(jobs))
	return fmt.Sprintf("about %s on this machine: %s a run, %d at a time", roughly(all), roughly(each), jobs), nil
}

// roughly writes a span that is only estimated.
func roughly(d time.Duration) string {
	if d < 100*time.Millisecond {
		return max(d.Round(time.Millisecond), time.Millisecond).String()
	}
	return coarse(d, d)
}

// planned is a point with its runs.
type planned struct {
	point whatif.Point
	runs  int
}

// pointsOf groups runs by their points.
func pointsOf(runs []whatif.Run) []planned {
	var all []planned
	number := map[string]int{}
	for _, r := range runs {
		name := fmt.Sprintf("%q", append(append([]string(nil), r.Point.Values...), r.Point.Without...))
		i, known := number[name]
		if !known {
			i = len(all)
			number[name] = i
			all = append(all, planned{point: r.Point})
		}
		all[i].runs++
	}
	return all
}

// writeRound writes a table of the points of a round.
func (a *app) writeRound(s *whatif.Study, round whatif.Round) error {
	return writePoints(a.stdout, s, pointsOf(round.Runs))
}

// mostPoints is the number of points that a table shows.
const mostPoints = 40

func writePoints(w io.Writer, s *whatif.Study, points []planned) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%s\truns\n", strings.Join(s.Settings(), "\t"))
	for i, p := range points {
		if i == mostPoints {
			break
		}
		without := ""
		for _, path := range p.point.Without {
			without += "  without " + path
		}
		fmt.Fprintf(t, "%s\t%d%s\n", strings.Join(p.point.Values, "\t"), p.runs, without)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if more := len(points) - mostPoints; more > 0 {
		_, err := fmt.Fprintf(w, "and %s more\n", count(more, "point"))
		return err
	}
	return nil
}
