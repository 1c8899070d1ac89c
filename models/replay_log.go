package models

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"headroom/sim/unit"
)

// AccessLog is the log of a web server in the common or the combined format, as Apache and
// nginx write it:
//
//	10.0.0.1 - - [27/Nov/2026:09:00:03 +0000] "GET /cart?id=7 HTTP/1.1" 200 512
//
// Lines are in order of time. Empty lines and lines that start with # are left out.
type AccessLog struct {
	// Resolution of the times in the log: requests with the same time are spread over so much
	// from then on, at random. 0s sends them all at once.
	Resolution unit.Duration `yaml:"resolution" default:"1s"`
	// Operations say what the paths ask for, as pairs: [[/cart, checkout], [/, browse]]. The
	// longest that a path begins with counts. They take the place of a mix. None: the path does
	// not matter.
	Operations []PathOperation `yaml:"operations"`
}

// PathOperation is the operation of the paths that begin with a prefix, written as a pair
// [/cart, checkout].
type PathOperation struct {
	// Prefix of the path.
	Prefix string `yaml:"prefix"`
	// Operation of the clients.
	Operation string `yaml:"operation"`
}

// UnmarshalPair reads a prefix and an operation.
func (p *PathOperation) UnmarshalPair(pair []string) error {
	if len(pair) != 2 || !strings.HasPrefix(pair[0], "/") || pair[1] == "" {
		return fmt.Errorf("[%s] is not a path and an operation; write for example [/cart, checkout]", strings.Join(pair, ", "))
	}
	p.Prefix, p.Operation = pair[0], pair[1]
	return nil
}

func (f *AccessLog) stamps(l *fileLines) (*stamps, error) {
	s := &stamps{dates: true, resolution: float64(f.Resolution)}
	var which []uint8 // operation of each prefix
	for _, o := range f.Operations {
		i := 0
		for i < len(s.names) && s.names[i] != o.Operation {
			i++
		}
		if i == len(s.names) {
			s.names = append(s.names, o.Operation)
		}
		which = append(which, uint8(i))
	}
	if len(s.names) > 255 {
		return nil, errors.New("there are more than 255 operations")
	}
	for l.next() {
		text := l.Text()
		_, rest, _ := strings.Cut(text, "[")
		when, rest, closed := strings.Cut(rest, "]")
		t, err := time.Parse("02/Jan/2006:15:04:05 -0700", when)
		if err != nil || !closed {
			return nil, errors.New(`there is no time such as [27/Nov/2026:09:00:03 +0000] in the line; it is not in the common log format`)
		}
		if err := s.add(t.UnixNano()); err != nil {
			return nil, err
		}
		if len(which) == 0 {
			continue
		}
		best, path := f.operation(rest)
		if best < 0 {
			return nil, fmt.Errorf("no operation is for the path %q; add one, for example [/, main]", path)
		}
		s.ops = append(s.ops, which[best])
	}
	return s, nil
}

// operation returns the number of the longest prefix of the path in the request of a line,
// -1 when there is none, and the path.
func (f *AccessLog) operation(line string) (best int, path string) {
	_, request, _ := strings.Cut(line, `"`)
	_, path, _ = strings.Cut(request, " ")
	path, _, _ = strings.Cut(path, " ")
	best = -1
	for i, o := range f.Operations {
		if strings.HasPrefix(path, o.Prefix) && (best < 0 || len(o.Prefix) > len(f.Operations[best].Prefix)) {
			best = i
		}
	}
	return best, path
}
