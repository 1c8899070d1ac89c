package reports

import "headroom/sim/stats"

// sample is the shop with what a textual report has to tell beside: a warning, failures of
// several kinds, scaling steps, breakers of several instances.
func sample() *stats.Result {
	r := shop()
	r.Objectives = append(r.Objectives[:3:3],
		stats.Objective{
			Name: "budget", Objective: "cost < $9k/month", Metric: "cost", Op: "<", Bound: 9000, Unit: "usd_per_month", Value: pointerTo(9052),
			CI95: &[2]float64{8932, 9172}, Verdict: stats.Undecided, Severity: "warning", At: "shop.yaml:91:11",
		},
		stats.Objective{
			Name: "hits", Objective: "product-cache.hit_ratio > 93%", Metric: "product-cache.hit_ratio", Op: ">", Bound: 0.93, Unit: "ratio",
			Value: pointerTo(0.92996), Verdict: stats.Fail, Severity: "error", At: "--set slos.hits",
		})
	r.Objectives[1].At = "shop.yaml:89:21"
	r.Objectives[2].At = "shop.yaml:90:19"
	for i, e := range r.Components {
		e.Value.Wait.P99 = near(0.0004*float64(i*i), 0.0002)
		e.Value.Queue.Max = float64(i * i)
		switch e.Name {
		case "checkout":
			e.Value.Rejected, e.Value.Failed, e.Value.Abandoned = 1200, 3000, 40
			e.Value.RejectedBy = stats.Ordered[uint64]{{Name: "queue_full", Value: 700}, {Name: "passed_on", Value: 500}}
			e.Value.Wasted = 0.12 * e.Value.Service.Mean.Value * float64(e.Value.Completions)
		case "orders-db":
			e.Value.Failed = 7100
		}
	}
	payments, _ := r.Links.Find("checkout->payments")
	payments.Refused = stats.Ordered[uint64]{{Name: "breaker", Value: 3100}}
	orders, _ := r.Links.Find("checkout->orders-db")
	orders.Hedges, orders.Attempts, orders.Expired, orders.Denied = orders.Calls/20, orders.Attempts+orders.Calls/20, 900, 450
	checkout, _ := r.Operations.Find("checkout")
	checkout.Reloads, checkout.Failures.Abandoned, checkout.Service.P99 = 2100, 300, near(0.4, 0.01)
	r.Sessions.Add("shoppers", &stats.Sessions{
		Begun: 240_000, Ended: 239_000, Left: 8000, Present: near(7400, 120), Requests: near(8.1, 0.05),
		Length: stats.Latency{Mean: near(66, 0.8), P95: near(170, 4)},
	})
	for _, e := range r.Links {
		if e.Name != "checkout->payments" && e.Name != "checkout->orders-db" && e.Name != "gateway->checkout" {
			*e.Value = stats.Link{Kind: e.Value.Kind, Calls: e.Value.Calls, Attempts: e.Value.Calls}
		}
	}
	r.Timeline = []stats.Happening{
		{At: 300, Component: "catalog", What: "scale", Detail: "4 -> 8 replicas"},
		{At: 330, Component: "catalog", What: "scale", Detail: "8 -> 16 replicas"},
		{At: 360, Component: "catalog", What: "scale", Detail: "16 -> 20 replicas"},
		{At: 1200, Until: 1500, Component: "orders-db/1", What: "down"},
		{At: 1800, Until: 2100, Component: "payments", What: "slow", Detail: "by 4x"},
		{At: 1830, Component: "checkout/0->payments", What: "breaker", Detail: "closed -> open"},
		{At: 1831, Component: "checkout/4->payments", What: "breaker", Detail: "closed -> open"},
		{At: 1860, Component: "checkout/0->payments", What: "breaker", Detail: "open -> half-open"},
		{At: 1870, Component: "checkout/0->payments", What: "breaker", Detail: "half-open -> closed"},
		{At: 1840, Component: "checkout/1->orders-db", What: "ejected", Detail: "orders-db/1/0: consecutive 5xx"},
		{At: 1850, Component: "checkout/2->orders-db", What: "ejected", Detail: "orders-db/1/0: consecutive 5xx"},
		{At: 1870, Component: "checkout/1->orders-db", What: "back", Detail: "orders-db/1/0: consecutive 5xx"},
		{At: 1880, Component: "checkout/2->orders-db", What: "ejected", Detail: "orders-db/2/0: success rate"},
		{At: 2400, Component: "product-cache", What: "flush"},
		{At: 3000, Component: "catalog", What: "scale", Detail: "20 -> 12 replicas"},
		{At: 3300, Component: "catalog", What: "scale", Detail: "12 -> 5 replicas"},
	}
	return r
}
