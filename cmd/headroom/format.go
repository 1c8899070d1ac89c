package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"headroom/reports"
	"headroom/sim/stats"
)

// addFormat adds the flag --format, with the formats of a list of package reports.
func addFormat[T any](cmd *cobra.Command, format *string, writers []reports.Writer[T]) {
	cmd.Flags().StringVar(format, "format", "text", "report in a `FORMAT`: "+formatNames(writers, ", "))
	fixed := cobra.FixedCompletions(strings.Split(formatNames(writers, " "), " "), cobra.ShellCompDirectiveNoFileComp)
	if err := cmd.RegisterFlagCompletionFunc("format", fixed); err != nil {
		panic("headroom: " + err.Error())
	}
}

func formatNames[T any](writers []reports.Writer[T], separator string) string {
	var names []string
	for _, w := range writers {
		names = append(names, w.Name)
	}
	return strings.Join(names, separator)
}

// findFormat returns the writer of a format.
func findFormat[T any](writers []reports.Writer[T], format string) (reports.Writer[T], error) {
	w, ok := reports.Find(writers, format)
	if !ok {
		return w, usagef("--format %s: there is no such format; there are %s", format, formatNames(writers, ", "))
	}
	return w, nil
}

// findFormatFor returns the writer of a format for the reports of n scenarios in one
// stream.
func findFormatFor(format string, n int) (reports.Writer[*stats.Result], error) {
	w, err := findFormat(reports.Writers, format)
	if err == nil && n > 1 && (format == "html" || format == "csv" || format == "junit") {
		err = usagef("--format %s makes one document for each scenario, and there are %d; play them one by one, or write folders with -o DIR", format, n)
	}
	return w, err
}

// pages returns a function that writes one report after the other to stdout; a blank line
// parts pages for people.
func (a *app) pages(w reports.Writer[*stats.Result]) func(*played) error {
	first := true
	return func(p *played) error {
		if !first && (w.Name == "text" || w.Name == "md") {
			fmt.Fprintln(a.stdout)
		}
		first = false
		return page(a, w.Write, p.result, reports.Options{Source: p.file, Changes: p.changes})
	}
}

// page writes a report to stdout, with the colors and the width of its terminal.
func page[T any](a *app, write func(io.Writer, T, reports.Options) error, of T, o reports.Options) error {
	o.Width, _ = terminalOf(a.stdout)
	o.Color = a.colored(a.stdout)
	var b bytes.Buffer
	if err := write(&b, of, o); err != nil {
		return err
	}
	_, err := a.stdout.Write(b.Bytes())
	return err
}
