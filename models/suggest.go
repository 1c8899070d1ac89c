package models

import "fmt"

// didYouMean returns " (did you mean "x"?)" for the nearest of the names, or nothing
// when none is near.
func didYouMean(text string, names []string) string {
	if best := Nearest(text, names); best != "" {
		return fmt.Sprintf(" (did you mean %q?)", best)
	}
	return ""
}

// Nearest returns the name with the fewest edits from text, the first of several, or ""
// when all are further than a third of its letters, and more than one.
func Nearest(text string, names []string) string {
	best, least := "", max(1, min(len(text), 60)/3)+1
	for _, n := range names {
		if max(len(n)-len(text), len(text)-len(n)) >= least {
			continue
		}
		if d := distance(text, n); d < least {
			best, least = n, d
		}
	}
	return best
}

// distance returns the number of letters to insert, delete, replace or swap with their
// neighbour to get from a to b (optimal string alignment).
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			differ := 1
			if a[i-1] == b[j-1] {
				differ = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+differ)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
