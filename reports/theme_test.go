package reports

import "testing"

func TestColoursCanBeSeen(t *testing.T) {
	for name, th := range map[string]theme{"light": light, "dark": dark} {
		check := func(what, front, back string, least float64) {
			t.Helper()
			if got := contrast(front, back); got < least {
				t.Errorf("%s: %s %s on %s has contrast %.2f, want at least %.1f", name, what, front, back, got, least)
			}
		}
		check("text", th.text, th.background, 7)
		check("text", th.text, th.panel, 7)
		check("muted text", th.muted, th.background, 4.5)
		check("alarm", th.alarm, th.background, 4.5)
		check("alarm over a fault", th.alarm, th.fault, 3)
		check("muted text over the warm-up", th.muted, th.warmup, 4.5)
		check("good", th.good, th.panel, 4.5)
		check("edge", th.edge, th.background, 3)
		for _, hex := range th.series {
			check("series", hex, th.background, 3)
		}
		for i, hex := range th.series[:3] {
			for _, other := range th.series[i+1 : 3] {
				if hex == other {
					t.Errorf("%s: %s is there twice", name, hex)
				}
			}
		}
		for _, kind := range kindNames {
			check(kind, th.kinds[kind].line, th.background, 3)
			check("text in "+kind, th.text, th.kinds[kind].fill, 7)
			check("kind in "+kind, th.muted, th.kinds[kind].fill, 4)
		}
	}
}

func TestThemesHaveTheSameNames(t *testing.T) {
	a, b := light.colours(), dark.colours()
	if len(a) != len(b) {
		t.Fatalf("light has %d colours, dark %d", len(a), len(b))
	}
	for i := range a {
		if a[i].name != b[i].name {
			t.Errorf("colour %d is %s in light and %s in dark", i, a[i].name, b[i].name)
		}
	}
}
