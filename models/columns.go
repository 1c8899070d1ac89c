package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// cells returns the cells of a line of a CSV file, without quotes and blanks around them.
func cells(line string, into []string) []string {
	into = into[:0]
	for {
		cell, rest, more := strings.Cut(line, ",")
		into = append(into, strings.Trim(cell, " \t\r\""))
		if !more {
			return into
		}
		line = rest
	}
}

// column finds a column by its name in the heading, or by its number from 1.
func column(field, wanted string, heading []string) (int, error) {
	if i := slices.Index(heading, wanted); i >= 0 {
		return i, nil
	}
	n, err := strconv.Atoi(wanted)
	switch {
	case err != nil:
		return 0, fmt.Errorf("the heading has no %s %q%s; it has %s", field, wanted, didYouMean(wanted, heading), strings.Join(heading, ", "))
	case n < 1 || n > len(heading):
		return 0, fmt.Errorf("there is no column %d; the line has %d", n, len(heading))
	}
	return n - 1, nil
}
