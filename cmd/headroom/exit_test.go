package main

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"headroom/configs"
)

func TestExitCodeOfAnError(t *testing.T) {
	tests := []struct {
		name string
		err  error
		want int
	}{
		{"no error is well", nil, exitWell},
		{"a wrong argument is wrong usage", usagef("no such thing"), exitUsage},
		{"a problem of the scenario is wrong usage", configs.Problems{{Text: "wrong"}}, exitUsage},
		{"the end of the context is an interruption", fmt.Errorf("play: %w", context.Canceled), exitInterrupted},
		{"a verdict brings its own code", exit(exitUndecided), exitUndecided},
		{"anything else is trouble", errors.New("disk full"), exitTrouble},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := codeOf(tt.err); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestWorseExitCode(t *testing.T) {
	tests := []struct {
		name       string
		a, b, want int
	}{
		{"well and well is well", exitWell, exitWell, exitWell},
		{"undecided says more than well", exitWell, exitUndecided, exitUndecided},
		{"failed says more than undecided", exitUndecided, exitFailed, exitFailed},
		{"a wrong scenario says more than a failed one", exitUsage, exitFailed, exitUsage},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := worse(tt.a, tt.b); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}
