package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"headroom/sim/stats"
)

func (a *app) versionVerb() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Says which version this is",
		Long:    "Says which version this is, and which engine: results of the same engine, scenario and\nseed are the same.",
		Example: "  headroom version",
		Args:    none,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(a.stdout, "headroom %s (engine %s, %s, %s/%s)\n",
				programVersion(), stats.Engine, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

// programVersion is the version that the Go command built in: a tag, or one made of the
// commit; "development" where there is none.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "development"
	}
	return info.Main.Version
}
