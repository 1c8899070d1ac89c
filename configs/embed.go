// Package configs turns scenario files into a checked [models.System]: it reads YAML,
// lays layers over each other (includes, further files, the environment, settings of the
// command line), decodes the result strictly into the spec types of package models and
// reports every problem at once, each with its place. The JSON Schema and the manual
// pages come from the same types.
//
// The steps, one file each: text to nodes (parse.go), included files (include.go), layers
// (layers.go), templates (template.go), the scenario's own defaults (fallback.go), nodes
// to specs (decode.go), plans (studies.go).
package configs

import (
	"embed"
	"io/fs"
)

//go:generate go run ./gen

//go:embed scenarios prices traces
var bundled embed.FS

// Bundled returns the files that come with the program: the gallery in scenarios/, the
// price books in prices/ and the recorded traffic of the gallery in traces/.
func Bundled() fs.FS { return bundled }
