package reports

import (
	"fmt"
	"math"
	"slices"
)

// orderedColours are the colours of numbers on a map, from the least to the largest. They
// become darker all the way, so that the order survives greyscale and colour blindness, and
// are the same in both themes. The hues are those of the map "magma" of matplotlib (van der
// Walt and Smith 2015, CC0), turned round and on a paper ground.
var orderedColours = []string{
	"#f7f2ea", "#fde3b4", "#fdc27c", "#f8955c", "#e8695a", "#c4436a", "#942c80", "#641a80", "#3b0f70", "#1d1147",
}

// The inks that are read on these colours.
const darkInk, lightInk = "#000000", "#fefefe"

// ordered returns the colour of a share from 0 to 1 of the way from the least to the
// largest number; what is outside counts as the nearer end.
func ordered(share float64) string {
	last := len(orderedColours) - 1
	at := math.Min(math.Max(share, 0), 1) * float64(last)
	i := min(int(at), last-1)
	a, b, t := rgb(orderedColours[i]), rgb(orderedColours[i+1]), at-float64(i)
	mix := func(x, y uint8) int { return int(math.Round(float64(x) + t*(float64(y)-float64(x)))) }
	return fmt.Sprintf("#%02x%02x%02x", mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B))
}

// inkOn returns the ink with the higher contrast on a colour (WCAG 2.2, relative luminance).
func inkOn(hex string) string {
	if contrast(darkInk, hex) >= contrast(lightInk, hex) {
		return darkInk
	}
	return lightInk
}

// contrast is the ratio of two luminances, from 1 to 21.
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(hex string) float64 {
	c := rgb(hex)
	linear := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// tones maps numbers to shares of the ordered colours.
type tones struct {
	scale
	unit unit
}

// tonesOf fits the colours to numbers. They are logarithmic when the largest is 20 times
// the least or more.
func tonesOf(values []float64, u unit) tones {
	low, high := ends(values)
	if low > 0 && high >= 20*low {
		return tones{logSpan(low, high, u), u}
	}
	if u == unitRatio && low >= 0 && high <= 1 {
		s := span(math.Min(low, 0.9999), math.Max(high, low+1e-4), u)
		s.max = math.Min(s.max, 1)
		s.ticks = slices.DeleteFunc(s.ticks, func(t tick) bool { return t.at > 1+1e-9 })
		return tones{s, u}
	}
	return tones{span(low, high, u), u}
}

func (t tones) colour(v float64) string { return ordered(t.place(v)) }

// ends returns the least and the largest number that is finite; 0 and 1 without any.
func ends(values []float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high = math.Min(low, v), math.Max(high, v)
		}
	}
	if low > high {
		return 0, 1
	}
	return low, high
}
