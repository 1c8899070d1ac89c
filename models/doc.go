// Package models holds the component kinds: what each means in a scenario, how it is
// checked, and how it behaves in a run. A [System] is a checked description, made by
// hand or by package configs; [System.Play] turns it into numbers.
//
// A kind is one file here and one line in kinds.go. It never knows who calls it.
package models
