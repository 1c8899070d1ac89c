package main

import (
	"github.com/spf13/cobra"

	"headroom/configs"
)

func (a *app) schemaVerb() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Prints the JSON Schema of scenario files",
		Long: `Prints the JSON Schema of scenario files, for editors: with the line
  # yaml-language-server: $schema=headroom.schema.json
on top of a scenario, they complete keys and show the manual.`,
		Example: "  headroom schema > headroom.schema.json",
		Args:    none,
		RunE: func(*cobra.Command, []string) error {
			text, err := configs.Schema()
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(text)
			return err
		},
	}
}
