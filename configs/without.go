package configs

import (
	"fmt"
	"slices"
)

// leaveOut removes the parts of the scenario that are not wanted.
func (l *loader) leaveOut(tree *node) {
	gone := map[*node]bool{}
	leave := func(path string, at place) {
		n, _ := tree.find(path)
		if n == nil || path == "" {
			l.errorf(at, "", "%s", l.nowhere(tree, path))
			return
		}
		gone[n] = true
	}
	for _, path := range l.Without {
		leave(path, place{origin: "without " + path})
	}
	for _, part := range l.leaves {
		leave(part.text, part.at)
	}
	if len(gone) > 0 {
		prune(tree, gone)
	}
}

func prune(n *node, gone map[*node]bool) {
	n.entries = slices.DeleteFunc(n.entries, func(e entry) bool { return gone[e.value] })
	n.items = slices.DeleteFunc(n.items, func(item *node) bool { return gone[item] })
	for _, e := range n.entries {
		prune(e.value, gone)
	}
	for _, item := range n.items {
		prune(item, gone)
	}
}

// nowhere says why a path leads to nothing that is written.
func (l *loader) nowhere(tree *node, path string) string {
	if _, err := l.resolve(tree, path); err != nil {
		return err.Error()
	}
	return fmt.Sprintf("there is no %s in the scenario; write the path of something that is", path)
}
