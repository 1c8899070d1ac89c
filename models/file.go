package models

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"headroom/sim/dist"
)

// File is a file that a value names: recorded traffic. It is opened once when its name is
// read, so that a missing file is found there, and read when the system is checked. What
// begins as gzip does is unpacked.
type File struct {
	Name string

	open func(name string) (io.ReadCloser, error)
	kept *kept
}

// kept is what has been made of a file.
type kept struct {
	once    sync.Once
	content any
	err     error
}

// NewFile returns a file of that name, which open opens.
func NewFile(name string, open func(name string) (io.ReadCloser, error)) File {
	return File{Name: name, open: open, kept: new(kept)}
}

// Parse takes the name of a file that o opens.
func (f *File) Parse(text string, o dist.Options) error {
	if text == "" {
		return errors.New("there is no name of a file; write for example traces/monday.csv")
	}
	if o.Open == nil {
		return fmt.Errorf("%s: files cannot be read here", text)
	}
	r, err := o.Open(text)
	if err != nil {
		return fmt.Errorf("%s: %w", text, plainError(err))
	}
	*f = NewFile(text, o.Open)
	return r.Close()
}

// plainError leaves out of an error what its reader knows.
func plainError(err error) error {
	var p *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file")
	case errors.As(err, &p):
		return p.Err
	}
	return err
}

// UnmarshalText takes the name of a file. It opens no files; see Parse.
func (f *File) UnmarshalText(text []byte) error { return f.Parse(string(text), dist.Options{}) }

// MarshalText writes the name.
func (f File) MarshalText() ([]byte, error) { return []byte(f.Name), nil }

// SchemaText describes the text form.
func (File) SchemaText() (description string, examples []string) {
	return "a file, beside the scenario", []string{"traces/monday.csv", "access.log.gz"}
}

// content returns what read makes of the lines of the file, which is the same each time.
func (f *File) content(read func(l *fileLines) (any, error)) (any, error) {
	if f.kept == nil {
		return nil, errors.New("there is no file; write for example traces/monday.csv")
	}
	f.kept.once.Do(func() {
		f.kept.content, f.kept.err = f.read(read)
	})
	return f.kept.content, f.kept.err
}

func (f *File) read(read func(l *fileLines) (any, error)) (content any, err error) {
	r, err := f.open(f.Name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, plainError(err))
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	b := bufio.NewReader(r)
	var text io.Reader = b
	if magic, _ := b.Peek(2); string(magic) == "\x1f\x8b" {
		if text, err = gzip.NewReader(b); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	l := &fileLines{Scanner: bufio.NewScanner(text)}
	l.Buffer(make([]byte, 0, 64<<10), 16<<20)
	content, err = read(l)
	switch {
	case err != nil && l.number > 0:
		return nil, fmt.Errorf("%s:%d: %w", f.Name, l.number, err)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	case l.Err() != nil:
		return nil, fmt.Errorf("%s:%d: %w", f.Name, l.number+1, l.Err())
	}
	return content, nil
}

// fileLines are the lines of a file.
type fileLines struct {
	*bufio.Scanner
	number int // of the last line, from 1; 0 when an error is not about a line
}

// next moves to the next line that is not empty, and tells whether there is one.
func (l *fileLines) next() bool {
	for l.Scan() {
		l.number++
		if text := l.Bytes(); len(text) > 0 && text[0] != '#' && text[0] != '\r' {
			return true
		}
	}
	return false
}

// whole makes an error one of the whole file.
func (l *fileLines) whole(format string, args ...any) error {
	l.number = 0
	return fmt.Errorf(format, args...)
}
