// Package shell writes commands as a POSIX shell reads them.
package shell

import "strings"

// harmless are the characters that mean nothing to a shell.
const harmless = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%+,-./:=@_"

// Line writes words as a line of a POSIX shell (POSIX.1-2017, XCU 2.2.2). Those with other
// than harmless characters stand in single quotes, between which every character stands
// for itself; a quote needs to be put outside of them.
func Line(words ...string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = w
		if w == "" || strings.Trim(w, harmless) != "" {
			quoted[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}
