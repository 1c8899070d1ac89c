package dist

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// Options are what the text form of a distribution may need besides the text.
type Options struct {
	// Open opens the files that empirical(file.csv) names. Nil means that there are
	// none: naming one is an error.
	Open func(name string) (io.ReadCloser, error)
}

// law is an entry of the table of distributions.
type law struct {
	name string
	// form is an example, with A < B < C for values of the quantity at hand.
	form string
	// params are the names of its parameters.
	params string
	// takes says what stands between the parentheses besides name=value.
	takes style
	// counts says that its values are counts and nothing else.
	counts bool
	parse  func(a *args) Dist
}

// style is what a distribution takes between its parentheses.
type style uint8

const (
	named  style = 0
	values style = 1 << iota // values without a name
	parts                    // weighted parts: 90% 2ms | 10% 5ms
)

// laws lists the distributions in the order in which messages name them. To add one,
// write its file, add its line here and its case in [draw].
func laws() []law {
	return []law{
		{"exponential", "exponential(mean=B)", "mean", named, false, parseExponential},
		{"lognormal", "lognormal(mean=B p99=C)", statistics, named, false, parseLognormal},
		{"uniform", "uniform(A B)", "min max", values, false, parseUniform},
		{"normal", "normal(mean=B sd=A)", "mean sd", named, false, parseNormal},
		{"gamma", "gamma(mean=B sd=A)", statistics, named, false, parseGamma},
		{"erlang", "erlang(k=3 mean=B)", "k mean", named, false, parseErlang},
		{"weibull", "weibull(mean=B p99=C)", statistics, named, false, parseWeibull},
		{"pareto", "pareto(min=A shape=1.5)", "min mean shape max", named, false, parsePareto},
		{"hyperexponential", "hyperexponential(mean=B cv2=4)", "mean cv2", parts, false, parseHyperexponential},
		{"zipf", "zipf(s=0.9 items=3M)", "s items", named, true, parseZipf},
		{"bernoulli", "bernoulli(30%)", "", values, true, parseBernoulli},
		{"mix", "mix(90% A | 10% exponential(mean=C))", "", parts, false, parseMix},
		{"empirical", "empirical(A B C)", "", values, false, parseEmpirical},
	}
}

// maxDepth bounds how deep mixes may nest.
const maxDepth = 4

// Parse reads the text form of a distribution: a value, such as 5ms, or a name with
// parameters, such as lognormal(mean=5ms p99=40ms). Errors say all that is wrong with
// the parameters.
func Parse(text string, in Quantity, o Options) (Dist, error) { return parse(text, in, o, 0) }

// MustParse is [Parse] for a text in the program itself. It panics when the text is
// wrong.
func MustParse(text string, in Quantity) Dist {
	d, err := Parse(text, in, Options{})
	if err != nil {
		panic("dist: " + err.Error())
	}
	return d
}

func parse(text string, in Quantity, o Options, depth int) (Dist, error) {
	s := strings.TrimSpace(text)
	name, body, open := strings.Cut(s, "(")
	name = strings.TrimSpace(name)
	l, known := find(name)
	switch {
	case !open && !known:
		return parseConstant(s, in)
	case !known:
		return nil, fmt.Errorf("no distribution is called %q; there are %s, or write a value alone", name, names())
	case !open:
		return nil, fmt.Errorf("%s needs its parameters: write for example %s", name, l.example(in))
	case depth > maxDepth:
		return nil, fmt.Errorf("%s: distributions are nested more than %d deep", name, maxDepth)
	case l.counts && in != Counts:
		return nil, fmt.Errorf("%s draws plain counts, not values with a unit; %s stands where one such as %s belongs", name, s, in.one())
	case strings.Contains(body, ","):
		return nil, fmt.Errorf("%s: write blanks, not commas, between parameters: %s", name, l.example(in))
	case strings.Contains(body, ":"):
		return nil, fmt.Errorf("%s: write =, not a colon, after the name of a parameter: %s", name, l.example(in))
	}
	body, closed := strings.CutSuffix(body, ")")
	if !closed || strings.Count(body, "(") != strings.Count(body, ")") {
		return nil, fmt.Errorf("%q: the parentheses do not match; write for example %s", s, l.example(in))
	}
	a := args{law: l, in: in, options: o, depth: depth}
	a.read(body)
	if len(a.faults) > 0 {
		return nil, errors.Join(a.faults...)
	}
	d := l.parse(&a)
	if len(a.faults) > 0 {
		return nil, errors.Join(a.faults...)
	}
	return d, nil
}

// find returns the law of that name.
func find(name string) (law, bool) {
	for _, l := range laws() {
		if l.name == name {
			return l, true
		}
	}
	return law{}, false
}

// names lists the names of all laws.
func names() string {
	var list []string
	for _, l := range laws() {
		list = append(list, l.name)
	}
	return strings.Join(list, " ")
}

// example returns the form of the law in the units of q.
func (l *law) example(q Quantity) string {
	a, b, c := q.samples()
	return strings.NewReplacer("A", a, "B", b, "C", c).Replace(l.form)
}
