// Package unit holds the quantities of a scenario: spans, rates, sizes, shares and
// money. Each is a small type whose text form carries its unit, and reading what was
// written gives the same value, bit for bit:
//
//	5ms 1h30m     200/s 12k/min     4GiB 600B     10Gbit/s
//	25k 1.5M      99.9%             4x            $18k     $0.023/GB
//
// A number without its unit, an unknown unit and a value below zero are errors that
// show the right form. Numbers have digits and at most one point: no exponent, no
// sign, no separator.
package unit

import (
	"cmp"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// measure says how one kind of quantity is read and written.
type measure struct {
	noun     string  // with its article: "a duration"
	form     string  // what to write: "write a number and a unit, for example 5ms, 2s, 1h"
	prefix   string  // stands before the number: "$"
	units    []scale // from small to large
	compound bool    // 1h30m is one quantity
	zero     string  // the unit of 0, when it is not the first
}

// scale is one unit: its name and its size in the base unit, num/den.
type scale struct {
	name     string
	num, den int64
	readOnly bool // understood, never written
}

// maxDigits bounds the text of a number: the largest float64 has 309 digits.
const maxDigits = 800

// parse reads a quantity, in base units.
func (m *measure) parse(text string) (*big.Rat, error) {
	s := strings.TrimSpace(text)
	if strings.HasPrefix(strings.TrimPrefix(s, m.prefix), "-") {
		return nil, fmt.Errorf("%q is negative; %s is zero or more", text, m.noun)
	}
	rest, found := strings.CutPrefix(s, m.prefix)
	if !found || rest == "" {
		return nil, m.fault(text)
	}
	sum := new(big.Rat)
	limit := len(m.units)
	for rest != "" {
		number, name, tail := cut(rest, m.compound)
		if number == "" || len(number) > maxDigits {
			return nil, m.fault(text)
		}
		i, known := m.find(name)
		switch {
		case !known && name == "":
			return nil, m.fault(text)
		case !known:
			return nil, m.unknown(text, number, name, tail)
		case i >= limit:
			return nil, fmt.Errorf("%q is not %s; write larger units before smaller ones, each once, for example 1h30m", text, m.noun)
		}
		limit, rest = i, tail
		value, _ := new(big.Rat).SetString(number)
		sum.Add(sum, value.Mul(value, m.units[i].size()))
	}
	return sum, nil
}

// find returns the index of the unit of that name.
func (m *measure) find(name string) (int, bool) {
	for i, u := range m.units {
		if u.name == name {
			return i, true
		}
	}
	return 0, false
}

// fault says that the text has not the form of the measure.
func (m *measure) fault(text string) error {
	return fmt.Errorf("%q is not %s; %s", text, m.noun, m.form)
}

// unknown says that name is no unit, and offers the one that differs in case or in
// blanks alone.
func (m *measure) unknown(text, number, name, tail string) error {
	plain := strings.ReplaceAll(name, " ", "")
	for _, u := range m.units {
		if u.name != "" && strings.EqualFold(u.name, plain) && tail == "" {
			return fmt.Errorf("%q is not %s; did you mean %s%s%s?", text, m.noun, m.prefix, number, u.name)
		}
	}
	var names []string
	for _, u := range m.units {
		if u.name != "" && !u.readOnly {
			names = append(names, u.name)
		}
	}
	return fmt.Errorf("%q is not %s: %q is none of its units (%s); %s", text, m.noun, name, strings.Join(names, " "), m.form)
}

// write gives the shortest text that parse reads as r, in a unit of which there is at
// least one where that is possible.
func (m *measure) write(r *big.Rat) string {
	if r.Sign() == 0 {
		return m.prefix + "0" + cmp.Or(m.zero, m.units[0].name)
	}
	var best string
	for _, u := range m.units {
		if u.readOnly {
			continue
		}
		size := u.size()
		if best != "" && r.Cmp(size) < 0 {
			continue
		}
		q := size.Quo(r, size)
		digits, exact := q.FloatPrec()
		if !exact {
			continue
		}
		text := q.FloatString(digits) + u.name
		if best == "" || len(text) <= len(best) {
			best = text
		}
	}
	return m.prefix + best
}

// float reads a quantity that is a float64.
func (m *measure) float(text string) (float64, error) {
	r, err := m.parse(text)
	if err != nil {
		return 0, err
	}
	f, _ := r.Float64()
	if f > maxFloat {
		return 0, fmt.Errorf("%q is too large for %s", text, m.noun)
	}
	return f, nil
}

const maxFloat = 0x1p1023 * (1 + (1 - 0x1p-52))

// writeFloat writes a float64 that is not negative. Others are written as Go does.
func (m *measure) writeFloat(f float64) string {
	if !(f >= 0 && f <= maxFloat) {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	r, _ := new(big.Rat).SetString(strconv.FormatFloat(f, 'f', -1, 64))
	return m.write(r)
}

// integer reads a quantity that is an int64, rounded to the nearest. What is more than
// zero and rounds to zero is an error, and so is a fraction where whole is set.
func (m *measure) integer(text string, whole bool) (int64, error) {
	r, err := m.parse(text)
	if err != nil {
		return 0, err
	}
	if whole && !r.IsInt() {
		return 0, fmt.Errorf("%q is not whole; %s is a whole number", text, m.noun)
	}
	twice := new(big.Int).Lsh(r.Num(), 1)
	twice.Add(twice, r.Denom())
	n := twice.Quo(twice, new(big.Int).Lsh(r.Denom(), 1)) // floor(r + 1/2)
	switch {
	case !n.IsInt64():
		return 0, fmt.Errorf("%q is too large for %s", text, m.noun)
	case n.Sign() == 0 && r.Sign() != 0:
		return 0, fmt.Errorf("%q is too small for %s; the least is %s", text, m.noun, m.writeInteger(1))
	}
	return n.Int64(), nil
}

// writeInteger writes an int64 that is not negative. Others are written as Go does.
func (m *measure) writeInteger(n int64) string {
	if n < 0 {
		return strconv.FormatInt(n, 10)
	}
	return m.write(new(big.Rat).SetInt64(n))
}

// size returns the size of the unit in base units.
func (s scale) size() *big.Rat { return big.NewRat(s.num, s.den) }

// cut takes a number and the name of a unit from the front of s. The name reaches to
// the next digit in a compound, otherwise to the end.
func cut(s string, compound bool) (number, name, tail string) {
	digit := func(c byte) bool { return '0' <= c && c <= '9' }
	i := 0
	for i < len(s) && digit(s[i]) {
		i++
	}
	if i > 0 && i+1 < len(s) && s[i] == '.' && digit(s[i+1]) {
		for i++; i < len(s) && digit(s[i]); i++ {
		}
	}
	j := len(s)
	if compound {
		for j = i; j < len(s) && !digit(s[j]); j++ {
		}
	}
	return s[:i], s[i:j], s[j:]
}
