package theory

import (
	"math"
	"testing"
)

// zipf is a key space whose item k is asked for in proportion to k^-alpha, once a second
// in total.
func zipf(n int, alpha float64) []Content {
	list := make([]Content, n)
	sum := 0.0
	for i := range list {
		list[i] = Content{Items: 1, Rate: math.Pow(float64(i+1), -alpha), Size: 1}
		sum += list[i].Rate
	}
	for i := range list {
		list[i].Rate /= sum
	}
	return list
}

func ratio(content []Content, hits []float64) float64 {
	sum := 0.0
	for i, c := range content {
		sum += c.Items * c.Rate * hits[i]
	}
	return sum
}

// TestChe: the values of the approximation itself, and how near it is to exact chains.
func TestChe(t *testing.T) {
	for _, c := range []struct {
		items, capacity int
		alpha, che, lru float64 // lru: exact, 0 where it is not known
	}{
		{8, 5, 0.8, 0.7270571564, 0.7254707439},
		{8, 1, 1.0, 0.1978988479, 0.2067787024},
		{100, 10, 0.8, 0.2632608254, 0.2642807467},
		{100, 10, 1.0, 0.3976288642, 0.3978024365},
		{1000, 100, 0.8, 0.3777902213, 0.377796378},
		{1000, 10, 1.0, 0.2094635045, 0.2104162059},
		{10000, 10, 0.8, 0.02824032064, 0},
		{10000, 100, 1.2, 0.6563414468, 0},
		{10000, 1000, 0.8, 0.4366597222, 0},
		{100000, 1000, 1.0, 0.5061701485, 0},
	} {
		content := zipf(c.items, c.alpha)
		hits, _ := Che(content, float64(c.capacity), 0)
		got := ratio(content, hits)
		close(t, "hit ratio", got, c.che, 2e-9)
		if c.lru > 0 {
			close(t, "hit ratio beside the exact one", got, c.lru, 0.05)
		}
	}
	_, time := Che(zipf(10000, 0.8), 100, 0)
	close(t, "characteristic time", time, 110.7908457, 2e-9)
}

func TestCheWithTTL(t *testing.T) {
	one := []Content{{Items: 1, Rate: 0.5, Size: 1}}
	hits, time := Che(one, 1, 10)
	close(t, "everything fits and lives 10 s", hits[0], 5.0/6, 1e-12)
	if time < 1e9 {
		t.Errorf("a cache that holds everything has the time %v, want no end", time)
	}
	hits, _ = Che(one, 1, 0)
	close(t, "everything fits for ever", hits[0], 1, 1e-12)
	hits, _ = Che([]Content{{Items: 1, Rate: 9, Size: 1, Deleted: 1}}, 1, 0)
	close(t, "nine reads for each write that deletes", hits[0], 0.9, 1e-9)

	content := zipf(1000, 1)
	for i := range content {
		content[i].Rate *= 500
	}
	hits, _ = Che(content, 1000, 20)
	close(t, "1,000 items for 20 s each", ratio(content, hits)/500, 0.9253720944, 2e-9)

	forever, t0 := Che(content, 100, 0)
	long, _ := Che(content, 100, 1e7)
	short, _ := Che(content, 100, t0*(1-1e-9))
	after, _ := Che(content, 100, t0*(1+1e-9))
	for i := range content {
		if long[i] < forever[i]*0.999 && content[i].Rate < 1 || long[i] > forever[i]+1e-12 {
			t.Fatalf("item %d is hit %v with a long ttl and %v without", i, long[i], forever[i])
		}
		close(t, "no jump at the characteristic time", after[i], short[i], 1e-6)
	}
}
