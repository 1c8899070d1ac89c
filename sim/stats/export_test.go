package stats

// Fill sets the 32-bit counter of the bucket of v to its largest value, and counts so
// many values.
func (h *Histogram) Fill(v int64) {
	h.Record(v)
	i := bucket(uint64(v))
	h.n += 1<<32 - 2
	h.chunks[i>>chunkBits][i&(chunkSize-1)] = 1<<32 - 1
}
