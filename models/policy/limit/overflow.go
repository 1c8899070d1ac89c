package limit

// Overflow says who goes when a call comes to a queue that is full.
type Overflow string

// The rules of overflow.
const (
	// RejectNew rejects the call that comes.
	RejectNew Overflow = "reject_new"
	// DropOldest takes the call in, and rejects the one that has waited longest: its caller
	// is the most likely to have given up.
	DropOldest Overflow = "drop_oldest"
	// DropLowestPriority rejects the call of the lowest class, that which comes included,
	// and of several the youngest.
	DropLowestPriority Overflow = "drop_lowest_priority"
)
