package models

// Objective is a bound that the system should keep, as one readable line:
// "checkout.p99 < 1.2s", "main.success >= 99% over 30s after 4m", "cost < $10k/month".
type Objective struct {
	// Objective is the line. Required.
	Objective string `yaml:"objective" required:"true"`
	// Severity of a failure: an error fails the check, a warning is only reported.
	Severity string `yaml:"severity" enum:"error,warning" default:"error"`
}

// ShortForm names the field that a scalar stands for.
func (Objective) ShortForm() string { return "objective" }
