package reports

import (
	"fmt"
	"math"

	"headroom/sim/stats"
)

// The samples of studies are made by hand: numbers that look like those of a shop whose
// checkout has so many replicas and so many requests per second.

func number(v float64, text string) stats.KnobValue {
	return stats.KnobValue{Text: text, Number: &v}
}

func rateOf(v float64) stats.KnobValue { return number(v, fmt.Sprintf("%g/s", v)) }

func replicasOf(v float64) stats.KnobValue { return number(v, fmt.Sprintf("%g", v)) }

func category(text string) stats.KnobValue { return stats.KnobValue{Text: text} }

func about(v, half float64) *stats.Estimate {
	return &stats.Estimate{Value: v, CI95: &[2]float64{v - half, v + half}}
}

// wave is a number between -1 and 1 that looks like chance and is always the same.
func wave(i int) float64 { return math.Sin(12.9898 * float64(i+1)) }

// shopPoint is what the shop does with some replicas at some rate.
func shopPoint(rate, replicas float64, values ...stats.KnobValue) stats.Point {
	busy := rate / (55 * replicas)
	p99 := 0.08 + 0.02/math.Max(0.02, 1-busy)*(1+0.06*wave(int(rate+7*replicas)))
	success := 0.99995
	if busy > 0.95 {
		p99, success = 1.4+3*(busy-0.95), math.Max(0.2, 1-1.4*(busy-0.95))
	}
	browse := 0.04 + 0.004/math.Max(0.05, 1-busy*0.7)
	cost := 380 + 140*replicas + 0.4*rate
	p := stats.Point{Values: values, Replications: 5}
	add := func(subject, metric, unit string, v, half float64) {
		p.Metrics = append(p.Metrics, stats.PointMetric{Subject: subject, Metric: metric, Unit: unit, Estimate: about(v, half)})
	}
	add("operation/browse", "success", "ratio", 0.99999, 0.000004)
	add("operation/browse", "p99", "s", browse, 0.03*browse)
	add("operation/checkout", "success", "ratio", success, 0.2*(1-success))
	add("operation/checkout", "p50", "s", p99/4, 0.01*p99)
	add("operation/checkout", "p99", "s", p99, 0.09*p99)
	add("component/checkout", "utilization.mean", "ratio", math.Min(1, busy), 0.005)
	add("component/orders-db", "utilization.mean", "ratio", math.Min(0.9, rate/1100), 0.004)
	add("component/gateway", "utilization.mean", "ratio", math.Min(1, rate/4000), 0.002)
	add("component/catalog", "utilization.mean", "ratio", 0.05, 0.001)
	add("cost", "per_month", "usd_per_month", cost, 6)
	add("cost", "per_1k_ok", "usd_per_1k_ok", cost/rate/2000, 0.0001)
	objective := func(name, text, metric, op, unit, severity string, bound float64, e *stats.Estimate) {
		o := stats.Objective{Name: name, Objective: text, Metric: metric, Op: op, Bound: bound, Unit: unit, Severity: severity, Value: &e.Value, CI95: e.CI95, Verdict: stats.Pass}
		under, over := e.CI95[1] < bound, e.CI95[0] > bound
		if op == ">=" {
			under, over = over, under
		}
		switch {
		case over:
			o.Verdict = stats.Fail
		case !under:
			o.Verdict = stats.Undecided
		}
		p.Objectives = append(p.Objectives, o)
		if severity == "error" {
			p.Verdict = stats.Worst(p.Verdict, o.Verdict)
		}
	}
	p.Verdict = stats.Pass
	objective("fast", "checkout.p99 < 300ms", "checkout.p99", "<", "s", "error", 0.3, p.Metric("operation/checkout", "p99"))
	objective("available", "checkout.success >= 99.9%", "checkout.success", ">=", "ratio", "error", 0.999, p.Metric("operation/checkout", "success"))
	objective("budget", "cost < $2k/month", "cost", "<", "usd_per_month", "warning", 2000, p.Metric("cost", "per_month"))
	if p.Verdict == stats.Fail {
		p.Failed = 5
		p.Unstable = []string{"checkout: its queue grew all the time"}
	}
	return p
}

func studyOf(name, form, question string, knobs ...stats.Knob) *stats.Study {
	return &stats.Study{
		Schema: stats.StudySchema, Engine: "1", Name: name, Form: form, Question: question, Knobs: knobs,
		Scenario: stats.Scenario{Name: "shop", Description: "A web shop on a peak day.", Hash: "sha256:5f0c", Seed: 7, Replications: 5, Duration: 600, Warmup: 60},
	}
}

var (
	knobRate     = stats.Knob{Set: "traffic.users.rate", Unit: "per_s", Logarithmic: true}
	knobReplicas = stats.Knob{Set: "services.checkout.replicas", Unit: "count"}
	knobClass    = stats.Knob{Set: "databases.orders-db.instance"}
)

// finish counts the runs, and takes the differences to the first point.
func finish(s *stats.Study) *stats.Study {
	s.Runs = 0
	for i := range s.Points {
		p := &s.Points[i]
		s.Runs += p.Replications
		for j := range p.Metrics {
			m := &p.Metrics[j]
			if i == 0 || m.Estimate == nil || j >= len(s.Points[0].Metrics) || s.Points[0].Metrics[j].Estimate == nil {
				continue
			}
			m.Against = about(m.Estimate.Value-s.Points[0].Metrics[j].Estimate.Value, 0.03*math.Abs(m.Estimate.Value))
		}
	}
	return s
}

func sweepSample() *stats.Study {
	s := studyOf("how-many-replicas", "sweep", "services.checkout.replicas from 6 to 16", knobReplicas)
	for n := 6.0; n <= 16; n++ {
		s.Points = append(s.Points, shopPoint(440, n, replicasOf(n)))
	}
	s.Answer = "9 of 11 points keep the objectives, from services.checkout.replicas 8 on; fast breaks first."
	s.Notes = []string{"5 replications of each point; more (--repeat) make the intervals smaller"}
	return finish(s)
}

func gridSample() *stats.Study {
	s := studyOf("capacity", "sweep", "traffic.users.rate × services.checkout.replicas", knobRate, knobReplicas)
	for _, rate := range []float64{100, 160, 250, 400, 630, 1000} {
		for _, n := range []float64{2, 4, 8, 16} {
			s.Points = append(s.Points, shopPoint(rate, n, rateOf(rate), replicasOf(n)))
		}
	}
	s.Answer = "13 of 24 points keep the objectives."
	return finish(s)
}

func surfaceSample(points int) *stats.Study {
	s := studyOf("anywhere", "sweep", "traffic.users.rate × services.checkout.replicas, a sobol design", knobRate, knobReplicas)
	for i := range points {
		u, v := math.Mod(0.5+0.7548776662*float64(i), 1), math.Mod(0.5+0.5698402910*float64(i), 1)
		rate, n := math.Round(100*math.Pow(10, u)), math.Round((2+14*v)*100)/100
		s.Points = append(s.Points, shopPoint(rate, n, rateOf(rate), replicasOf(n)))
	}
	s.Answer = fmt.Sprintf("%d points of a sobol design.", points)
	return finish(s)
}

func slicesSample() *stats.Study {
	s := studyOf("three-at-once", "sweep", "rate, replicas and instance, at random", knobRate, knobReplicas, knobClass)
	classes := []string{"db.r7g.large", "db.r7g.xlarge", "db.r7g.2xlarge"}
	for i := range 40 {
		rate, n := math.Round(300+200*wave(i)), math.Round(9+6*wave(3*i))
		s.Points = append(s.Points, shopPoint(rate, n, rateOf(rate), replicasOf(n), category(classes[i%3])))
	}
	s.Answer = "31 of 40 points keep the objectives."
	return finish(s)
}

func findSample() *stats.Study {
	s := studyOf("how-far", "find", "max traffic.users.rate while slos", knobRate)
	for _, rate := range []float64{100, 1000, 316, 562, 422, 487, 453, 437, 445} {
		p := shopPoint(rate, 8.8, rateOf(rate))
		if rate == 437 || rate == 445 {
			p.Replications, p.Verdict, p.Failed = 40, stats.Pass, 2
			if rate == 445 {
				p.Verdict = stats.Undecided
			}
		}
		s.Points = append(s.Points, p)
	}
	holds, fails := rateOf(437), rateOf(453)
	s.Found = &stats.Found{
		Holds: &holds, Fails: &fails, Undecided: []stats.KnobValue{rateOf(445)},
		Confidence: "both ends are right with 95 % confidence", Limits: []string{"fast"},
	}
	s.Answer = "the largest traffic.users.rate that keeps the objectives is between 437/s and 453/s; fast breaks first."
	return finish(s)
}

func minimiseSample() *stats.Study {
	s := studyOf("cheapest", "minimise", "least cost while slos", knobReplicas, knobClass)
	for i, class := range []string{"db.r7g.large", "db.r7g.xlarge", "db.r7g.2xlarge"} {
		for _, n := range []float64{6, 8, 9, 10, 12, 16} {
			p := shopPoint(440, n+0.3*float64(i), replicasOf(n), category(class))
			for j := range p.Metrics {
				switch m := &p.Metrics[j]; {
				case m.Subject == "cost" && m.Metric == "per_month":
					m.Estimate = about(m.Estimate.Value+float64(i)*230, 9)
				case m.Metric == "p99":
					m.Estimate = about(m.Estimate.Value*(1-0.14*float64(i)), 0.05*m.Estimate.Value)
				}
			}
			s.Points = append(s.Points, p)
		}
	}
	s.Points[1].Verdict = stats.Undecided
	best := 2
	s.Optimum = &stats.Optimum{
		Subject: "cost", Metric: "per_month", Best: &best, Rivals: []int{3}, Undecided: []int{1}, Front: []int{2, 3, 4, 5, 11, 17},
		Against: "operation/checkout p99", RuledOut: 6, Complete: true,
	}
	s.Answer = "the least cost that keeps the objectives is $1816/month (1810 to 1822), with services.checkout.replicas 9 and databases.orders-db.instance db.r7g.large."
	return finish(s)
}

func morrisSample() *stats.Study {
	knobs := []stats.Knob{
		knobRate, knobReplicas, {Set: "caches.product-cache.memory", Unit: "bytes"}, {Set: "services.checkout.calls.payments.timeout", Unit: "s"},
		{Set: "services.checkout.calls.payments.retries", Unit: "count"}, knobClass,
	}
	s := studyOf("what-matters", "sensitivity", "what moves checkout.p99", knobs...)
	for i := range 42 {
		rate, n := math.Round(300+200*wave(i)), math.Round(9+6*wave(3*i))
		timeout := []string{"250ms", "500ms", "1s", "2s"}[i%4]
		s.Points = append(s.Points, shopPoint(rate, n, rateOf(rate), replicasOf(n), number(float64(int64(1)<<(28+i%4)), []string{"256MiB", "512MiB", "1GiB", "2GiB"}[i%4]),
			number([]float64{0.25, 0.5, 1, 2}[i%4], timeout), number(float64(i%4), fmt.Sprint(i%4)), category([]string{"db.r7g.large", "db.r7g.xlarge"}[i%2])))
	}
	for i, e := range []struct {
		knob                                int
		abs, half, spread, low, high, swing float64
	}{
		{0, 0.41, 0.12, 0.38, 0.095, 0.61, 0.02}, {1, 0.33, 0.1, 0.29, 0.52, 0.105, 0.02}, {3, 0.09, 0.03, 0.05, 0.19, 0.26, 0.012},
		{4, 0.05, 0.02, 0.055, 0.2, 0.24, 0.01}, {5, 0.012, 0.008, 0.006, 0.222, 0.211, 0.01}, {2, 0.003, 0.004, 0.002, 0.215, 0.214, 0.009},
	} {
		mean := e.abs * 0.8
		s.Sensitivity = append(s.Sensitivity, stats.Sensitivity{
			Knob: e.knob, Subject: "operation/checkout", Metric: "p99", Mean: &mean, MeanAbs: about(e.abs, e.half), Spread: pointerTo(e.spread),
			Low: about(e.low, e.swing), High: about(e.high, e.swing*float64(1+i%3)),
		})
	}
	s.Answer = "traffic.users.rate matters most to checkout.p99: over its range it moves it by 410ms (290ms to 530ms) on average, then services.checkout.replicas."
	return finish(s)
}

func sobolSample() *stats.Study {
	s := morrisSample()
	s.Name = "shares-of-variance"
	for i := range s.Sensitivity {
		r := &s.Sensitivity[i]
		r.Mean, r.MeanAbs, r.Spread = nil, nil, nil
		r.First = about([]float64{0.52, 0.21, 0.04, 0.03, 0.002, -0.01}[i], 0.05)
		r.Total = about([]float64{0.68, 0.33, 0.07, 0.05, 0.01, 0.004}[i], 0.06)
	}
	return s
}

func cliffSample() *stats.Study {
	s := studyOf("cliff", "cliff", "where does a spike kill it", stats.Knob{Set: "traffic.users.rate", Unit: "per_s"}, stats.Knob{Set: "faults[0].for", Unit: "s", Logarithmic: true})
	s.Cliff = &stats.Cliff{Load: 0, Trigger: 1}
	seconds := func(v float64) stats.KnobValue { return number(v, fmt.Sprintf("%gs", v)) }
	add := func(load, trigger float64) {
		edge := 900 / (load / 100 * load / 100)
		lost, runs, region := 0, 10, "stable"
		switch {
		case load >= 500:
			region, lost = "collapsed", 10
		case trigger > edge:
			region, lost = "metastable", min(10, 3+int(4*(trigger/edge-1)))
		case load >= 225:
			region = "vulnerable"
		}
		c := stats.Cell{Load: rateOf(load), Trigger: seconds(trigger), Region: region, Runs: runs, Lost: lost}
		share := float64(lost) / float64(runs)
		interval := stats.Wilson(uint64(lost), uint64(runs))
		c.Collapse = stats.Estimate{Value: share, CI95: &interval}
		if lost < runs {
			c.Recovery = about(trigger*0.4+load/30, trigger*0.05)
		}
		s.Cliff.Cells = append(s.Cliff.Cells, c)
	}
	for _, load := range []float64{100, 200, 225, 250, 300, 350, 400, 500} {
		for _, trigger := range []float64{5, 10, 20, 40, 80, 160} {
			if load != 225 && load != 350 || trigger >= 40 {
				add(load, trigger)
			}
			if load == 300 && trigger == 80 {
				add(load, 113)
			}
		}
	}
	hidden := rateOf(200)
	s.Cliff.Hidden = &hidden
	for i := range s.Cliff.Cells {
		c := &s.Cliff.Cells[i]
		p := shopPoint(*c.Load.Number, 9, c.Load, c.Trigger)
		p.Replications, p.Failed, p.Verdict = c.Runs, c.Lost, stats.Pass
		if c.Lost > 0 {
			p.Verdict = stats.Fail
		}
		s.Points = append(s.Points, p)
	}
	s.Answer = "up to 200/s every run recovers from every trigger of the map: the hidden capacity; from 500/s on most runs are lost without any trigger."
	return finish(s)
}

// uglySamples are studies that are hard to show.
func uglySamples() map[string]*stats.Study {
	all := map[string]*stats.Study{"nothing": {}}
	one := sweepSample()
	one.Points = one.Points[:1]
	all["one-point"] = one

	many := studyOf("many", "sweep", "all instance types", stats.Knob{Set: "databases.orders-db-of-the-northern-region.instance-class-and-generation"})
	for i := range 40 {
		many.Points = append(many.Points, shopPoint(300+float64(i%9)*20, 8, category(fmt.Sprintf("db.r%dg.%dxlarge-with-a-long-name", 5+i%4, i))))
	}
	all["forty-names"] = finish(many)

	none := sweepSample()
	for i := range none.Points {
		p := &none.Points[i]
		for j := range p.Metrics {
			if (i+j)%3 == 0 {
				p.Metrics[j].Estimate = nil
			} else if (i+j)%5 == 0 {
				p.Metrics[j].Estimate = &stats.Estimate{Value: math.NaN()}
			}
		}
	}
	all["holes"] = none
	empty := gridSample()
	for i := range empty.Points {
		empty.Points[i].Metrics, empty.Points[i].Objectives = nil, nil
	}
	all["no-metrics"] = empty

	all["two-thousand-in-two"] = surfaceSample(2000)
	line := studyOf("two-thousand", "sweep", "traffic.users.rate", knobRate)
	for i := range 2000 {
		rate := 50 + float64(i)/4
		line.Points = append(line.Points, shopPoint(rate, 8, rateOf(rate)))
	}
	all["two-thousand-in-one"] = finish(line)

	failed := gridSample()
	for i := range failed.Points {
		failed.Points[i].Verdict = stats.Fail
	}
	all["all-failed"] = failed

	flat := sweepSample()
	for i := range flat.Points {
		flat.Points[i] = shopPoint(100, 8, replicasOf(float64(6+i)))
		for j := range flat.Points[i].Metrics {
			e := flat.Points[i].Metrics[j].Estimate
			e.CI95 = &[2]float64{e.Value, e.Value}
		}
	}
	all["no-variance"] = finish(flat)

	grid := studyOf("large-grid", "sweep", "40 × 30", knobRate, knobClass)
	for i := range 40 {
		for j := range 30 {
			rate := 100 + 20*float64(i)
			grid.Points = append(grid.Points, shopPoint(rate, 2+float64(j)/2, rateOf(rate), category(fmt.Sprintf("db.r%dg.%dxlarge", 5+j%4, j))))
		}
	}
	all["large-grid"] = finish(grid)

	unfound := findSample()
	unfound.Found = &stats.Found{Fails: unfound.Found.Fails, Confidence: "the first place asked fails"}
	all["found-nothing"] = unfound
	infeasible := minimiseSample()
	infeasible.Optimum.Best, infeasible.Optimum.Front, infeasible.Optimum.Rivals = nil, nil, nil
	all["infeasible"] = infeasible
	dot := cliffSample()
	dot.Cliff.Cells, dot.Cliff.Hidden = dot.Cliff.Cells[:1], nil
	all["one-cell"] = dot
	still := morrisSample()
	for i := range still.Sensitivity {
		still.Sensitivity[i].MeanAbs, still.Sensitivity[i].Spread = about(0, 0), pointerTo(0)
		still.Sensitivity[i].Low, still.Sensitivity[i].High = about(0.2, 0), about(0.2, 0)
	}
	all["nothing-matters"] = still
	return all
}

// studySamples are one study of each form.
func studySamples() map[string]*stats.Study {
	return map[string]*stats.Study{
		"sweep": sweepSample(), "grid": gridSample(), "surface": surfaceSample(48), "slices": slicesSample(), "find": findSample(),
		"minimise": minimiseSample(), "morris": morrisSample(), "sobol": sobolSample(), "cliff": cliffSample(),
	}
}
