package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// teller writes lines of progress: one that is written over on a terminal, plain ones
// elsewhere.
type teller struct {
	w     io.Writer
	live  bool
	width int

	began   time.Time
	stop    chan struct{}
	stopped sync.WaitGroup
}

func tellerTo(w io.Writer) *teller {
	t := &teller{w: w, stop: make(chan struct{})}
	t.width, t.live = terminalOf(w)
	return t
}

// period is the time between two lines: on a terminal they seem to move.
func (t *teller) period(plain time.Duration) time.Duration {
	if t.live {
		return 200 * time.Millisecond
	}
	return plain
}

// begin tells what line says after some time, once in every period, until [teller.end].
func (t *teller) begin(period time.Duration, line func(elapsed time.Duration) string) {
	t.began = time.Now()
	t.stopped.Go(func() {
		tick := time.NewTicker(period)
		defer tick.Stop()
		for {
			select {
			case <-t.stop:
				return
			case now := <-tick.C:
				t.write(line(now.Sub(t.began)))
			}
		}
	})
}

func (t *teller) write(line string) {
	if !t.live {
		fmt.Fprintln(t.w, line)
		return
	}
	if len(line) >= t.width {
		line = line[:t.width-1]
	}
	fmt.Fprint(t.w, "\r"+line+"\x1b[K")
}

// end ends the telling and wipes the live line.
func (t *teller) end() {
	close(t.stop)
	t.stopped.Wait()
	if t.live {
		fmt.Fprint(t.w, "\r\x1b[K")
	}
}
