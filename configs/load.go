package configs

import (
	"io"
	"io/fs"
	"reflect"

	"headroom/models"
)

// Options say what a scenario is made of. Later layers win: maps merge, lists and plain
// values replace.
type Options struct {
	// Files are laid over each other from left to right; the first is the base. "-" reads
	// Stdin. A name that no file has may be one of FS: scenarios/shop.yaml. At least one,
	// unless there are Texts.
	Files []string
	// Env is the environment, as os.Environ returns it. HEADROOM_SERVICES_CATALOG_REPLICAS=8
	// sets services.catalog.replicas; variables without the prefix HEADROOM_ do not matter.
	Env []string
	// Set are settings of single values, path=value: services.catalog.replicas=8,
	// faults[0].by=2x. The value is YAML.
	Set []string
	// Without leaves parts of the scenario out, by path: faults, traffic.flash-sale.
	Without []string
	// Texts are further layers from memory, laid over the files. They can stand in for files.
	Texts []Text
	// Named holds the content of files that values name, such as recorded traffic, by the
	// name as written. What is not in it is read from the disk.
	Named map[string][]byte
	// Stdin is read for "-". Nil is empty.
	Stdin io.Reader
	// FS holds the files that come with the program. Nil means [Bundled].
	FS fs.FS
}

// Text is a layer from memory.
type Text struct {
	Name string // as messages call it
	YAML []byte
}

// Load reads, merges, decodes and checks a scenario. The error is of type [Problems]
// when something is wrong with the scenario, and holds all of it, warnings too; those of
// a good scenario are in [Merged]. The system is ready to be played.
func Load(o Options) (*models.System, *Merged, error) {
	if o.FS == nil {
		o.FS = bundled
	}
	l := &loader{
		collector: newCollector(), Options: o, language: newLanguage(),
		digests: map[string]string{}, opened: map[string][]byte{},
	}
	sys, tree := l.load()
	problems := l.sorted()
	if problems.Errors() > 0 {
		return nil, nil, problems
	}
	return sys, l.merged(sys, tree, problems), nil
}

// merged completes a system that can be played.
func (l *loader) merged(sys *models.System, tree *node, warnings Problems) *Merged {
	m := &Merged{Warnings: warnings, Files: l.opened, tree: tree, sections: l.root.names()}
	m.Hash, m.RunHash = l.hash(sys)
	sys.Hash = m.Hash
	sys.Where = m.position
	return m
}

// loader is one call of Load.
type loader struct {
	*collector
	Options
	*language

	tested // what a case of a test changes

	layers  []*node
	first   string            // file that the user named first: what is missing is missing there
	broken  bool              // a file cannot be parsed: no sense in going on
	partial bool              // a file is missing: references cannot be checked
	laid    bool              // settings or the environment change what the files say
	digests map[string]string // of the files that values name
	opened  map[string][]byte // those of them that do not come with the program
}

func (l *loader) load() (*models.System, *node) {
	for _, name := range l.Files {
		l.file(name)
	}
	for _, t := range l.Texts {
		l.layer(source{name: t.Name}, t.YAML, nil)
	}
	if len(l.Files)+len(l.Texts) == 0 {
		l.errorf(place{origin: "command line"}, "", "no scenario file; name one, or - for standard input")
	}
	if l.broken || len(l.layers) == 0 {
		return nil, nil
	}
	tree := l.merge()
	l.leaveOut(tree)
	l.expect(tree)
	l.templates(tree)
	l.fallbacks(tree)

	sys := &models.System{}
	d := &decoder{collector: l.collector, open: l.open}
	d.system(l.root, tree, sys)
	if !l.partial {
		l.check(sys, tree)
		l.studies(sys, tree)
	}
	return sys, tree
}

// system decodes a whole scenario; components come from the sections of their kinds.
func (d *decoder) system(root *form, tree *node, sys *models.System) {
	d.known(tree, root.names(), "")
	holders := map[string]place{}
	for i := range root.fields {
		g := &root.fields[i]
		value := tree.get(g.name)
		if g.index == nil {
			continue
		}
		v := reflect.ValueOf(sys).Elem().FieldByIndex(g.index)
		if value == nil {
			d.absent(g, tree, v, g.name)
			continue
		}
		d.decode(g.form, g, value, v, g.name)
	}
	if n := tree.get("name"); n != nil && n.kind == scalar && !nameForm.MatchString(n.text) {
		d.errorf(n.at, "name", "%q must start with a small letter and have small letters, digits and hyphens only, as in online-shop", n.text)
	}
	for _, e := range tree.entries {
		if kind, ok := models.KindOf(e.key); ok {
			d.section(root.field(e.key).form.elem, kind, e, sys, holders)
		}
	}
}

// section decodes the components of one kind. Holders are the names given so far, over
// all sections.
func (d *decoder) section(f *form, kind models.Kind, section entry, sys *models.System, holders map[string]place) {
	if section.value.kind != table {
		d.errorf(section.value.at, section.key, "%v stands where a map of names belongs; write for example %s: {name: %s}", section.value.kind, section.key, sketch(f))
		return
	}
	for _, e := range section.value.entries {
		d.name(e, f, section.key)
		if at, taken := holders[e.key]; taken {
			d.notef(e.at, section.key, "the name %q is taken, at %v; names are unique over all components", e.key, at)
		}
		holders[e.key] = e.at
		spec := kind.New()
		d.decode(f, nil, e.value, reflect.ValueOf(spec).Elem(), join(section.key, e.key))
		sys.Components = append(sys.Components, models.Component{Name: e.key, Kind: kind, Spec: spec})
	}
}

// check adds the problems that the system itself finds, but those that follow from
// others.
func (l *loader) check(sys *models.System, tree *node) {
	for _, p := range sys.Validate() {
		if l.follows(p.Path) {
			continue
		}
		_, at := tree.find(p.Path)
		l.add(at, p.Path, p.Text, p.Warning)
	}
}
