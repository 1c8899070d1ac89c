package main

import "strings"

// shellLine writes words as a POSIX shell reads them: what has other than harmless
// characters stands in single quotes (POSIX.1-2017, XCU 2.2.2).
func shellLine(words ...string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = w
		if w == "" || strings.Trim(w, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%+,-./:=@_") != "" {
			quoted[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}

// again is the command line of this call, to be typed again.
func (a *app) again() string { return shellLine(append([]string{"headroom"}, a.args...)...) }
