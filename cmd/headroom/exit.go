package main

import (
	"context"
	"errors"
	"fmt"

	"headroom/configs"
)

// The exit codes. As with linters, 1 is a finding and 2 is trouble with what was given.
const (
	exitWell        = 0   // all is well; run ends so whatever the objectives say
	exitFailed      = 1   // an objective of severity error failed
	exitUsage       = 2   // wrong usage, or something is wrong with the scenario
	exitTrouble     = 3   // the run itself failed
	exitUndecided   = 4   // an objective is undecided, or results are incomplete
	exitInterrupted = 130 // interrupted; what was finished is kept (128 + SIGINT, as in shells)
)

// ending is an error that knows its exit code. Without an error there is nothing left to
// say.
type ending struct {
	code int
	err  error
}

func (e *ending) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *ending) Unwrap() error { return e.err }

// exit ends the program with a code and without a further word.
func exit(code int) error { return &ending{code: code} }

// usagef ends the program because of what the user wrote.
func usagef(format string, args ...any) error {
	return &ending{exitUsage, fmt.Errorf(format, args...)}
}

// usage ends the program because of what the user named; nil stays nil.
func usage(err error) error {
	if err == nil {
		return nil
	}
	return &ending{exitUsage, err}
}

// codeOf returns the exit code for how a verb ended. An error without a code is trouble,
// but for problems of a scenario and for the end of the context.
func codeOf(err error) int {
	var e *ending
	var problems configs.Problems
	switch {
	case err == nil:
		return exitWell
	case errors.As(err, &e):
		return e.code
	case errors.As(err, &problems):
		return exitUsage
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return exitTrouble
}

// worse returns the code that says more when several scenarios end differently: an
// interruption before trouble, a failed objective before an undecided one.
func worse(a, b int) int {
	for _, code := range []int{exitInterrupted, exitTrouble, exitUsage, exitFailed, exitUndecided} {
		if a == code || b == code {
			return code
		}
	}
	return exitWell
}
