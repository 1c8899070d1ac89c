package unit_test

import (
	"fmt"

	"headroom/sim/unit"
)

func ExampleDuration() {
	var d unit.Duration
	fmt.Println(d.UnmarshalText([]byte("1h30m")), d.Std())
	fmt.Println(d.UnmarshalText([]byte("5")))
	// Output:
	// <nil> 1h30m0s
	// "5" is not a duration; write a number and a unit, for example 5ms, 2s, 1h
}
