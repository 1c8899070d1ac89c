// Package reports turns a [stats.Result] into something to read: a page for the terminal,
// JSON, CSV, Markdown, JUnit XML, annotations, an HTML page, plots and diagrams.
//
// It knows results only, nothing of models or scenarios, so that a stored result renders
// as a fresh one does. [Writers] is the table of formats. Every writer gives the same
// bytes for the same result and options, on any machine.
package reports
