// Package reports turns a [stats.Result] into pages: for a terminal, for programs, for a
// browser, for CI, and into plots and a diagram. It needs nothing but the result, and
// the same result gives the same bytes.
package reports
