package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"headroom/models"
	"headroom/reports"
	"headroom/sim/stats"
)

// checkOne plays one check, or takes its result from the cache, and stores its folder.
func (a *app) checkOne(ctx context.Context, c *checking, flags *checkFlags, began time.Time) error {
	var store *cacheEntry
	if flags.cache != "" {
		var err error
		if store, err = newCacheEntry(flags.cache, c, flags); err != nil {
			return err
		}
		c.cached = store.load(c)
	}
	if c.cached {
		a.notef("%s: from the cache, played on %s", c.result.Scenario.Name, c.record.Started)
	} else {
		if err := a.playCheck(ctx, c, flags, began); err != nil {
			return err
		}
		if store != nil && worthKeeping(c.result) {
			if err := store.save(c); err != nil {
				a.notef("the result is not kept in the cache: %v", err)
			}
		}
	}
	if c.baseline != nil {
		c.result.Baseline = stats.Regress(c.against, c.baseline, c.result, flags.tolerate)
	}
	if flags.output == "" {
		return nil
	}
	if err := os.MkdirAll(flags.output, 0o777); err != nil {
		return usage(err)
	}
	dir := folderOf(flags.output, &c.played, c.several)
	if err := a.store(&c.played, dir, flags.png); err != nil || c.test == nil {
		return err
	}
	// What is expected of a case is not in its result.
	expected := c.checked()
	expected.Seconds = 0
	var b bytes.Buffer
	if err := reports.JUnitOf(&b, []reports.Checked{expected}); err != nil {
		return err
	}
	return reports.WriteFolder(dir, []reports.File{{Name: "junit.xml", Data: b.Bytes()}})
}

// aim sets how many replications are being played; a nil progress tells nothing.
func (p *progress) aim(replications int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	p.total = p.duration * time.Duration(replications)
	p.mu.Unlock()
}

// timeIsOver says that the budget of wall time ended a check.
const timeIsOver = "the time of --budget was over"

// worthKeeping tells whether a result is the same the next time: nothing cut it short.
func worthKeeping(r *stats.Result) bool {
	return !r.Scenario.Interrupted && (r.Check == nil || r.Check.Ended != timeIsOver)
}

// playCheck plays one check.
func (a *app) playCheck(ctx context.Context, c *checking, flags *checkFlags, began time.Time) error {
	sys := c.sys
	p := a.follow(c.scenario)
	here := time.Now()
	o := models.Options{Jobs: flags.jobs, Progress: p.told, Again: p.again}
	var r *stats.Result
	var err error
	if flags.repeat != "" {
		r, err = sys.Play(ctx, o)
	} else {
		p.aim(min(models.FirstLook, flags.most))
		how := models.Checking{Most: flags.most, Options: o, Looked: func(_, played, next int) { p.aim(max(played, next)) }}
		if c.baseline != nil {
			how.Least = c.baseline.Scenario.Replications
		}
		if flags.allowed > 0 {
			how.Stop = func(played, next int) string {
				each := time.Since(here) / time.Duration(played)
				if time.Since(began)+each*time.Duration(next-played) > flags.allowed {
					return timeIsOver
				}
				return ""
			}
		}
		r, err = sys.Check(ctx, how)
	}
	p.done()
	switch {
	case errors.Is(err, context.Canceled):
		return &ending{exitInterrupted, fmt.Errorf("interrupted before the first replication of %s was finished; there is nothing to keep", sys.Name)}
	case err != nil:
		return fmt.Errorf("%s: %w", sys.Name, err)
	}
	jobs := flags.jobs
	if jobs == 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	c.result, c.record = r, newRecord(r, here, time.Since(here), jobs)
	return nil
}
