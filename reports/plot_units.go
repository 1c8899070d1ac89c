package reports

import (
	"math"
	"strconv"
	"strings"
)

// unit is what the value axis of a plot counts.
type unit string

const (
	unitSeconds   unit = "s"
	unitPerSecond unit = "per_s"
	unitRatio     unit = "ratio"
	unitPerHour   unit = "usd_per_hour"
	unitCount     unit = "count"
)

// text writes a value with its unit, in three digits or so.
func (u unit) text(v float64) string {
	switch u {
	case unitSeconds:
		return tickSeconds(v)
	case unitPerSecond:
		return tickCount(v) + "/s"
	case unitRatio:
		if math.Abs(v) < 0.01 {
			return significant(v*100, 2) + " %"
		}
		return significant(v*100, 3) + " %"
	case unitPerHour:
		return dollars(v) + "/h"
	}
	return tickCount(v)
}

func tickSeconds(v float64) string {
	if v < 0 {
		return "-" + tickSeconds(-v) // the lower end of an interval
	}
	switch {
	case v == 0:
		return "0 s"
	case v < 0.9995e-3:
		return significant(v*1e6, 3) + " µs"
	case v < 0.9995:
		return significant(v*1e3, 3) + " ms"
	case v < 120:
		return significant(v, 3) + " s"
	case v < 3600:
		return significant(v/60, 3) + " min"
	case v < 48*3600:
		return significant(v/3600, 3) + " h"
	}
	return significant(v/86400, 3) + " d"
}

// tickCount writes 1080000 as "1.08 M".
func tickCount(v float64) string {
	switch {
	case v >= 999.5e6:
		return significant(v/1e9, 3) + " G"
	case v >= 999.5e3:
		return significant(v/1e6, 3) + " M"
	case v >= 9995:
		return significant(v/1e3, 3) + " k"
	case v >= 100:
		return significant(v, 4)
	}
	return significant(v, 3)
}

// dollars writes 9052 as "$9,052", small amounts in two digits.
func dollars(v float64) string {
	if v >= 9995 {
		return "$" + tickCount(v)
	}
	if v >= 999.5 {
		whole := significant(v, 4)
		return "$" + whole[:1] + "," + whole[1:]
	}
	if v != 0 && v < 1 {
		return "$" + significant(v, 2)
	}
	return "$" + significant(v, 4)
}

// significant writes v with n significant digits, without exponent or trailing zeros.
func significant(v float64, n int) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', n-1, 64), 64)
	if err != nil {
		rounded = v
	}
	s := strconv.FormatFloat(rounded, 'f', -1, 64)
	if strings.TrimLeft(s, "-0.") == "" {
		return "0"
	}
	return s
}

// tick is a labelled place on an axis.
type tick struct {
	at    float64
	label string
}

// scale is a value axis: its ends and its ticks.
type scale struct {
	min, max float64
	log      bool
	ticks    []tick
}

// place maps a value to 0..1; values beyond the ends are set to the ends.
func (s scale) place(v float64) float64 {
	v = math.Min(math.Max(v, s.min), s.max)
	if s.log {
		return math.Log(v/s.min) / math.Log(s.max/s.min)
	}
	return (v - s.min) / (s.max - s.min)
}

// linearScale reaches from 0 to the next round number above max.
func linearScale(max float64, u unit) scale {
	if !(max > 0) || math.IsInf(max, 0) {
		max = 1
	}
	step := niceStep(max / 5)
	if u == unitCount && max >= 3 {
		step = math.Max(step, 1)
	}
	n := int(math.Ceil(max/step - 1e-9))
	s := scale{max: float64(n) * step}
	for i := range n + 1 {
		s.ticks = append(s.ticks, tick{float64(i) * step, u.text(float64(i) * step)})
	}
	return s
}

// niceStep is the smallest of 1, 2, 5 times a power of ten that is not below v.
func niceStep(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= v*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// logScale reaches from the 1-2-5 number below min to the one above max, over at least
// one decade. Long scales have a tick per decade only.
func logScale(min, max float64, u unit) scale {
	if !(min > 0) || !(max > 0) || math.IsInf(max, 0) {
		min, max = 1, 10
	}
	min = math.Max(min, max/1e8)
	s := scale{log: true}
	var steps []float64
	for e := int(math.Floor(math.Log10(min))); e <= int(math.Ceil(math.Log10(max)))+1; e++ {
		for _, m := range []float64{1, 2, 5} {
			v, _ := strconv.ParseFloat(strconv.FormatFloat(m, 'f', 0, 64)+"e"+strconv.Itoa(e), 64)
			steps = append(steps, v)
		}
	}
	first, last := 0, len(steps)-1
	for first+1 < len(steps) && steps[first+1] <= min*1.0001 {
		first++
	}
	for last-1 > first && steps[last-1] >= max*0.9999 {
		last--
	}
	for last-first < 3 && last+1 < len(steps) {
		last++
	}
	s.min, s.max = steps[first], steps[last]
	dense := last-first <= 11
	for i := first; i <= last; i++ {
		if dense || i%3 == 0 {
			s.ticks = append(s.ticks, tick{steps[i], u.text(steps[i])})
		}
	}
	return s
}

// timeScale is the time axis from 0 to end seconds, with about eight ticks.
func timeScale(end float64) scale {
	if !(end > 0) {
		end = 1
	}
	steps := []float64{
		1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800,
		3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800,
	}
	step := end
	if end < 4 {
		step = niceStep(end / 7)
	} else {
		for _, step = range steps {
			if end/step <= 8 {
				break
			}
		}
	}
	s := scale{max: end}
	for i := 0; float64(i)*step <= end*(1+1e-9); i++ {
		s.ticks = append(s.ticks, tick{float64(i) * step, clock(float64(i)*step, end)})
	}
	return s
}

// clock writes a moment of a run that lasts end seconds: "20 s", "10:00" (minutes and
// seconds) up to two hours, "3 h" and "3:30 h" beyond, days beyond four of them.
func clock(t, end float64) string {
	pad := func(n int) string {
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
		return strconv.Itoa(n)
	}
	whole := int(math.Round(t))
	switch {
	case end <= 120:
		return significant(t, 3) + " s"
	case end <= 7200:
		return strconv.Itoa(whole/60) + ":" + pad(whole%60)
	case end <= 4*86400:
		if whole%3600 == 0 {
			return strconv.Itoa(whole/3600) + " h"
		}
		return strconv.Itoa(whole/3600) + ":" + pad(whole%3600/60) + " h"
	}
	return "day " + significant(t/86400, 3)
}

// rankScale is the percentile axis up to the given rank.
func rankScale(end float64) scale {
	s := scale{min: rank(0.5), max: math.Max(end, 2)}
	for _, t := range []struct {
		p     float64
		label string
	}{{0.5, "p50"}, {0.9, "p90"}, {0.95, "p95"}, {0.99, "p99"}, {0.999, "p99.9"}} {
		if at := rank(t.p); at <= s.max+1e-9 {
			s.ticks = append(s.ticks, tick{at, t.label})
		}
	}
	return s
}
