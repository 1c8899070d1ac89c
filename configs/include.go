package configs

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// maxFile bounds the size of a file.
const maxFile = 64 << 20

// source is a file of a scenario.
type source struct {
	name    string // as messages call it; its folder is where relative paths start
	bundled bool
}

// file adds the layers of a file named by the user: those that it includes, then its own.
func (l *loader) file(name string) {
	if name == "-" {
		var text []byte
		var err error
		if l.Stdin != nil {
			text, err = io.ReadAll(l.Stdin)
		}
		if err != nil {
			l.unreadable(place{file: "stdin", line: 1, col: 1}, "", "standard input", err)
			return
		}
		l.layer(source{name: "stdin"}, text, nil)
		return
	}
	src := source{name: name}
	text, err := l.content(src)
	if errors.Is(err, fs.ErrNotExist) {
		if t, e := l.content(source{name, true}); e == nil {
			src, text, err = source{name, true}, t, nil
		}
	}
	if err != nil {
		l.unreadable(place{file: name, line: 1, col: 1}, "", name, err)
		return
	}
	l.layer(src, text, nil)
}

// layer parses a file and adds its layers. Chain holds the files that include it.
func (l *loader) layer(src source, text []byte, chain []source) {
	r := &reader{collector: l.collector, file: src.name}
	before := l.list.Errors()
	n := r.read(text, "")
	if n == nil {
		l.broken = true
		return
	}
	if n.kind != table {
		l.broken = true
		if l.list.Errors() == before {
			l.errorf(r.top(), "", "%v stands where the sections belong; write for example services: {api: {operations: {main: [{cpu: 5ms}]}}}", n.kind)
		}
		return
	}
	n.drop("$schema") // for editors
	if l.first == "" {
		l.first = src.name
	}
	if include := n.get("include"); include != nil {
		l.includes(src, include, append(chain, src))
		n.drop("include")
	}
	l.layers = append(l.layers, n)
}

// includes adds the layers of included files, in order. A name that starts with
// "prices/" or "scenarios/" is first looked for among the files of the program; all
// others are relative to the folder of the including file.
func (l *loader) includes(src source, include *node, chain []source) {
	if include.kind != list {
		l.errorf(include.at, "include", "%v stands where a list belongs; write include: [prices/aws-us-east-1.yaml]", include.kind)
		return
	}
	for i, item := range include.items {
		where := fmt.Sprintf("include[%d]", i)
		if item.kind != scalar || item.text == "" {
			l.errorf(item.at, where, "%v stands where the name of a file belongs", item.kind)
			continue
		}
		next, text, err := l.included(src, item.text)
		switch {
		case err != nil:
			l.unreadable(item.at, where, item.text, err)
		case slices.Contains(chain, next):
			l.errorf(item.at, where, "%s includes itself: %s; take one include out", next.name, circle(chain, next))
		default:
			l.layer(next, text, chain)
		}
	}
}

func (l *loader) included(src source, name string) (source, []byte, error) {
	ours := strings.HasPrefix(name, "prices/") || strings.HasPrefix(name, "scenarios/")
	if ours || src.bundled {
		s := source{path.Clean(name), true}
		if !ours {
			s.name = path.Join(path.Dir(src.name), name)
		}
		if text, err := l.content(s); err == nil || src.bundled {
			return s, text, err
		}
	}
	s := source{name: beside(src.name, name)}
	text, err := l.content(s)
	return s, text, err
}

// beside returns the path of a file that another one names.
func beside(file, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(file), name)
}

func (l *loader) content(s source) ([]byte, error) {
	var f io.ReadCloser
	var err error
	if s.bundled {
		f, err = l.FS.Open(s.name)
	} else {
		f, err = os.Open(s.name)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if len(text) > maxFile {
		return nil, fmt.Errorf("larger than %d MiB", maxFile>>20)
	}
	return text, err
}

func (l *loader) unreadable(at place, where, name string, err error) {
	l.partial = true
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		l.errorf(at, where, "cannot read %s: there is no such file%s", name, l.hint(name))
		return
	}
	l.errorf(at, where, "cannot read %s: %v", name, err)
}

// hint suggests a bundled file with a similar name.
func (l *loader) hint(name string) string {
	var names []string
	for _, dir := range []string{"prices", "scenarios"} {
		entries, err := fs.ReadDir(l.FS, dir)
		if err != nil {
			continue
		}
		for _, e := range entries {
			names = append(names, dir+"/"+e.Name())
		}
	}
	return didYouMean(name, names)
}

func circle(chain []source, again source) string {
	var names []string
	for _, s := range chain[slices.Index(chain, again):] {
		names = append(names, s.name)
	}
	return strings.Join(append(names, again.name), " -> ")
}

// open reads a file that a value names, such as empirical(latency.csv), relative to the
// file in which the value stands. A name that starts with "traces/" and is not there is
// looked for among the files of the program. Its content belongs to the scenario's hash.
func (l *loader) open(at place, name string) (io.ReadCloser, error) {
	text, kept := l.Named[name]
	if !kept {
		var err error
		text, err = l.content(source{name: beside(at.file, name)})
		kept = err == nil
		if errors.Is(err, fs.ErrNotExist) && strings.HasPrefix(name, "traces/") {
			text, err = l.content(source{path.Clean(name), true})
		}
		if err != nil {
			return nil, err
		}
	}
	if kept {
		l.opened[name] = text
	}
	l.digests[name] = fmt.Sprintf("%x", sha256.Sum256(text))
	return io.NopCloser(bytes.NewReader(text)), nil
}
