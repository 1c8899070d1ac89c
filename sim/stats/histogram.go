package stats

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
)

// Hot path: Record is called several times for every request of a run.

// The buckets of a histogram: an octave (from a power of two to the next) has 2^8 of
// them, equally wide, so a bucket is at most 1/256 = 0.39 % of its values wide. Numbers
// below 512 have a bucket each. Chunks of 2^7 buckets, half an octave, are allocated
// together.
const (
	subBits   = 8
	chunkBits = 7
	chunkSize = 1 << chunkBits
	chunks    = (63 - subBits + 1) << (subBits - chunkBits) // up to the largest int64
)

type chunk [chunkSize]uint32

// Histogram counts spans of time in log-linear buckets. Spans are recorded in
// nanoseconds and reported in seconds. Count, sum, mean, standard deviation, minimum
// and maximum are exact; quantiles are within 0.4 % of the value.
//
// The zero value is empty and ready to use. It takes 1 KiB, and 512 bytes for every
// half octave that a value fell in: about 10 KiB for latencies from 1 ms to 1 s, and
// 57 KiB at most. A Histogram must not be copied after its first use.
type Histogram struct {
	n       uint64
	high    int64     // largest value
	low     int64     // MaxInt64 - smallest value, so that 0 stands for none
	sum     [2]uint64 // of values, low word first
	squares [3]uint64 // of values * values, low word first
	chunks  [chunks]*chunk
	carries []carry
}

// carry is a bucket that went around: it counted times * 2^32 on top.
type carry struct {
	bucket int
	times  uint64
}

// Record counts a span of v nanoseconds. It panics if v is negative. It allocates only
// for the first value in half an octave.
func (h *Histogram) Record(v int64) {
	if v < 0 {
		panicNegative(v)
	}
	u := uint64(v)
	h.countOne(uint16(bucket(u)))
	h.n++
	h.high = max(h.high, v)
	h.low = max(h.low, math.MaxInt64-v)
	hi, lo := bits.Mul64(u, u)
	h.add(u, hi, lo)
}

// RecordAll counts many spans in each of some histograms, every one as [Histogram.Record]
// does. It takes less than half of the work for each span, and in a second histogram less
// again.
func RecordAll(spans []int64, in ...*Histogram) {
	for len(spans) > 0 {
		var b block
		n := min(len(spans), blockSize)
		b.take(spans[:n])
		for _, h := range in {
			h.recordBlock(&b, spans[:n])
		}
		spans = spans[n:]
	}
}

// block is what a few spans come to, whatever histogram they go to.
type block struct {
	high, low    int64
	sum, squares uint64 // squares only where no span is as large as narrow
	buckets      [blockSize]uint16
}

// The squares of so many spans, all below narrow, sum to less than 2^64.
const (
	blockSize = 64
	narrow    = 1 << 29
)

// take fills an empty block.
func (b *block) take(spans []int64) {
	high, low := spans[0], spans[0]
	sum, squares := uint64(0), uint64(0)
	for i, v := range spans {
		high, low = max(high, v), min(low, v)
		sum += uint64(v)
		squares += uint64(v) * uint64(v)
		b.buckets[i&(blockSize-1)] = uint16(bucket(uint64(v)))
	}
	if low < 0 {
		panicNegative(low)
	}
	b.high, b.low, b.sum, b.squares = high, low, sum, squares
}

// recordBlock counts the spans of a block.
func (h *Histogram) recordBlock(b *block, spans []int64) {
	h.n += uint64(len(spans))
	h.high, h.low = max(h.high, b.high), max(h.low, math.MaxInt64-b.low)
	if b.high < narrow {
		h.add(b.sum, 0, b.squares)
	} else {
		for _, v := range spans {
			hi, lo := bits.Mul64(uint64(v), uint64(v))
			h.add(uint64(v), hi, lo)
		}
	}
	for rest := b.buckets[:len(spans)]; len(rest) > 0; {
		n := h.countAll(rest)
		if rest = rest[n:]; len(rest) > 0 {
			h.countOne(rest[0])
			rest = rest[1:]
		}
	}
}

// countAll counts in buckets up to the first that has no chunk or goes around, and returns
// how many it counted. It calls nothing, and so keeps all that it needs in registers.
func (h *Histogram) countAll(buckets []uint16) int {
	for k, i := range buckets {
		c := h.chunks[i>>chunkBits]
		if c == nil {
			return k
		}
		n := &c[i&(chunkSize-1)]
		if *n == math.MaxUint32 {
			return k
		}
		*n++
	}
	return len(buckets)
}

// countOne counts in a bucket, whatever state it is in.
func (h *Histogram) countOne(i uint16) {
	c := h.chunks[i>>chunkBits]
	if c == nil {
		c = new(chunk)
		h.chunks[i>>chunkBits] = c
	}
	n := &c[i&(chunkSize-1)]
	*n++
	if *n == 0 {
		h.carry(int(i), 1)
	}
}

// add adds to the sums of the values and of their squares.
func (h *Histogram) add(sum, squaresHigh, squares uint64) {
	var over uint64
	h.sum[0], over = bits.Add64(h.sum[0], sum, 0)
	h.sum[1] += over
	h.squares[0], over = bits.Add64(h.squares[0], squares, 0)
	h.squares[1], over = bits.Add64(h.squares[1], squaresHigh, over)
	h.squares[2] += over
}

// RecordZeros counts n spans of no length.
func (h *Histogram) RecordZeros(n uint64) {
	if n == 0 {
		return
	}
	if h.chunks[0] == nil {
		h.chunks[0] = new(chunk)
	}
	sum := uint64(h.chunks[0][0]) + n
	h.chunks[0][0] = uint32(sum)
	if times := sum >> 32; times > 0 {
		h.carry(0, times)
	}
	h.n += n
	h.low = math.MaxInt64
}

func panicNegative(v int64) {
	panic(fmt.Sprintf("stats: negative span %d ns in a histogram", v))
}

// bucket returns the number of the bucket that holds u.
func bucket(u uint64) uint64 {
	shift := uint64(bits.Len64(u|1<<subBits)) - (subBits + 1)
	return shift<<subBits + u>>(shift&63)
}

// edges returns the smallest and the largest value that bucket i holds, leaving out
// those that lie beyond the extremes of h.
func (h *Histogram) edges(i int) (first, last int64) {
	first, last = int64(i), int64(i)
	if shift := i>>subBits - 1; shift > 0 {
		first = int64(i&(1<<subBits-1)|1<<subBits) << shift
		last = first + (1<<shift - 1)
	}
	return max(first, h.least()), min(last, h.high)
}

func (h *Histogram) least() int64 { return math.MaxInt64 - h.low }

func (h *Histogram) carry(bucket int, times uint64) {
	for i := range h.carries {
		if h.carries[i].bucket == bucket {
			h.carries[i].times += times
			return
		}
	}
	h.carries = append(h.carries, carry{bucket, times})
}

// count returns how many values bucket i holds.
func (h *Histogram) count(i int) uint64 {
	c := h.chunks[i>>chunkBits]
	if c == nil {
		return 0
	}
	n := uint64(c[i&(chunkSize-1)])
	for _, carry := range h.carries {
		if carry.bucket == i {
			n += carry.times << 32
		}
	}
	return n
}

// total returns how many values chunk k holds.
func (h *Histogram) total(k int) uint64 {
	c := h.chunks[k]
	if c == nil {
		return 0
	}
	sum := uint64(0)
	for _, n := range c {
		sum += uint64(n)
	}
	for _, carry := range h.carries {
		if carry.bucket>>chunkBits == k {
			sum += carry.times << 32
		}
	}
	return sum
}

// Merge adds what o has counted. The outcome is the same, to the last bit, as if h had
// recorded the values of both, in any order.
func (h *Histogram) Merge(o *Histogram) {
	for _, c := range o.carries {
		h.carry(c.bucket, c.times)
	}
	for k, from := range o.chunks {
		if from == nil {
			continue
		}
		if h.chunks[k] == nil {
			h.chunks[k] = new(chunk)
		}
		to := h.chunks[k]
		for i, n := range from {
			to[i] += n
			if to[i] < n {
				h.carry(k<<chunkBits+i, 1)
			}
		}
	}
	h.n += o.n
	h.high = max(h.high, o.high)
	h.low = max(h.low, o.low)
	var over uint64
	h.sum[0], over = bits.Add64(h.sum[0], o.sum[0], 0)
	h.sum[1] += o.sum[1] + over
	h.squares[0], over = bits.Add64(h.squares[0], o.squares[0], 0)
	h.squares[1], over = bits.Add64(h.squares[1], o.squares[1], over)
	h.squares[2] += o.squares[2] + over
}

// Reset forgets all values and keeps the memory for new ones.
func (h *Histogram) Reset() {
	kept := h.chunks
	for _, c := range kept {
		if c != nil {
			*c = chunk{}
		}
	}
	*h = Histogram{chunks: kept, carries: h.carries[:0]}
}

// Empty tells whether nothing was recorded.
func (h *Histogram) Empty() bool { return h.n == 0 }

// Count returns how many values were recorded.
func (h *Histogram) Count() uint64 { return h.n }

// Sum returns the sum of the values, in seconds; 0 when empty. The sum is kept exactly
// and rounded once.
func (h *Histogram) Sum() float64 { return wide(h.sum[1], h.sum[0]) / 1e9 }

// Mean returns the mean of the values, in seconds; NaN when empty.
func (h *Histogram) Mean() float64 {
	if h.n == 0 {
		return math.NaN()
	}
	return wide(h.sum[1], h.sum[0]) / float64(h.n) / 1e9
}

// SD returns the standard deviation of the values, in seconds: the root of the sum of
// squared distances from the mean over Count - 1. It is 0 for a single value and NaN
// when empty. No precision is lost where values are large and close together.
func (h *Histogram) SD() float64 {
	switch h.n {
	case 0:
		return math.NaN()
	case 1:
		return 0
	}
	// Variance is (n * squares - sum^2) / (n * (n - 1)), the numerator without rounding.
	n := new(big.Int).SetUint64(h.n)
	d := n.Mul(n, integer(h.squares[:]))
	s := integer(h.sum[:])
	d.Sub(d, s.Mul(s, s))
	f, _ := new(big.Float).SetInt(d).Float64()
	return math.Sqrt(f/float64(h.n)/float64(h.n-1)) / 1e9
}

// integer joins words, the low one first.
func integer(words []uint64) *big.Int {
	sum := new(big.Int)
	for i := len(words) - 1; i >= 0; i-- {
		sum.Lsh(sum, 64)
		sum.Or(sum, new(big.Int).SetUint64(words[i]))
	}
	return sum
}

// wide returns hi * 2^64 + lo.
func wide(hi, lo uint64) float64 { return float64(float64(hi)*(1<<64)) + float64(lo) }

// Min returns the smallest value, in seconds; NaN when empty.
func (h *Histogram) Min() float64 {
	if h.n == 0 {
		return math.NaN()
	}
	return float64(h.least()) / 1e9
}

// Max returns the largest value, in seconds; NaN when empty.
func (h *Histogram) Max() float64 {
	if h.n == 0 {
		return math.NaN()
	}
	return float64(h.high) / 1e9
}

// Quantile returns the value, in seconds, that the share p of the values does not
// exceed: the one of rank ceil(p * Count), within 0.4 %. Values are taken to lie evenly
// in their bucket. The range of p is 0 (the minimum) to 1 (the maximum); Quantile
// panics outside. It is NaN when empty.
func (h *Histogram) Quantile(p float64) float64 {
	if !(p >= 0 && p <= 1) {
		panic(fmt.Sprintf("stats: quantile %v is not within 0 to 1", p))
	}
	switch {
	case h.n == 0:
		return math.NaN()
	case p == 0:
		return h.Min()
	case p == 1:
		return h.Max()
	}
	// A hair less, so that 0.07 of 100, which is 7.000000000000001, is the seventh.
	rank := uint64(math.Ceil(float64(p*float64(h.n)) * (1 - 4e-16)))
	rank = min(max(rank, 1), h.n)
	i, before := h.find(rank)
	first, last := h.edges(i)
	within := (float64(rank-before) - 0.5) / float64(h.count(i))
	return (float64(first) + float64(within*float64(last-first))) / 1e9
}

// find returns the bucket that holds the value of a rank from 1 to the count, and how
// many values are in the buckets before it.
func (h *Histogram) find(rank uint64) (i int, before uint64) {
	k := 0
	if rank > h.n/2 { // from the top: high quantiles have little above them
		k, before = chunks-1, h.n
		for n := h.total(k); before-n >= rank; n = h.total(k) {
			before -= n
			k--
		}
		before -= h.total(k)
	}
	for n := h.total(k); before+n < rank; n = h.total(k) {
		before += n
		k++
	}
	i = k << chunkBits
	for n := h.count(i); before+n < rank; n = h.count(i) {
		before += n
		i++
	}
	return i, before
}

// FractionAbove returns the share of values above v nanoseconds, from 0 to 1. In the
// bucket that holds v, values are taken to lie evenly. It is NaN when empty.
func (h *Histogram) FractionAbove(v int64) float64 {
	switch {
	case h.n == 0:
		return math.NaN()
	case v < h.least():
		return 1
	case v >= h.high:
		return 0
	}
	at := int(bucket(uint64(v)))
	over, within := uint64(0), h.count(at) // values in buckets above that of v, and in it
	for i := at + 1; i&(chunkSize-1) != 0; i++ {
		over += h.count(i)
	}
	for k := at>>chunkBits + 1; k <= int(bucket(uint64(h.high))>>chunkBits); k++ {
		over += h.total(k)
	}
	above := float64(over)
	if within > 0 {
		first, last := h.edges(at)
		above += float64(float64(within) * (float64(last-v) / float64(last-first+1)))
	}
	return above / float64(h.n)
}
