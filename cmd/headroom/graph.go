package main

import (
	"bytes"
	"io"
	"os"

	"github.com/spf13/cobra"

	"headroom/reports"
	"headroom/sim/stats"
)

// drawings are the formats of the architecture; the first is the default.
var drawings = [...]struct {
	name       string
	extensions []string
	draw       func(io.Writer, *stats.Result, reports.Options) error
}{
	{"svg", []string{"svg"}, reports.Diagram},
	{"mermaid", []string{"mmd", "mermaid", "md"}, reports.Mermaid},
	{"dot", []string{"dot", "gv"}, reports.DOT},
}

func (a *app) graphVerb() *cobra.Command {
	var flags scenarioFlags
	var format, output string
	cmd := &cobra.Command{
		Use:   "graph FILE|DIR",
		Short: "Draws the architecture of a scenario or of a result",
		Long: `Draws the architecture: of a scenario as it is written, of a result (the folder that
run -o DIR wrote, or its result.json) with its load and saturation.`,
		Example: "  headroom graph shop -o shop.svg",
		Args:    exactlyOne("a scenario file or a result folder"),
		RunE: func(_ *cobra.Command, args []string) error {
			draw, err := drawingFor(format, output)
			if err != nil {
				return err
			}
			r, err := a.subject(args[0], &flags)
			if err != nil {
				return err
			}
			var b bytes.Buffer
			if err := draw(&b, r, reports.Options{}); err != nil {
				return err
			}
			if output != "" {
				return writeFile(output, b.Bytes(), os.O_TRUNC)
			}
			_, err = a.stdout.Write(b.Bytes())
			return err
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&format, "format", "", "draw in a `FORMAT`: svg, mermaid, dot; by default that of the output file, or svg")
	cmd.Flags().StringVarP(&output, "output", "o", "", "write the drawing to `FILE`")
	return cmd
}

// drawingFor returns the function for a format, or for the extension of the output when
// no format is given.
func drawingFor(format, output string) (func(io.Writer, *stats.Result, reports.Options) error, error) {
	for _, d := range drawings {
		if d.name == format {
			return d.draw, nil
		}
		for _, e := range d.extensions {
			if format == "" && e == extension(output) {
				return d.draw, nil
			}
		}
	}
	if format == "" {
		return drawings[0].draw, nil
	}
	return nil, usagef("--format %s: there is no such format; there are svg, mermaid, dot", format)
}

// subject returns what to draw: a stored result, or the architecture of a scenario.
func (a *app) subject(arg string, flags *scenarioFlags) (*stats.Result, error) {
	info, err := os.Stat(arg)
	if extension(arg) == "json" || err == nil && info.IsDir() {
		return stored(arg)
	}
	all, err := a.loadAll([]string{arg}, flags)
	if err != nil {
		return nil, err
	}
	return all[0].sys.Topology(), nil
}
