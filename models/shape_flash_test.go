package models

import (
	"math"
	"testing"
)

func flash(edit func(*FlashCrowd)) *FlashCrowd {
	return made(func(f *FlashCrowd) {
		f.Base, f.Peak, f.At, f.Rise, f.Hold = 10, 110, seconds(20), seconds(10), seconds(20)
		f.Decay = Decay{&ExponentialDecay{HalfLife: seconds(40)}}
	}, edit)
}

func TestAFlashCrowd(t *testing.T) {
	f := flash(func(*FlashCrowd) {})
	for _, c := range []struct {
		what     string
		at, want float64
	}{
		{"the base", 19.9, 10},
		{"half way up", 25, 60},
		{"the hold", 45, 110},
		{"when the hold ends", 50, 110},
		{"half of the excess after a half-life", 90, 60},
		{"a quarter after two", 130, 35},
	} {
		near(t, c.what, f.Rate(instant(c.at)), c.want, 1e-9)
	}
	integrates(t, f, 200)
	inverts(t, f, 200)
	excess := 100 * (5 + 20 + 40/math.Ln2*0.75)
	near(t, "cumulative", f.Cumulative(instant(130)), 10*130+excess, 1e-6)
}

func TestAFlashCrowdThatGrowsExponentially(t *testing.T) {
	f := flash(func(f *FlashCrowd) { f.Growth = "exponential" })
	near(t, "half way up is the geometric mean", f.Rate(instant(25)), math.Sqrt(10*110), 1e-9)
	near(t, "the rise", f.Cumulative(instant(30))-f.Cumulative(instant(20)), 10*(110-10)/math.Log(11), 1e-9)
	integrates(t, f, 200)
	inverts(t, f, 200)
}

func TestAFlashCrowdThatDecaysAsAPower(t *testing.T) {
	for _, exponent := range []float64{0.5, 0.999999, 1, 1.4} {
		f := flash(func(f *FlashCrowd) { f.Decay = Decay{&PowerDecay{Exponent: exponent, Scale: seconds(10)}} })
		near(t, "after three times the scale", f.Rate(instant(80)), 10+100*math.Pow(4, -exponent), 1e-9)
		integrates(t, f, 200)
		inverts(t, f, 200)
	}
	one := &PowerDecay{Exponent: 1, Scale: seconds(10)}
	near(t, "the integral of 1 / (1 + t)", one.gone(90), 10*math.Log(10), 1e-9)
}

func TestAFlashCrowdWithoutARiseIsAStep(t *testing.T) {
	f := flash(func(f *FlashCrowd) { f.Rise, f.Hold = 0, 0 })
	same(t, "before", f.Rate(instant(19.99)), 10)
	same(t, "at its begin", f.Rate(instant(20)), 110)
	integrates(t, f, 200)
	inverts(t, f, 200)
}

func TestWhatAFlashCrowdCannotBe(t *testing.T) {
	complains(t, "a peak below the base", flash(func(f *FlashCrowd) { f.Peak = 5 }), "rate.peak: 5/s is less than base 10/s")
	complains(t, "growth from nothing", flash(func(f *FlashCrowd) { f.Base, f.Growth = 0, "exponential" }), "rate.growth: nothing grows exponentially from 0/s")
	complains(t, "no decay", flash(func(f *FlashCrowd) { f.Decay = Decay{} }), "rate.decay: there is no decay; write a half-life")
	complains(t, "no half-life", flash(func(f *FlashCrowd) { f.Decay = Decay{&ExponentialDecay{}} }), "rate.decay.half_life: a half-life takes time")
	complains(t, "no power", flash(func(f *FlashCrowd) { f.Decay = Decay{&PowerDecay{}} }),
		"rate.decay.exponent: with 0 nothing decays", "rate.decay.scale: a decay takes time")
}
