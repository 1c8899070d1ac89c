package reports

import (
	"math"

	"headroom/sim/stats"
)

// shop is a made-up result of an online shop: an hour in windows of ten seconds, with two
// faults, an autoscaled service, and a failed objective. Nothing in it is simulated.
func shop() *stats.Result {
	r := &stats.Result{
		Schema: stats.Schema, Engine: stats.Engine, Events: 123_456_789,
		Scenario: stats.Scenario{
			Name: "shop", Description: "An online shop on the day of a flash sale.",
			Hash: "sha256:5f0c7d1a9b3e4c2d8f6a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e",
			Seed: 7, Replications: 5, Duration: 3600, Warmup: 300,
		},
		Verdict: stats.Fail,
		Diagnosis: []stats.Finding{
			{Component: "orders-db", Text: "orders-db is the bottleneck: its 4 shards were busy 91 % of the time; one of them was down for 5 min, and checkout waited 1.9 s for it at the 99th percentile."},
			{Component: "payments", Text: "payments took 58 % of the mean latency of checkout; from 30:00 to 35:00 it answered 4 times slower, and its breaker opened 12 times."},
		},
		Timeline: []stats.Happening{
			{At: 1200, Until: 1500, Component: "orders-db/1", What: "down"},
			{At: 1410, Component: "catalog", What: "scale", Detail: "4 -> 8 replicas"},
			{At: 1800, Until: 2100, Component: "payments", What: "slow", Detail: "by 4x"},
			{At: 1830, Component: "checkout->payments", What: "breaker", Detail: "open"},
			{At: 2400, Component: "product-cache", What: "flush"},
		},
		NotModelled: []string{"TCP slow start is left out.", "The price of requests to cloudfront uses the first tier only."},
	}
	for _, o := range []struct {
		name    string
		offered uint64
		failed  uint64
		p50     float64
	}{{"browse", 4_120_000, 310, 0.031}, {"search", 1_180_000, 95, 0.038}, {"checkout", 604_000, 4200, 0.290}} {
		done := o.offered - 40
		r.Operations.Add(o.name, &stats.Operation{
			Offered: o.offered, OK: done - o.failed, Failed: o.failed, InFlight: 40,
			Success:  near(float64(done-o.failed)/float64(done), 0.0002),
			Failures: stats.Failures{Timeout: o.failed / 2, Rejected: o.failed / 4, Error: o.failed - o.failed/2 - o.failed/4},
			Rate:     float64(o.offered) / (5 * 3300), OKRate: float64(done-o.failed) / (5 * 3300),
			Latency: stats.Latency{
				Mean: near(o.p50*1.2, o.p50*0.02), SD: near(o.p50, o.p50*0.02), P50: near(o.p50, o.p50*0.01),
				P90: near(o.p50*2.2, o.p50*0.03), P95: near(o.p50*2.9, o.p50*0.06), P99: near(o.p50*4.5, o.p50*0.2),
				P999: near(o.p50*8.8, o.p50*0.9), Max: &stats.Estimate{Value: o.p50 * 22},
			},
			Attribution: []stats.Share{
				{Component: "payments", Cause: "service", Mean: 0.58, P99: 0.41}, {Component: "orders-db", Cause: "wait", Mean: 0.2, P99: 0.45},
				{Component: "checkout", Cause: "service", Mean: 0.12, P99: 0.08}, {Component: "checkout", Cause: "network", Mean: 0.1, P99: 0.06},
			},
		})
	}
	for _, c := range []struct {
		name, kind  string
		replicas    [2]float64
		utilization float64
		hit, lag    float64
		rate        float64
	}{
		{"cdn", "cdn", [2]float64{}, 0, 0.62, 0, 358}, {"gateway", "gateway", [2]float64{3, 3}, 0.44, 0, 0, 210},
		{"catalog", "service", [2]float64{4, 20}, 0.61, 0, 0, 190}, {"search", "service", [2]float64{4, 4}, 0.55, 0, 0, 71},
		{"checkout", "service", [2]float64{8, 8}, 0.89, 0, 0, 36}, {"mailer", "service", [2]float64{2, 2}, 0.12, 0, 0, 36},
		{"product-cache", "cache", [2]float64{3, 3}, 0.18, 0.94, 0, 190}, {"session-cache", "cache", [2]float64{2, 2}, 0.09, 0.99, 0, 36},
		{"catalog-db", "database", [2]float64{3, 3}, 0.40, 0, 0, 36}, {"orders-db", "database", [2]float64{4, 4}, 0.91, 0, 0, 36},
		{"order-events", "queue", [2]float64{}, 0, 0, 0.21, 36}, {"payments", "external", [2]float64{}, 0, 0, 0, 36},
	} {
		n := uint64(c.rate * 16500)
		v := &stats.Component{
			Kind: c.kind, Arrivals: n, Completions: n - 12, Inside: 12, Throughput: c.rate,
			InSystem: level(c.rate*0.02, c.rate*0.2), Queue: level(c.rate*0.004, c.rate*0.1),
			Wait:    &stats.Latency{Mean: near(0.002, 0.0001), P99: near(0.03, 0.002)},
			Service: &stats.Latency{Mean: near(0.009, 0.0001), P99: near(0.04, 0.002)}, DelayedShare: near(0.2, 0.01),
		}
		if c.utilization > 0 {
			v.Utilization = level(c.utilization, math.Min(1, c.utilization*1.3))
		}
		if c.replicas[1] > 0 {
			v.Replicas = &stats.Level{Mean: near((c.replicas[0]+c.replicas[1])/2, 0.1), Min: c.replicas[0], Max: c.replicas[1]}
		}
		if c.hit > 0 {
			v.HitRatio = near(c.hit, 0.002)
		}
		if c.lag > 0 {
			v.Lag = &stats.Latency{Mean: near(c.lag, 0.01), P99: near(c.lag*6, 0.1)}
		}
		if c.name == "orders-db" {
			skew := 1.08
			v.Imbalance = &skew
		}
		if c.name == "session-cache" {
			v.Notes = []string{"hit ratio was given, not simulated"}
		}
		r.Components.Add(c.name, v)
	}
	for _, l := range []struct {
		name, kind string
		rate       float64
		failed     float64
	}{
		{"shoppers->cdn", "call", 301, 0}, {"flash-sale->cdn", "call", 57, 0}, {"cdn->gateway", "origin", 210, 0},
		{"gateway->catalog", "route", 103, 0}, {"gateway->search", "route", 71, 0}, {"gateway->checkout", "route", 36, 0.007},
		{"catalog->product-cache", "call", 190, 0}, {"catalog->catalog-db", "call", 11, 0}, {"search->catalog-db", "call", 25, 0},
		{"checkout->session-cache", "call", 36, 0}, {"checkout->catalog", "call", 36, 0}, {"checkout->payments", "call", 36, 0.006},
		{"checkout->orders-db", "call", 36, 0.012}, {"checkout->order-events", "publish", 36, 0}, {"order-events->mailer", "consume", 36, 0},
	} {
		calls := uint64(l.rate * 16500)
		v := &stats.Link{Kind: l.kind, Calls: calls, Attempts: calls + calls/50, Retries: calls / 50, Timeouts: calls / 100, Failed: uint64(l.failed * float64(calls))}
		if l.name == "checkout->payments" {
			v.Breaker = &stats.BreakerStats{Opened: 12, Refused: 3100, OpenTime: 240}
		}
		r.Links.Add(l.name, v)
	}
	r.Cost = stats.Cost{
		PerHour: 12.4, PerMonth: near(9052, 120), Per1kOK: near(0.0097, 0.0002), Idle: 5.1, Unpriced: []string{"gateway"},
		Assumptions: []string{"The measured hour is repeated for 730 hours.", "On-demand list prices of us-east-1."},
	}
	for _, c := range []struct {
		name string
		v    float64
	}{{"orders-db", 4.2}, {"catalog-db", 3.1}, {"catalog", 1.9}, {"checkout", 1.2}, {"cdn", 0.8}, {"order-events", 0.6}, {"product-cache", 0.4}, {"search", 0.2}} {
		r.Cost.By.Add(c.name, c.v)
	}
	for _, c := range []struct {
		name string
		v    float64
	}{{"instance hours", 10.9}, {"bytes out", 0.9}, {"requests", 0.6}} {
		r.Cost.ByMeter.Add(c.name, c.v)
	}
	r.Objectives = []stats.Objective{
		{Name: "checkout-latency", Objective: "checkout.p99 < 1.2s", Metric: "checkout.p99", Op: "<", Bound: 1.2, Unit: "s", Value: pointerTo(1.305), CI95: &[2]float64{1.247, 1.363}, Verdict: stats.Fail, Severity: "error", At: "shop.yaml:88:21"},
		{Name: "checkout-success", Objective: "checkout.success >= 99.5%", Metric: "checkout.success", Op: ">=", Bound: 0.995, Unit: "ratio", Value: pointerTo(0.9930), CI95: &[2]float64{0.9909, 0.9951}, Verdict: stats.Undecided, Severity: "error", Reason: "the interval holds the bound"},
		{Name: "browse-latency", Objective: "browse.p95 < 150ms", Metric: "browse.p95", Op: "<", Bound: 0.15, Unit: "s", Value: pointerTo(0.0899), Verdict: stats.Pass, Severity: "error"},
		{Name: "budget", Objective: "cost < $10k/month", Metric: "cost", Op: "<", Bound: 10000, Unit: "usd_per_month", Value: pointerTo(9052), Verdict: stats.Pass, Severity: "warning"},
	}
	r.Series = shopSeries()
	return r
}

func shopSeries() *stats.Series {
	const n = 360
	s := &stats.Series{Width: 10}
	draws := uint32(1)
	noise := func() float64 { // -1 to 1
		draws = draws*1664525 + 1013904223
		return float64(draws>>8)/float64(1<<23) - 1
	}
	for i := range n {
		s.Times = append(s.Times, float64(i)*10)
	}
	add := func(subject, metric string, f func(t float64) float64) {
		values := make([]float64, n)
		for i := range values {
			values[i] = f(s.Times[i])
		}
		s.Columns = append(s.Columns, stats.Column{Subject: subject, Metric: metric, Values: values})
	}
	day := func(t float64) float64 { return 0.55 + 0.45*math.Sin(t/3600*2*math.Pi-1) }
	fault := func(t float64) float64 {
		switch {
		case t >= 1200 && t < 1500:
			return 3
		case t >= 1800 && t < 2100:
			return 4
		}
		return 1
	}
	total := func(t float64) float64 { return 300 * day(t) }
	for i, op := range []string{"browse", "search", "checkout"} {
		share := []float64{0.7, 0.2, 0.1}[i]
		base := []float64{0.031, 0.038, 0.29}[i]
		hit := func(t float64) float64 {
			if op == "checkout" {
				return fault(t)
			}
			return 1
		}
		add("operation/"+op, "rate", func(t float64) float64 { return share * total(t) })
		add("operation/"+op, "ok", func(t float64) float64 { return share * (total(t) + 6*noise()) })
		add("operation/"+op, "failed", func(t float64) float64 {
			if hit(t) > 1 {
				return share * total(t) * 0.06 * (1 + 0.2*noise())
			}
			return 0
		})
		for j, p := range []string{"p50", "p95", "p99"} {
			scale := []float64{1, 2.9, 4.5}[j]
			add("operation/"+op, p, func(t float64) float64 {
				if op == "search" && t > 3000 && t < 3100 {
					return math.NaN()
				}
				return base * scale * (0.7 + 0.5*day(t)) * hit(t) * (1 + 0.04*float64(j+1)*noise())
			})
		}
	}
	add("total", "rate", total)
	add("total", "ok", func(t float64) float64 { return total(t) })
	add("total", "failed", func(t float64) float64 { return total(t) * 0.01 * (fault(t) - 1) })
	add("total", "cost", func(t float64) float64 { return 10 + 3*day(t) })
	for _, c := range []struct {
		name string
		u    float64
	}{{"gateway", 0.44}, {"catalog", 0.61}, {"search", 0.55}, {"checkout", 0.89}, {"mailer", 0.12}, {"product-cache", 0.18}, {"session-cache", 0.09}, {"catalog-db", 0.4}, {"orders-db", 0.91}} {
		add("component/"+c.name, "utilization", func(t float64) float64 {
			return math.Min(1, c.u*(0.6+0.6*day(t))*(1+0.03*noise()))
		})
		add("component/"+c.name, "queue", func(t float64) float64 {
			return math.Max(0, 30*(c.u-0.5)*day(t)*(fault(t)+0.3*noise()))
		})
	}
	add("component/catalog", "replicas", func(t float64) float64 { return math.Round(4 + 12*day(t)) })
	add("component/search", "replicas", func(float64) float64 { return 4 })
	add("component/cdn", "hit_ratio", func(t float64) float64 { return 0.62 + 0.01*noise() })
	add("component/product-cache", "hit_ratio", func(t float64) float64 {
		if t >= 2400 {
			return 0.94 - 0.5*math.Exp(-(t-2400)/200)
		}
		return 0.94 + 0.004*noise()
	})
	add("component/order-events", "lag", func(t float64) float64 { return 0.2 * fault(t) * (1 + 0.2*noise()) })
	add("link/checkout->payments", "breaker_open", func(t float64) float64 {
		if t >= 1830 && t < 2110 {
			return 0.75 + 0.25*noise()
		}
		return 0
	})
	for _, c := range []struct {
		name string
		v    float64
	}{{"orders-db", 4.2}, {"catalog-db", 3.1}, {"catalog", 1.9}, {"checkout", 1.2}, {"cdn", 0.8}, {"order-events", 0.6}, {"product-cache", 0.4}, {"search", 0.2}} {
		add("cost/"+c.name, "per_hour", func(t float64) float64 {
			if c.name == "catalog" || c.name == "cdn" {
				return c.v * (0.4 + day(t))
			}
			return c.v
		})
	}
	return s
}

func near(v, half float64) *stats.Estimate {
	return &stats.Estimate{Value: v, CI95: &[2]float64{v - half, v + half}}
}

func level(held, most float64) *stats.Level {
	return &stats.Level{Mean: near(held, held*0.02), P99: near(most, most*0.01), Max: most}
}

func pointerTo(v float64) *float64 { return &v }
