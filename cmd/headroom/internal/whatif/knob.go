package whatif

import (
	"math"
	"strconv"
	"strings"

	"headroom/configs"
	"headroom/models"
	"headroom/sim/stats"
	"headroom/sim/study"
)

// knob is a setting that a study varies, with the values that it may take. A value is
// known by its place on the axis: the number of a value in a list, a number in a range.
type knob struct {
	setting configs.Setting
	texts   []string // of a list, in its order, as setting.Text would write them
	axis    study.Axis
	points  int // of a range, see [models.Range]
	from    float64
	to      float64
	ratios  bool    // equal steps are equal ratios
	digit   float64 // distance of the values within a range, see round
}

// listOf returns the knob of a list of values.
func listOf(s configs.Setting, texts []string) (*knob, error) {
	axis, err := study.Integers(0, len(texts)-1)
	k := &knob{setting: s, axis: axis, ratios: ratios(s, texts)}
	for _, text := range texts {
		k.texts = append(k.texts, k.canonical(text))
	}
	return k, err
}

// canonical writes a value in the one way of its setting, so that equal values are the
// same point: 400/s for 400rps.
func (k *knob) canonical(text string) string {
	if v := k.valueOf(text); v.Number != nil {
		return k.setting.Text(*v.Number)
	}
	return text
}

// ratios tells whether the numbers of a list span more than a factor of 10, and so are
// meant as ratios: 100, 300, 1000.
func ratios(s configs.Setting, texts []string) bool {
	if !s.Numeric {
		return false
	}
	least, most := math.Inf(1), math.Inf(-1)
	for _, text := range texts {
		v, err := s.Number(text)
		if err != nil {
			return false
		}
		least, most = min(least, v), max(most, v)
	}
	return wide(least, most)
}

// wide tells whether steps between two numbers are best taken as ratios.
func wide(from, to float64) bool { return from > 0 && to >= 10*from }

// rangeOf returns the knob of a range between two texts, with steps of equal ratio or of
// equal size.
func rangeOf(s configs.Setting, from, to string, points int, ratios bool) (*knob, error) {
	k := &knob{setting: s, points: points, ratios: ratios}
	var err error
	if k.from, err = s.Number(from); err != nil {
		return nil, err
	}
	if k.to, err = s.Number(to); err != nil {
		return nil, err
	}
	switch {
	case s.Whole:
		k.axis, err = study.Integers(int(k.from), int(k.to))
	case ratios:
		k.axis, err = study.Logarithmic(k.from, k.to)
	default:
		k.axis, err = study.Linear(k.from, k.to)
	}
	return k, err
}

// knobOf returns the knob of a setting and its values.
func knobOf(s configs.Setting, v *models.Vary) (*knob, error) {
	if len(v.To) > 0 {
		return listOf(s, v.To)
	}
	return rangeOf(s, v.Range.From, v.Range.To, v.Range.Points, v.Range.Scale == "log")
}

// described returns what the study tells of the knob.
func (k *knob) described() stats.Knob {
	return stats.Knob{Set: k.setting.Path, Unit: k.setting.Unit, Logarithmic: k.ratios}
}

// someValues is the number of values of a range that does not say how many.
const someValues = 5

// places returns all values, by their places.
func (k *knob) places() ([]float64, error) {
	n := k.points
	if n == 0 && k.axis.Len() == 0 {
		n = someValues
	}
	return k.axis.Grid(n)
}

// text returns the value of a place as it would be written. Numbers within a range are
// rounded to few digits, both ends are exact.
func (k *knob) text(place float64) string {
	switch {
	case k.texts != nil:
		return k.texts[int(place)]
	case place == k.from, place == k.to, k.setting.Whole:
		return k.setting.Text(place)
	}
	return k.setting.Text(k.rounded(place))
}

// rounded returns a number of a range with no more digits than the range needs: a
// thousandth of it, or of the number where steps are ratios, and less where the knob says so.
func (k *knob) rounded(v float64) float64 {
	step := math.Abs(k.to-k.from) / 1000
	if k.ratios {
		step = min(step, math.Abs(v)/1000)
	}
	if k.digit > 0 {
		step = min(step, float64(k.digit*math.Abs(v)))
	}
	return roundTo(v, step)
}

// roundTo rounds to a multiple of the largest power of ten that is no more than a step.
func roundTo(v, step float64) float64 {
	if step == 0 {
		return v
	}
	_, digits, _ := strings.Cut(strconv.FormatFloat(step, 'e', -1, 64), "e")
	exponent, err := strconv.Atoi(digits)
	if err != nil {
		return v // a step that is not finite
	}
	if exponent <= 0 {
		r, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'f', -exponent, 64), 64)
		return r
	}
	power := 1.0
	for range exponent {
		power *= 10
	}
	return math.Floor(v/power+0.5) * power
}

// value returns the value of a place.
func (k *knob) value(place float64) stats.KnobValue { return k.valueOf(k.text(place)) }

// valueOf returns the value that a text means.
func (k *knob) valueOf(text string) stats.KnobValue {
	v := stats.KnobValue{Text: text}
	if k.setting.Numeric {
		if n, err := k.setting.Number(text); err == nil {
			v.Number = &n
		}
	}
	return v
}
