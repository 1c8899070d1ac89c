package dist_test

import (
	"fmt"

	"headroom/sim"
	"headroom/sim/dist"
)

func ExampleParse() {
	d, err := dist.Parse("mix(90% 2ms | 10% exponential(mean=50ms))", dist.Seconds, dist.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("mean %.4f s\n", d.Mean())

	_, err = dist.Parse("lognormal(p50=10ms p99=5ms)", dist.Seconds, dist.Options{})
	fmt.Println(err)
	// Output:
	// mean 0.0068 s
	// lognormal: p99 5ms is below p50 10ms; a higher percentile has a larger value
}

func ExampleSampler() {
	service := dist.Compile(dist.MustParse("lognormal(mean=5ms p99=40ms)", dist.Seconds))
	s := sim.NewStream(sim.Hash("service"))
	fmt.Println(service.Duration(&s))
	fmt.Println(service.Duration(&s))
	// Output:
	// 3.315999ms
	// 3.733326ms
}

func ExamplePopularity() {
	var p dist.Popularity
	if err := p.UnmarshalText([]byte("zipf(s=0.99)")); err != nil {
		fmt.Println(err)
		return
	}
	ranks := p.Over(1e6)
	fmt.Printf("hottest key %.1f%%, hottest 1%% of keys %.0f%%\n", 100*ranks.Probability(0), 100*ranks.Share(1e4))
	// Output: hottest key 6.5%, hottest 1% of keys 66%
}
