package main

import (
	"github.com/spf13/cobra"

	"headroom/configs"
)

func (a *app) schemaVerb() *cobra.Command {
	return &cobra.Command{
		Use:   "schema [tests]",
		Short: "Prints the JSON Schema of scenario files",
		Long: `Prints the JSON Schema of scenario files, or that of files of tests, for editors: with
the line
  # yaml-language-server: $schema=headroom.schema.json
on top of a scenario, they complete keys and show the manual.`,
		Example:   "  headroom schema > headroom.schema.json",
		Args:      atMostOne,
		ValidArgs: []string{"tests"},
		RunE: func(_ *cobra.Command, args []string) error {
			schema := configs.Schema
			if len(args) == 1 {
				if args[0] != "tests" {
					return usagef("%s: there is no such schema; write tests, or nothing for that of scenarios", args[0])
				}
				schema = configs.TestSchema
			}
			text, err := schema()
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(text)
			return err
		},
	}
}
