package models

import "testing"

func TestDidYouMean(t *testing.T) {
	names := []string{"catalog", "orders-db", "api", "checkout"}
	for _, c := range []struct{ text, want string }{
		{"catalogue", ` (did you mean "catalog"?)`},
		{"order-db", ` (did you mean "orders-db"?)`},
		{"apii", ` (did you mean "api"?)`},
		{"pai", ` (did you mean "api"?)`},
		{"chekcout", ` (did you mean "checkout"?)`},
		{"warehouse", ""},
		{"", ""},
	} {
		same(t, c.text, didYouMean(c.text, names), c.want)
	}
	same(t, "without names", didYouMean("x", nil), "")
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"ab", "ba", 1}, {"abc", "acb", 1}, {"ca", "abc", 3},
	} {
		same(t, c.a+" to "+c.b, distance(c.a, c.b), c.want)
		same(t, c.b+" to "+c.a, distance(c.b, c.a), c.want)
	}
}
