package models

import (
	"math"
	"testing"
)

func TestCosineOfTurns(t *testing.T) {
	for i := -4000; i <= 4000; i++ {
		x := float64(i) / 997
		near(t, "cosTurn", cosTurn(x), math.Cos(2*math.Pi*x), 5e-15)
	}
	for _, c := range []struct{ turns, want float64 }{{0, 1}, {0.25, 0}, {0.5, -1}, {0.75, 0}, {1, 1}, {-0.5, -1}, {1e6, 1}} {
		same(t, "cosTurn of a quarter", cosTurn(c.turns), c.want)
	}
}
