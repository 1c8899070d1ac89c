package policy

import (
	"fmt"

	"headroom/sim/unit"
)

// Cancel is the message by which a caller tells that it has given up on an attempt: its
// timeout or deadline has passed, or another attempt was faster. HTTP/2 and gRPC send
// RST_STREAM; HTTP/1.1 has nothing but to close the connection, which many servers do not
// notice while they work. The zero value never cancels.
type Cancel struct {
	// Share of the attempts given up on that are cancelled, 0% to 100%. Less than 100%
	// stands for work that cannot be interrupted, or clients that do not tell.
	Share unit.Ratio `yaml:"share" default:"100%"`
	// Delay is how long the callee takes to notice, after the message has crossed the link.
	Delay unit.Duration `yaml:"delay" default:"0s"`
}

// ShortForm says that a scalar sets the share: "cancel: 100%".
func (Cancel) ShortForm() string { return "share" }

// Validate returns what is wrong with the fields.
func (c Cancel) Validate() []error {
	var errs []error
	if c.Share < 0 || c.Share > 1 {
		errs = append(errs, fmt.Errorf("cancel.share: %v is not between 0%% and 100%%", c.Share))
	}
	if c.Delay < 0 {
		errs = append(errs, fmt.Errorf("cancel.delay: %v is negative; write 0s to notice at once", c.Delay))
	}
	return errs
}
