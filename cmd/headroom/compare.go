package main

import (
	"bytes"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"headroom/models"
	"headroom/reports"
	"headroom/sim/stats"
)

func (a *app) compareVerb() *cobra.Command {
	var flags compareFlags
	var format string
	var failOnWorse bool
	cmd := &cobra.Command{
		Use:   "compare A [B]",
		Short: "Tells in what B differs from A, and what is chance",
		Long: `Plays two scenarios with the same random numbers and tells in what B differs from A:
the settings first, then objectives that changed their verdict, then the changes that
are not chance. A and B are scenario files, names of the gallery, or results that
run -o DIR stored. With one scenario, --with and --without say what B is.

It ends with 0 whatever the difference; with --fail-on-worse it ends with 1 when the
metric of an objective of severity error became significantly worse.`,
		Example: `  headroom compare shop --with services.checkout.replicas=12
  headroom compare main.yaml branch.yaml --repeat 20 --format md
  headroom compare out/main out/branch`,
		Args: oneOrTwo,
		RunE: func(cmd *cobra.Command, args []string) error {
			w, err := findFormat(reports.ComparisonWriters, format)
			if err != nil {
				return err
			}
			if err := flags.check(cmd, args); err != nil {
				return err
			}
			c, err := a.compare(cmd.Context(), args, &flags)
			if err != nil {
				return err
			}
			if err := page(a, w.Write, c, reports.Options{}); err != nil {
				return err
			}
			if flags.output != "" {
				if err := a.storeComparison(flags.output, c, flags.png); err != nil {
					return err
				}
			}
			if failOnWorse && becameWorse(c) {
				return exit(exitFailed)
			}
			return nil
		},
	}
	flags.add(cmd)
	addFormat(cmd, &format, reports.ComparisonWriters)
	cmd.Flags().BoolVar(&failOnWorse, "fail-on-worse", false, "end with 1 when the metric of an objective became significantly worse")
	return cmd
}

func oneOrTwo(_ *cobra.Command, args []string) error {
	switch n := len(args); {
	case n == 0:
		return usagef("name two scenarios or results to compare, or one scenario and --with PATH=VALUE")
	case n > 2:
		return usagef("two arguments are enough, there are %d: name A and B", n)
	}
	return nil
}

// compareFlags are the flags of compare. What makes a scenario holds for both sides.
type compareFlags struct {
	scenarioFlags
	with    []string
	without []string
	output  string
	png     bool
	jobs    int
}

func (c *compareFlags) add(cmd *cobra.Command) {
	c.scenarioFlags.add(cmd)
	f := cmd.Flags()
	f.StringArrayVar(&c.with, "with", nil, "set one value in B alone, `PATH=VALUE`; may be repeated")
	f.StringArrayVar(&c.without, "without", nil, "leave a part out of B alone, by `PATH`: faults, traffic.flash-sale; may be repeated")
	f.StringVarP(&c.output, "output", "o", "", "write the report and the plot of the differences into the folder `DIR`")
	f.BoolVar(&c.png, "png", false, "plots as PNG too, in the result folder")
	f.IntVar(&c.jobs, "jobs", 0, "play a `NUMBER` of replications at the same time; 0 is one per processor. It changes no result")
}

// check refuses what does not fit together.
func (c *compareFlags) check(cmd *cobra.Command, args []string) error {
	ofB := len(c.with)+len(c.without) > 0
	switch {
	case c.jobs < 0:
		return usagef("--jobs %d: write 1 or more, or 0 for one per processor", c.jobs)
	case len(args) == 1 && isStored(args[0]):
		return usagef("%s is a stored result; name another result or a scenario to compare it with", args[0])
	case len(args) == 1 && !ofB:
		return usagef("name B too, or say what B is with --with PATH=VALUE or --without PATH")
	case len(args) == 2 && isStored(args[1]) && ofB:
		return usagef("%s is a stored result, in which --with and --without change nothing; name its scenario instead", args[1])
	case len(args) == 2 && isStored(args[0]) && isStored(args[1]):
		for _, name := range []string{"file", "set", "seed", "repeat", "duration", "jobs"} {
			if cmd.Flags().Changed(name) {
				return usagef("--%s changes nothing in stored results; name scenarios to play them", name)
			}
		}
	}
	return pngNeedsFolder(c.png, c.output)
}

// ofB returns the flags of side B, and how they are written beside its name.
func (c *compareFlags) ofB() (flags scenarioFlags, words string) {
	flags = c.scenarioFlags
	flags.set = append(append([]string(nil), flags.set...), c.with...)
	flags.without = c.without
	for _, s := range c.with {
		words += " --with " + s
	}
	for _, s := range c.without {
		words += " --without " + s
	}
	return flags, words
}

// compare makes the two sides and compares them.
func (a *app) compare(ctx context.Context, args []string, flags *compareFlags) (*stats.Compared, error) {
	ofB, words := flags.ofB()
	again, err := a.rewind(args)
	if err != nil {
		return nil, err
	}
	x, y := &side{source: args[0]}, &side{source: args[len(args)-1]}
	code := exitWell
	for _, s := range []struct {
		*side
		flags *scenarioFlags
	}{{x, &flags.scenarioFlags}, {y, &ofB}} {
		again()
		if err := a.loadSide(s.side, s.flags); err != nil {
			a.tell(nil, err)
			code = worse(code, codeOf(err))
		}
	}
	if code != exitWell {
		return nil, exit(code)
	}
	y.source += words
	var warm models.Warmth
	for _, s := range []*side{x, y} {
		if err := a.playSide(ctx, s, flags.jobs, &warm); err != nil {
			return nil, err
		}
	}
	c := stats.Compare(x.result, y.result)
	c.A.Source, c.B.Source = x.source, y.source
	differing(c, x, y)
	return c, nil
}

// rewind lets standard input be read by both sides.
func (a *app) rewind(args []string) (again func(), err error) {
	for _, arg := range args {
		if arg == "-" {
			var text bytes.Buffer
			if _, err := text.ReadFrom(a.stdin); err != nil {
				return nil, fmt.Errorf("standard input: %w", err)
			}
			return func() { a.stdin = bytes.NewReader(text.Bytes()) }, nil
		}
	}
	return func() {}, nil
}

// becameWorse tells whether the metric of an objective of severity error became worse.
// The severity is that of B, unless A alone has the objective.
func becameWorse(c *stats.Compared) bool {
	for _, o := range c.Objectives {
		judged := o.B
		if judged == nil {
			judged = o.A
		}
		if o.Effect == stats.Worse && judged.Severity == "error" {
			return true
		}
	}
	return false
}
