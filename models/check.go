package models

import (
	"fmt"
	"strings"
)

// Problem is something wrong with a system, at a path such as
// "services.catalog.operations.list[1].call".
type Problem struct {
	Path    string
	Text    string
	Warning bool
}

func (p Problem) Error() string { return p.Path + ": " + p.Text }

// Check collects the problems of a system. It knows the system around the spec, so that
// references can be followed.
type Check struct {
	System *System

	path     string
	problems *[]Problem
	index    *index
}

// At returns the check of a part: At("routes.browse"), At("[2].call").
func (c *Check) At(path string) *Check {
	d := *c
	d.path = join(c.path, path)
	return &d
}

// Errorf reports an error at a field of the part: what is wrong, and what to write.
func (c *Check) Errorf(field, format string, args ...any) {
	*c.problems = append(*c.problems, Problem{Path: join(c.path, field), Text: fmt.Sprintf(format, args...)})
}

// Warnf reports something that runs and is probably not meant.
func (c *Check) Warnf(field, format string, args ...any) {
	*c.problems = append(*c.problems, Problem{Path: join(c.path, field), Text: fmt.Sprintf(format, args...), Warning: true})
}

func join(path, field string) string {
	switch {
	case field == "":
		return path
	case path == "" || strings.HasPrefix(field, "["):
		return path + field
	}
	return path + "." + field
}
