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

// addFormat adds the flag --format, with the formats of package reports.
func addFormat(cmd *cobra.Command, format *string) {
	cmd.Flags().StringVar(format, "format", "text", "report in a `FORMAT`: "+formatNames(", "))
	fixed := cobra.FixedCompletions(strings.Split(formatNames(" "), " "), cobra.ShellCompDirectiveNoFileComp)
	if err := cmd.RegisterFlagCompletionFunc("format", fixed); err != nil {
		panic("headroom: " + err.Error())
	}
}

func formatNames(separator string) string {
	var names []string
	for _, w := range reports.Writers {
		names = append(names, w.Name)
	}
	return strings.Join(names, separator)
}

// findFormat returns the writer of a format.
func findFormat(format string) (reports.Writer, error) {
	w, ok := reports.Find(format)
	if !ok {
		return w, usagef("--format %s: there is no such format; there are %s", format, formatNames(", "))
	}
	return w, nil
}

// findFormatFor returns the writer of a format for the reports of n scenarios in one
// stream.
func findFormatFor(format string, n int) (reports.Writer, error) {
	w, err := findFormat(format)
	if err == nil && n > 1 && (format == "html" || format == "csv" || format == "junit") {
		err = usagef("--format %s makes one document for each scenario, and there are %d; play them one by one, or write folders with -o DIR", format, n)
	}
	return w, err
}

// pages returns a function that writes one report after the other to stdout; a blank line
// parts pages for people.
func (a *app) pages(w reports.Writer) func(*played) error {
	first := true
	return func(p *played) error {
		if !first && (w.Name == "text" || w.Name == "md") {
			fmt.Fprintln(a.stdout)
		}
		first = false
		return a.page(a.stdout, w, p.result, reports.Options{Source: p.file, Changes: p.changes})
	}
}

// page writes a report to a stream, with the colors and the width of its terminal.
func (a *app) page(to io.Writer, w reports.Writer, r *stats.Result, o reports.Options) error {
	o.Width, _ = terminalOf(to)
	o.Color = a.colored(to)
	var b bytes.Buffer
	err := w.Write(&b, r, o)
	if err != nil {
		return err
	}
	_, err = to.Write(b.Bytes())
	return err
}
