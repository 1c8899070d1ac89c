package models

import (
	"fmt"
	"strings"

	"headroom/sim/stats"
	"headroom/sim/unit"
)

// PriceBook is a dated list of prices.
type PriceBook struct {
	// AsOf is the day at which the prices were looked up.
	AsOf string `yaml:"as_of"`
	// Source says where they come from.
	Source string `yaml:"source"`
	// Items by name, as the provider calls them.
	Items stats.Ordered[Price] `yaml:"items"`
}

// Price is what one thing costs. Several meters may apply at once.
type Price struct {
	// Hour is the price of one running instance for an hour, metered by the second.
	Hour unit.Money `yaml:"hour"`
	// Requests is the price of requests: $0.01/10k.
	Requests unit.Price `yaml:"requests"`
	// Egress is the price of bytes sent, in tiers of monthly volume.
	Egress []Tier `yaml:"egress"`
	// Storage is the price of a GB held for a month: $0.10/GB.
	Storage unit.Price `yaml:"storage"`
}

// Tier is a part of a tiered price.
type Tier struct {
	// UpTo is the monthly volume at which the tier ends. 0 means no end.
	UpTo unit.Bytes `yaml:"up_to"`
	// Price within the tier: $0.085/GB.
	Price unit.Price `yaml:"price"`
}

// PriceRef is the price of a component: the name of an item of the price book, or an
// amount per running instance ("$0.08/hour"). The zero value means none.
type PriceRef struct {
	Item   string
	Amount unit.Price
}

// UnmarshalText reads the name of an item or an amount.
func (p *PriceRef) UnmarshalText(text []byte) error {
	*p = PriceRef{}
	if !strings.HasPrefix(string(text), "$") {
		p.Item = string(text)
		return nil
	}
	if err := p.Amount.UnmarshalText(text); err != nil {
		return err
	}
	if p.Amount.Per != "hour" && p.Amount.Per != "month" {
		return fmt.Errorf("%q is not the price of an instance; write for example $0.08/hour, or the name of an item of the price book", text)
	}
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (p PriceRef) MarshalText() ([]byte, error) {
	if p.Item != "" {
		return []byte(p.Item), nil
	}
	return p.Amount.MarshalText()
}

// SchemaText describes the text form.
func (PriceRef) SchemaText() (string, []string) {
	return "an item of the price book, or an amount per instance", []string{"c7g.large", "$0.08/hour"}
}

// Set tells whether there is a price.
func (p PriceRef) Set() bool { return p != PriceRef{} }

// validate checks that every meter is priced in what it counts.
func (p *Price) validate(c *Check) {
	if p.Requests != (unit.Price{}) && p.Requests.Counts() != "requests" {
		c.Errorf("requests", "%v is not a price of requests; write for example $0.01/10k", p.Requests)
	}
	if p.Storage != (unit.Price{}) && p.Storage.Counts() != "bytes" {
		c.Errorf("storage", "%v is not a price of storage; write for example $0.10/GB for a month", p.Storage)
	}
	for i, t := range p.Egress {
		at := c.At(fmt.Sprintf("egress[%d]", i))
		if t.Price.Counts() != "bytes" {
			at.Errorf("price", "%v is not a price of bytes; write for example $0.09/GB", t.Price)
		}
		if i > 0 && (t.UpTo != 0 && t.UpTo <= p.Egress[i-1].UpTo || p.Egress[i-1].UpTo == 0) {
			at.Errorf("up_to", "the tiers are not in order; write them from the smallest volume on, the last without up_to")
		}
	}
}
