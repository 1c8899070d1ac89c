package dist

import (
	"fmt"
	"strings"
)

// Popularity says how requests spread over the items of a key space: zipf(s=0.9), where
// the chance of the k-th item falls as k^-s, or uniform. The number of items comes from
// the key space. The zero value means not set and spreads like uniform.
type Popularity struct {
	set bool
	s   float64 // exponent of Zipf's law; 0 means uniform
}

// Set tells whether a popularity was written.
func (p Popularity) Set() bool { return p.set }

// Over returns the ranker for a number of items, which is from 1 to 10^12. It panics
// outside of that.
func (p Popularity) Over(items int64) Ranker {
	if items < 1 || items > maxItems {
		panic(fmt.Sprintf("dist: popularity over %d items", items))
	}
	if p.s == 0 {
		return uniformRanker(items)
	}
	return zipfRanker(p.s, items)
}

const popularityForm = "write zipf(s=0.9) or uniform"

// UnmarshalText reads the text form.
func (p *Popularity) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if s == "uniform" {
		*p = Popularity{set: true}
		return nil
	}
	body, isZipf := strings.CutPrefix(s, "zipf(")
	body, closed := strings.CutSuffix(body, ")")
	if !isZipf || !closed {
		return fmt.Errorf("%q is not a popularity; %s", s, popularityForm)
	}
	if strings.Contains(body, "items=") {
		return fmt.Errorf("%q: the number of items belongs to the key space; write zipf(s=0.9) alone", s)
	}
	a := args{law: law{name: "zipf", form: "zipf(s=0.9)", params: "s"}}
	a.read(body)
	exponent := a.number("s", 0.001, maxZipf)
	if len(a.faults) > 0 {
		return a.faults[0]
	}
	*p = Popularity{true, exponent}
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (p Popularity) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// String writes the text form, and nothing when p is not set.
func (p Popularity) String() string {
	switch {
	case !p.set:
		return ""
	case p.s == 0:
		return "uniform"
	}
	return "zipf(s=" + plain(p.s) + ")"
}

// SchemaText describes the text form.
func (Popularity) SchemaText() (description string, examples []string) {
	return "how requests spread over the items: by Zipf's law, or all alike", []string{"zipf(s=0.9)", "uniform"}
}
