package models

import (
	"testing"

	"headroom/sim/stats"
	"headroom/sim/unit"
)

func price(text string) unit.Price {
	var p unit.Price
	if err := p.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return p
}

func priceRef(text string) PriceRef {
	var p PriceRef
	if err := p.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return p
}

func TestTiers(t *testing.T) {
	tiers := []Tier{{UpTo: 10e12, Price: price("$0.085/GB")}, {UpTo: 50e12, Price: price("$0.08/GB")}, {Price: price("$0.06/GB")}}
	for _, c := range []struct {
		what         string
		volume, want float64
	}{
		{"nothing", 0, 0},
		{"within the first", 1e12, 85},
		{"the whole first", 10e12, 850},
		{"into the second", 11e12, 850 + 80},
		{"beyond the last bound", 60e12, 850 + 40*80 + 10*60},
	} {
		near(t, c.what, tiered(tiers, c.volume), c.want, 1e-6)
	}
	near(t, "beyond a last tier with an end nothing is priced", tiered(tiers[:1], 20e12), 850, 1e-6)
}

// pricedScene is a scene of an hour with a component of each meter.
func pricedScene() *System {
	s := scene(3600, evenly("edge", 1), cdnTo("api.main", func(c *CDN) { c.Price, c.Response = priceRef("edge"), size("1MB") }),
		server("api", steps(calling("db.write"), publishing("q")), func(s *Service) { s.Replicas, s.Price = 2, priceRef("$0.08/hour") }),
		databaseOf(func(d *Database) { d.Replicas, d.Storage, d.Price = 2, 100e9, priceRef("db") }),
		queueOf(func(q *Queue) { q.Brokers, q.Price = 3, priceRef("$73/month") }),
		probing("unpriced", &probe{}))
	s.Data = items("pages", 1, "uniform")
	s.Prices = PriceBook{AsOf: "2026-01-01", Items: stats.Ordered[Price]{
		{Name: "edge", Value: Price{Requests: price("$0.01/10k"), Egress: []Tier{{Price: price("$0.10/GB")}}}},
		{Name: "db", Value: Price{Hour: 0.5, Storage: price("$0.10/GB")}},
	}}
	return s
}

func TestWhatEachMeterCounts(t *testing.T) {
	c := result(t, pricedScene()).Cost
	for _, x := range []struct {
		name string
		want float64
	}{
		{"edge", 3599*1e-6 + 3599*1e6*0.1/1e9},
		{"api", 2 * 0.08},
		{"db", 2*0.5 + 2*100*0.10/730},
		{"q", 3 * 0.1},
	} {
		near(t, x.name, found(t, c.By, x.name), x.want, 1e-9)
	}
	near(t, "instances", found(t, c.ByMeter, "instances"), 0.16+1+0.3, 1e-9)
	near(t, "requests", found(t, c.ByMeter, "requests"), 3599*1e-6, 1e-9)
	near(t, "egress", found(t, c.ByMeter, "egress"), 3599*1e6*0.1/1e9, 1e-9)
	near(t, "storage", found(t, c.ByMeter, "storage"), 20.0/730, 1e-9)
	if len(c.Unpriced) != 1 || c.Unpriced[0] != "unpriced" {
		t.Errorf("unpriced: %v", c.Unpriced)
	}
}

func TestTheBillAddsUp(t *testing.T) {
	s := pricedScene()
	s.Run.Repeat = 3
	s.Components[0].Spec.(*Traffic).Arrivals = Arrivals{&Poisson{}}
	r := result(t, s)
	c := r.Cost
	byComponent, byMeter := 0.0, 0.0
	for _, e := range c.By {
		byComponent += e.Value
	}
	for _, e := range c.ByMeter {
		byMeter += e.Value
	}
	near(t, "sum by component", byComponent, c.PerHour, 1e-9)
	near(t, "sum by meter", byMeter, c.PerHour, 1e-9)
	near(t, "a month is 730 hours", c.PerMonth.Value, 730*c.PerHour, 1e-6)
	ok := float64(found(t, r.Operations, "main").OK) / 3
	near(t, "per thousand good answers", c.Per1kOK.Value, 1000*c.PerHour/ok, 1e-4)
	if c.Idle > found(t, c.ByMeter, "instances") || c.Idle <= 0 {
		t.Errorf("idle = %v of %v for instances", c.Idle, found(t, c.ByMeter, "instances"))
	}
	sum := 0.0
	for _, v := range r.Series.Column("total", "cost") {
		sum += v / float64(len(r.Series.Times))
	}
	near(t, "mean of the series", sum, c.PerHour, 1e-6)
}

// TestTiersApplyToTheMonth: an hour of 1 TB is 730 TB a month, which is priced by its
// tiers and shared among the hours.
func TestTiersApplyToTheMonth(t *testing.T) {
	s := pricedScene()
	s.Components[1].Spec.(*CDN).Response = size("277.777777MB")
	s.Prices.Items[0].Value = Price{Egress: []Tier{{UpTo: 100e12, Price: price("$0.10/GB")}, {Price: price("$0.05/GB")}}}
	near(t, "egress", found(t, result(t, s).Cost.ByMeter, "egress"), (10_000+630*50)/730.0, 0.05)
}

func TestAMonthCanBeAFactor(t *testing.T) {
	s := pricedScene()
	s.Run.Month = 30
	c := result(t, s).Cost
	near(t, "per month", c.PerMonth.Value, 30*c.PerHour, 1e-6)
	near(t, "storage of a month, in each of 30 hours", found(t, c.ByMeter, "storage"), 20.0/30, 1e-9)
}

func TestPricesOfInstances(t *testing.T) {
	for _, c := range []struct{ text, back string }{{"c7g.large", "c7g.large"}, {"$0.08/hour", "$0.08/hour"}, {"$73/month", "$73/month"}} {
		p := priceRef(c.text)
		text, err := p.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		same(t, c.text, string(text), c.back)
		same(t, c.text+" is set", p.Set(), true)
	}
	var p PriceRef
	same(t, "the zero value is set", p.Set(), false)
	for _, text := range []string{"$0.08", "$0.08/GB", "$x/hour"} {
		if err := p.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%s is no price of an instance, and was taken", text)
		}
	}
}
