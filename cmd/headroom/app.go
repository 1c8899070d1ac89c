package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"headroom/configs"
)

// app is one call of the program: its streams, its environment and its common flags.
type app struct {
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	env    []string
	args   []string // without the name of the program

	quiet   bool
	noColor bool

	// every is the time between two plain lines of progress.
	every time.Duration
	// began says that the arguments were understood and a verb is at work.
	began bool
}

func newApp(stdin io.Reader, stdout, stderr io.Writer, env []string) *app {
	return &app{stdin: stdin, stdout: stdout, stderr: stderr, env: env, every: 5 * time.Second}
}

// execute runs one verb and returns the exit code.
func (a *app) execute(ctx context.Context, args []string) int {
	a.args = args
	root := a.root()
	root.SetArgs(args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && !a.began {
		err = usage(err)
	}
	a.tell(cmd, err)
	return codeOf(err)
}

// tell writes to stderr what the user has to know of an error.
func (a *app) tell(cmd *cobra.Command, err error) {
	var problems configs.Problems
	var e *ending
	switch {
	case err == nil, errors.As(err, &e) && e.err == nil:
	case errors.As(err, &problems):
		a.problems(problems)
	default:
		text := strings.TrimSpace(err.Error())
		fmt.Fprintf(a.stderr, "headroom: %s\n", text)
		if !a.began {
			fmt.Fprintf(a.stderr, "see %s -h\n", cmd.CommandPath())
		}
	}
}

// problems writes problems of scenarios to stderr.
func (a *app) problems(p configs.Problems) {
	// A stderr that cannot be written leaves nobody to tell.
	_ = p.Write(a.stderr, a.colored(a.stderr))
}

// notef writes a remark to stderr, unless it was asked to be quiet.
func (a *app) notef(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}

// environ returns the value of an environment variable, "" when it is not set.
func (a *app) environ(name string) string {
	value := ""
	for _, v := range a.env {
		if key, text, ok := strings.Cut(v, "="); ok && key == name {
			value = text
		}
	}
	return value
}

// root is the command with all its verbs.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "headroom",
		Short: "Plays an architecture before it is built: latency, errors, saturation, cost",
		Long: `headroom plays a scenario - traffic, services, caches, databases, queues, faults,
prices - and says what clients see, what saturates first, and what it costs.

Exit codes: 0 well; 1 an objective failed; 2 wrong usage or scenario; 3 the run
itself failed; 4 undecided, or results incomplete; 130 interrupted.`,
		Example:       "  headroom run shop",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE:          verbMissing,
		PersistentPreRun: func(*cobra.Command, []string) {
			a.began = true
		},
	}
	root.SuggestionsMinimumDistance = 2
	root.PersistentFlags().BoolVarP(&a.quiet, "quiet", "q", false, "no progress and no remarks")
	root.PersistentFlags().BoolVar(&a.noColor, "no-color", false, "no colors; NO_COLOR in the environment says the same")
	root.PersistentFlags().SortFlags = false
	root.AddCommand(
		a.runVerb(), a.checkVerb(), a.compareVerb(), a.studyVerb(), a.validateVerb(), a.configVerb(), a.reportVerb(), a.explainVerb(), a.graphVerb(),
		a.initVerb(), a.listVerb(), a.docsVerb(), a.schemaVerb(), a.versionVerb(),
	)
	return root
}

// verbMissing shows the help, or says which verb may have been meant.
func verbMissing(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return root.Help()
	}
	meant := ""
	if near := root.SuggestionsFor(args[0]); len(near) > 0 {
		meant = fmt.Sprintf(" (did you mean %q?)", near[0])
	}
	return usagef("there is no verb %q%s; headroom -h lists them", args[0], meant)
}

// atLeastOne asks for one argument or more; what says which.
func atLeastOne(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usagef("name %s", what)
		}
		return nil
	}
}

// exactlyOne asks for one argument; what says which.
func exactlyOne(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			return usagef("name %s", what)
		case len(args) > 1:
			return usagef("one argument is enough, there are %d: name %s", len(args), what)
		}
		return nil
	}
}

// none allows no argument.
func none(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("there are no arguments to give, but there is %q", args[0])
	}
	return nil
}

// atMostOne allows one argument.
func atMostOne(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usagef("at most one argument, there are %d", len(args))
	}
	return nil
}
