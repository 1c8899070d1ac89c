package configs_test

import (
	"context"
	"testing"

	"headroom/configs"
	"headroom/models"
)

// BenchmarkScenario plays one replication of scenarios of the gallery, as they are but
// shorter. Its figures are events per second of whole systems, where the ones of package
// models are about single mechanisms.
func BenchmarkScenario(b *testing.B) {
	for _, c := range []struct {
		name string
		set  []string
	}{
		{"mm1", []string{"run.duration=20000s"}},
		{"m2", []string{"run.duration=300s", "run.warmup=30s"}},
		{"shop", []string{"run.duration=10m"}},
		{"retry-storm", nil},
		{"pipeline", []string{"run.duration=10m"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			sys, _, err := configs.Load(configs.Options{Files: []string{"scenarios/" + c.name + ".yaml"}, Set: c.set})
			if err != nil {
				b.Fatal(err)
			}
			events := uint64(0)
			b.ResetTimer()
			for range b.N {
				r, err := sys.Replication(context.Background(), 0, models.Options{})
				if err != nil {
					b.Fatal(err)
				}
				events += r.Events
			}
			b.ReportMetric(float64(events)/b.Elapsed().Seconds()/1e6, "Mevents/s")
		})
	}
}
