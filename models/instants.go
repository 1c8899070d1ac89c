package models

import "headroom/sim"

// Hot path: see ARCHITECTURE.md, "Speed".

// instants are moments to come, the next in front: a binary heap.
type instants []moment

// moment is something that happens at an instant.
type moment struct {
	at   sim.Time
	what int32
}

// push adds a moment.
func (h *instants) push(m moment) {
	*h = append(*h, m)
	s := *h
	i := len(s) - 1
	for i > 0 && m.at < s[(i-1)/2].at {
		s[i] = s[(i-1)/2]
		i = (i - 1) / 2
	}
	s[i] = m
}

// pop takes the next moment out.
func (h *instants) pop() moment {
	s := *h
	first, last := s[0], s[len(s)-1]
	*h = s[:len(s)-1]
	if len(*h) > 0 {
		h.replace(last)
	}
	return first
}

// replace puts a moment in the place of the next one.
func (h *instants) replace(m moment) {
	s := *h
	i := 0
	for {
		child := 2*i + 1
		if child >= len(s) {
			break
		}
		if child+1 < len(s) && s[child+1].at < s[child].at {
			child++
		}
		if m.at <= s[child].at {
			break
		}
		s[i] = s[child]
		i = child
	}
	s[i] = m
}
