// Command headroom plays scenarios of large systems and reports latency, errors,
// saturation and cost. One file per verb; what the verbs share is in app.go (the program
// and its streams), scenario.go (flags that make a scenario), play.go (one scenario from
// file to result), folder.go (the result folder) and exit.go (how the program ends).
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ()))
}

// run is the whole program: arguments without the program's name in, exit code out. The
// first interrupt ends what is played cleanly; a second one ends the program at once.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer, env []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // from then on, signals do what they do by default
	return newApp(stdin, stdout, stderr, env).execute(ctx, args)
}
