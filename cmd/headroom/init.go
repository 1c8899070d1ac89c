package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"headroom/configs"
)

func (a *app) initVerb() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:     "init [TEMPLATE]",
		Short:   "Writes a scenario file to start from",
		Long:    "Writes a scenario of the gallery into a file of your own, NAME.yaml unless -o says\nelsewhere. It never writes over a file. Without a name it takes the smallest scenario.",
		Example: "  headroom init shop",
		Args:    atMostOne,
		RunE: func(_ *cobra.Command, args []string) error {
			template := "smallest"
			if len(args) > 0 {
				template = args[0]
			}
			if output == "" {
				output = path.Base(template) + ".yaml"
			}
			return a.writeTemplate(template, output)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return galleryNames(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to `FILE`")
	return cmd
}

// writeTemplate copies a scenario of the gallery into a new file.
func (a *app) writeTemplate(template, file string) error {
	text, err := fs.ReadFile(configs.Bundled(), "scenarios/"+template+".yaml")
	if err != nil {
		return usagef("there is no template %q; there are %s", template, strings.Join(galleryNames(), ", "))
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return usagef("%s exists already and is left as it is; name another file with -o", file)
	}
	if err != nil {
		return usage(err)
	}
	_, err = f.Write(withoutSchema(text))
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "wrote %s; next: headroom run %s\n", file, file)
	return err
}

// withoutSchema drops the line that leads editors to the schema, which lies elsewhere
// for a file of one's own.
func withoutSchema(text []byte) []byte {
	if first, rest, ok := strings.Cut(string(text), "\n"); ok && strings.HasPrefix(first, "# yaml-language-server:") {
		return []byte(rest)
	}
	return text
}
