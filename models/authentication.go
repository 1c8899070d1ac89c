package models

import (
	"headroom/models/policy"
	"headroom/models/variant"
	"headroom/sim/dist"
	"headroom/sim/unit"
)

// Authentication is how a gateway finds out who calls. The zero value does not ask.
type Authentication struct{ Rule authenticator }

// authenticator is one form of authentication.
type authenticator interface {
	// work is what one check costs on a worker of the gateway.
	work() dist.Duration
	// asks returns the call that a check makes, nil when it makes none.
	asks() *Inquiry
	// validate reports what is wrong.
	validate(c *Check)
}

// authentications is the only list of the forms.
var authentications = []variant.Form{
	{Name: "jwt", Summary: "a signed token, verified on the spot", New: func() any { return &JWT{} }},
	{Name: "introspection", Summary: "an opaque token that another component knows (OAuth 2.0, RFC 7662), cached", New: func() any { return &Introspection{} }},
	{Name: "session", Summary: "a session that is looked up for each request", New: func() any { return &SessionLookup{} }},
	variant.Off(),
}

// Variants lists the forms.
func (*Authentication) Variants() (key string, table []variant.Form) { return "kind", authentications }

// SetVariant takes a form.
func (a *Authentication) SetVariant(v any) { a.Rule, _ = v.(authenticator) }

// Variant returns the form, nil when there is no authentication.
func (a *Authentication) Variant() any {
	if a.Rule == nil {
		return nil
	}
	return a.Rule
}

// JWT verifies the signature of a token. Keys are at hand; the rare fetch of new ones is
// not modelled.
type JWT struct {
	// Verify is the work of one check. 0.1 ms is about one ES256 verification; RS256 takes
	// 0.03 to 0.06 ms, HS256 0.002 to 0.01 ms.
	Verify dist.Duration `yaml:"verify" default:"0.1ms"`
}

func (j *JWT) work() dist.Duration { return j.Verify }
func (*JWT) asks() *Inquiry        { return nil }
func (*JWT) validate(*Check)       {}

// Inquiry is a call that a gateway makes to find out who calls.
type Inquiry struct {
	// To names the operation that knows ("auth.introspect", "sessions.get"). Required. An
	// answer of a cache that the key is not there means that nobody is logged in, and the
	// request is rejected. When the call fails, so does the request.
	To string `yaml:"to" required:"true"`
	// Policies of the call.
	Policy policy.Call `yaml:",inline"`
	// Link between the gateway and that component.
	Link Link `yaml:"link"`
}

// Introspection asks another component about each token that an instance of the gateway
// has not seen for TTL. A token that is revoked goes on working for as long.
type Introspection struct {
	Inquiry `yaml:",inline"`
	// Verify is the work of the gateway itself.
	Verify dist.Duration `yaml:"verify" default:"0s"`
	// Data is the key space of the tokens. Required with TTL.
	Data string `yaml:"data"`
	// TTL is how long an instance remembers an answer. 0 asks each time.
	TTL unit.Duration `yaml:"ttl" default:"0s"`
	// Entries is the number of answers that an instance remembers, the least recently used
	// goes first.
	Entries unit.Count `yaml:"entries" default:"100k"`
}

func (i *Introspection) work() dist.Duration { return i.Verify }
func (i *Introspection) asks() *Inquiry      { return &i.Inquiry }

func (i *Introspection) validate(c *Check) {
	i.Inquiry.validate(c)
	if i.TTL < 0 {
		c.Errorf("ttl", "%v is negative; write 0s to ask each time", i.TTL)
	}
	if i.Entries < 1 {
		c.Errorf("entries", "%v answers are none; write for example 100k, or ttl: 0s to ask each time", i.Entries)
	}
	switch {
	case i.Data != "":
		c.dataset("data", i.Data)
	case i.TTL > 0:
		c.Errorf("data", "an answer is remembered for a token; declare the tokens under data: and name them, for example data: tokens")
	}
}

// SessionLookup looks each request's session up, usually in a cache.
type SessionLookup struct {
	Inquiry `yaml:",inline"`
	// Verify is the work of the gateway itself.
	Verify dist.Duration `yaml:"verify" default:"0s"`
}

func (s *SessionLookup) work() dist.Duration { return s.Verify }
func (s *SessionLookup) asks() *Inquiry      { return &s.Inquiry }
func (s *SessionLookup) validate(c *Check)   { s.Inquiry.validate(c) }

func (i *Inquiry) validate(c *Check) {
	if i.To != "" {
		c.target("to", i.To, "check")
	}
	c.policies(i.To, &i.Policy, &i.Link)
}
