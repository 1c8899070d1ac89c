// Package modeltest holds whole systems to what must be true of them: the rules that
// every kind keeps, the answers of queueing theory, and the behaviour of known failures.
// It has tests only; they read scenarios as users write them.
package modeltest
