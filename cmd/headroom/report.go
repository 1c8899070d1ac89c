package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"headroom/reports"
	"headroom/sim/stats"
)

// formatOf is the format that a file name asks for by its extension.
var formatOf = map[string]string{
	"txt": "text", "json": "json", "md": "md", "html": "html", "htm": "html", "csv": "csv", "xml": "junit",
}

func (a *app) reportVerb() *cobra.Command {
	var format, output string
	cmd := &cobra.Command{
		Use:   "report DIR|FILE",
		Short: "Renders a stored result again",
		Long: `Renders a stored result again, from the folder that run -o DIR wrote or from its
result.json. With -o the report goes into a file, in the format of its extension
unless --format says otherwise.`,
		Example: "  headroom report out/shop -o shop.html",
		Args:    exactlyOne("the result folder, or its result.json"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if byName, ok := formatOf[extension(output)]; ok && !cmd.Flags().Changed("format") {
				format = byName
			}
			w, err := findFormat(reports.Writers, format)
			if err != nil {
				return err
			}
			r, err := stored(args[0])
			if err != nil {
				return err
			}
			source := scenarioIn(args[0])
			if output == "" {
				return page(a, w.Write, r, reports.Options{Source: source})
			}
			var b bytes.Buffer
			if err := w.Write(&b, r, reports.Options{Source: source}); err != nil {
				return err
			}
			return writeFile(output, b.Bytes(), os.O_TRUNC)
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "write the report to `FILE`")
	addFormat(cmd, &format, reports.Writers)
	return cmd
}

// stored reads a stored result.
func stored(path string) (*stats.Result, error) {
	r, err := reports.Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("%s: there is no such result; headroom run FILE -o DIR writes one", path)
	}
	return r, usage(err)
}

// scenarioIn returns the scenario file beside a stored result, "" when there is none.
func scenarioIn(result string) string {
	if extension(result) == "json" {
		result = filepath.Dir(result)
	}
	file := filepath.Join(result, "scenario.yaml")
	if _, err := os.Stat(file); err != nil {
		return ""
	}
	return file
}
