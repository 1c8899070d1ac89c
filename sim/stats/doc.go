// Package stats measures a run and says how sure the numbers are: streaming
// histograms, time averages, windows, and confidence intervals over independent
// replications. [Result] is the product of a run; reports need nothing else.
package stats
