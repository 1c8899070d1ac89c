package sim

// Stream is a stream of random numbers: SplitMix64 (Steele, Lea, Flood 2014, "Fast
// splittable pseudorandom number generators"). It is eight bytes, so a stream can be
// made wherever a draw is needed: a stream named after its purpose for arrivals, keys
// and faults, and a stream keyed by request and place for the draws of one request.
// Two streams with different keys start at unrelated points of one cycle of 2^64.
//
// The zero value is a valid stream, the one of key 0.
type Stream struct{ state uint64 }

const golden = 0x9e3779b97f4a7c15 // 2^64 / golden ratio, odd

// NewStream returns the stream of a key, as made by [Mix] or [Hash].
func NewStream(key uint64) Stream { return Stream{key} }

// Uint64 returns the next 64 random bits.
func (s *Stream) Uint64() uint64 {
	s.state += golden
	return scramble(s.state)
}

// Float64 returns the next number, uniform on [0, 1) in steps of 2^-53.
func (s *Stream) Float64() float64 { return float64(s.Uint64()>>11) * 0x1p-53 }

// IntN returns the next number, uniform on [0, n), by multiplication (Lemire 2019,
// without the rejection step: the bias is below n/2^32). It panics when n is not in
// [1, 2^31).
func (s *Stream) IntN(n int) int {
	if n <= 0 || n >= 1<<31 {
		panic("sim: IntN out of range")
	}
	return int((s.Uint64() >> 32) * uint64(n) >> 32)
}

// Mix derives a key from a key and a number. Any chain of Mix gives keys that are
// unrelated to each other.
func Mix(key, n uint64) uint64 { return NewSalt(n).Mix(key) }

// Salt is a number that many keys are mixed with, half of the work of [Mix] done. Use
// [NewSalt].
type Salt uint64

// NewSalt returns the salt of a number.
func NewSalt(n uint64) Salt { return Salt(scramble(n + golden)) }

// Mix is [Mix] of a key and the number of the salt.
func (s Salt) Mix(key uint64) uint64 { return scramble(key ^ uint64(s)) }

// Hash turns a name into a key: FNV-1a, then scrambled.
func Hash(name string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint64(name[i])) * 0x100000001b3
	}
	return scramble(h)
}

// scramble is the output function of SplitMix64, a bijection (Stafford's variant 13).
func scramble(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
