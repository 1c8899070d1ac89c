package unit

import (
	"fmt"
	"strings"
)

// Price is an amount of money for a quantity: $0.023/GB, $18k/month, $0.01/10k. The
// zero value means no price and has no text form.
type Price struct {
	// Amount in dollars.
	Amount float64
	// Per is what the amount buys: second hour day month, GB GiB TB TiB, request, or
	// 1k 10k 100k 1M of them.
	Per string
}

// denominators are the things that have a price, each with its size in seconds, bytes
// or requests. A month is 730 hours, a twelfth of 8760.
var denominators = []struct {
	name   string
	size   float64
	counts string
}{
	{"second", 1, "time"}, {"hour", 3600, "time"}, {"day", 86400, "time"}, {"month", 730 * 3600, "time"},
	{"GB", 1e9, "bytes"}, {"GiB", 1 << 30, "bytes"}, {"TB", 1e12, "bytes"}, {"TiB", 1 << 40, "bytes"},
	{"request", 1, "requests"}, {"1k", 1e3, "requests"}, {"10k", 1e4, "requests"}, {"100k", 1e5, "requests"}, {"1M", 1e6, "requests"},
}

// Counts tells what the price is for: time, bytes or requests; nothing for the zero value.
func (p Price) Counts() string {
	for _, d := range denominators {
		if d.name == p.Per {
			return d.counts
		}
	}
	return ""
}

const priceForm = "write for example $0.08/hour, $0.023/GB, $0.01/10k"

// Each returns the price of one second, one byte or one request, by what Per counts.
// It is 0 for the zero value and panics for a Per that is not in the list.
func (p Price) Each() float64 {
	if p == (Price{}) {
		return 0
	}
	for _, d := range denominators {
		if d.name == p.Per {
			return p.Amount / d.size
		}
	}
	panic(fmt.Sprintf("unit: price per %q", p.Per))
}

// UnmarshalText reads the text form.
func (p *Price) UnmarshalText(text []byte) error {
	money, per, found := strings.Cut(strings.TrimSpace(string(text)), "/")
	if !found {
		return fmt.Errorf("%q is not a price: it does not say for how much; %s", text, priceForm)
	}
	amount, err := amounts.float(money)
	if err != nil {
		return fmt.Errorf("%q is not a price: %w", text, err)
	}
	var names []string
	for _, d := range denominators {
		if d.name == per {
			*p = Price{amount, per}
			return nil
		}
		names = append(names, d.name)
	}
	return fmt.Errorf("%q is not a price: nothing is sold per %q, only per %s; %s", text, per, strings.Join(names, " "), priceForm)
}

// MarshalText writes what UnmarshalText reads.
func (p Price) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// String writes the text form, and nothing for the zero value.
func (p Price) String() string {
	if p == (Price{}) {
		return ""
	}
	return Money(p.Amount).String() + "/" + p.Per
}

// SchemaText describes the text form.
func (Price) SchemaText() (description string, examples []string) {
	return "a price: an amount in dollars and what it buys (second hour day month GB GiB TB TiB request 1k 10k 100k 1M)",
		[]string{"$0.08/hour", "$0.023/GB", "$0.01/10k"}
}
