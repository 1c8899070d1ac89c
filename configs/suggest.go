package configs

import (
	"fmt"
	"strings"

	"headroom/models"
)

// didYouMean returns " (did you mean "x"?)" for the nearest of the names, or nothing
// when none is near.
func didYouMean(text string, names []string) string {
	if best := models.Nearest(text, names); best != "" {
		return fmt.Sprintf(" (did you mean %q?)", best)
	}
	return ""
}

// known lists what there is, for a message about what there is not.
func known(names []string) string {
	if len(names) == 1 {
		return "; there is only " + names[0]
	}
	return "; there are " + strings.Join(names, ", ")
}

// oneOf lists names for a message: "write one of a, b, c".
func oneOf(names []string) string {
	if len(names) == 1 {
		return "write " + names[0]
	}
	return "write one of " + strings.Join(names, ", ")
}
