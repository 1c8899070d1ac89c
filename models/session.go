package models

import (
	"slices"

	"headroom/sim/dist"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// Session is what one visitor does: requests, one after another, with thoughts between
// them. Sessions arrive by themselves and each goes at the pace of the system (partly open
// traffic: Schroeder, Wierman, Harchol-Balter 2006, "Open versus closed: a cautionary
// tale"). Which requests come is said by exactly one of Operations, Next and Requests.
type Session struct {
	// Length is how long somebody stays who is connected. Only model: connections has it,
	// and nothing else of a session. Not set: for ever.
	Length dist.Duration `yaml:"length"`
	// Operations are done in this order, once.
	Operations []string `yaml:"operations"`
	// Next is a Markov chain: for each operation the chances of those that may follow. What
	// is missing to 100% leaves.
	Next stats.Ordered[stats.Ordered[unit.Ratio]] `yaml:"next"`
	// Start is the first operation of the chain. Not set: the first one of Next.
	Start string `yaml:"start"`
	// Requests is the number of requests, drawn from the mix. 5 to 20 on average are usual.
	Requests dist.Count `yaml:"requests"`
	// Think is the time between an answer and the next request. 5 s to 10 s are usual.
	Think dist.Duration `yaml:"think" default:"lognormal(mean=7s p90=15s)"`
	// LeaveOnFailure is the chance that a visitor leaves after a request that failed.
	LeaveOnFailure unit.Ratio `yaml:"leave_on_failure" default:"0%"`
}

// ShortForm names the field that a scalar stands for.
func (Session) ShortForm() string { return "length" }

// set tells whether there are sessions.
func (s *Session) set() bool { return s.Think.Set() }

// start returns the first operation of a chain.
func (s *Session) start() string {
	if s.Start == "" && len(s.Next) > 0 {
		return s.Next[0].Name
	}
	return s.Start
}

// expected returns the operations of a session with the mean number of requests of each.
func (s *Session) expected(mix stats.Ordered[unit.Ratio]) stats.Ordered[unit.Ratio] {
	var list stats.Ordered[unit.Ratio]
	add := func(name string, n float64) {
		for i := range list {
			if list[i].Name == name {
				list[i].Value += unit.Ratio(n)
				return
			}
		}
		list.Add(name, unit.Ratio(n))
	}
	switch {
	case len(s.Operations) > 0:
		for _, name := range s.Operations {
			add(name, 1)
		}
	case len(s.Next) > 0:
		names := s.chain()
		for i, n := range s.visits(names) {
			add(names[i], n)
		}
	case s.Requests.Set():
		for _, m := range mix {
			add(m.Name, float64(m.Value)*s.Requests.Mean())
		}
	}
	return list
}

// chain returns the operations of the chain, in the order in which they are written.
func (s *Session) chain() []string {
	var names []string
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	add(s.start())
	for _, row := range s.Next {
		add(row.Name)
		for _, next := range row.Value {
			add(next.Name)
		}
	}
	return names
}

// chances returns the chances of the chain, by the place of both operations in names.
func (s *Session) chances(names []string) [][]float64 {
	table := make([][]float64, len(names))
	for i, name := range names {
		table[i] = make([]float64, len(names))
		row, _ := s.Next.Find(name)
		for _, next := range row {
			table[i][slices.Index(names, next.Name)] += float64(next.Value)
		}
	}
	return table
}

// visits returns the mean number of requests of each operation of the chain: the
// solution of v = start + v P, by elimination. The chain must end.
func (s *Session) visits(names []string) []float64 {
	p := s.chances(names)
	n := len(names)
	a := make([][]float64, n) // I - P transposed, and the start
	for i := range a {
		a[i] = make([]float64, n+1)
		for j := range n {
			a[i][j] = -p[j][i]
		}
		a[i][i]++
	}
	a[0][n] = 1
	for k := range n {
		for i := k + 1; i < n; i++ {
			f := a[i][k] / a[k][k]
			for j := k; j <= n; j++ {
				a[i][j] -= float64(f * a[k][j])
			}
		}
	}
	v := make([]float64, n)
	for i := n - 1; i >= 0; i-- {
		v[i] = a[i][n]
		for j := i + 1; j < n; j++ {
			v[i] -= float64(a[i][j] * v[j])
		}
		v[i] /= a[i][i]
	}
	return v
}

// ends tells from which operations of the chain a visitor can still leave.
func (s *Session) ends(names []string) []bool {
	p := s.chances(names)
	ends := make([]bool, len(names))
	for range names {
		for i, row := range p {
			sum := 0.0
			for j, chance := range row {
				sum += chance
				ends[i] = ends[i] || chance > 0 && ends[j]
			}
			ends[i] = ends[i] || sum < 0.999999
		}
	}
	return ends
}

func (s *Session) validate(c *Check, mix stats.Ordered[unit.Ratio]) {
	if s.Length.Set() {
		c.Errorf("", "visitors stay for as long as their requests take; leave out length, or write model: connections")
	}
	ways := 0
	for _, set := range []bool{len(s.Operations) > 0, len(s.Next) > 0, s.Requests.Set()} {
		if set {
			ways++
		}
	}
	if ways != 1 {
		c.Errorf("", "what a visitor does is said in one way; write one of operations: [home, browse], next: {home: {browse: 60%%}} and requests: 8")
		return
	}
	if s.LeaveOnFailure < 0 || s.LeaveOnFailure > 1 {
		c.Errorf("leave_on_failure", "%v is not between 0%% and 100%%", s.LeaveOnFailure)
	}
	if !s.Requests.Set() && len(mix) > 0 {
		c.Errorf("", "the operations of a session leave nothing to draw from a mix; leave out mix, or write requests instead")
	}
	if s.Requests.Set() && s.Requests.Mean() < 1 {
		c.Errorf("requests", "a visitor makes one request at least; write for example requests: 8")
	}
	if len(s.Next) == 0 {
		if s.Start != "" {
			c.Errorf("start", "only a chain has a start; leave it out, or write next: {...}")
		}
		return
	}
	names := s.chain()
	if _, ok := s.Next.Find(s.start()); !ok {
		c.Errorf("start", "nothing follows %q in next%s", s.Start, didYouMean(s.Start, namesOf(s.Next)))
	}
	for _, row := range s.Next {
		sum := 0.0
		for _, next := range row.Value {
			sum += float64(next.Value)
		}
		if sum > 1.000001 {
			c.Errorf("next."+row.Name, "the chances sum to %.4g%%; write 100%% at most, what is missing leaves", sum*100)
		}
	}
	for i, ends := range s.ends(names) {
		if !ends {
			c.Errorf("next."+names[i], "a session that comes to %s never ends; let the chances of one that it leads to sum to less than 100%%", names[i])
			break
		}
	}
}
