package models

import "headroom/sim"

// keyMap maps keys to numbers: open addressing with linear probing, deletion by moving
// entries back. It allocates only when it grows. The zero value is empty.
type keyMap struct {
	slots []keySlot // a power of two
	count int
}

type keySlot struct {
	key   uint64
	value int32 // value + 1; 0 means free
}

func (m *keyMap) home(key uint64) int { return int(sim.Mix(key, 0)) & (len(m.slots) - 1) }

// find returns the slot of a key, or the free slot where it would go.
func (m *keyMap) find(key uint64) int {
	i := m.home(key)
	for m.slots[i].value != 0 && m.slots[i].key != key {
		i = (i + 1) & (len(m.slots) - 1)
	}
	return i
}

func (m *keyMap) get(key uint64) (int32, bool) {
	if m.count == 0 {
		return 0, false
	}
	s := m.slots[m.find(key)]
	return s.value - 1, s.value != 0
}

func (m *keyMap) put(key uint64, value int32) {
	if 4*(m.count+1) > 3*len(m.slots) {
		m.grow()
	}
	i := m.find(key)
	if m.slots[i].value == 0 {
		m.count++
	}
	m.slots[i] = keySlot{key, value + 1}
}

func (m *keyMap) delete(key uint64) {
	if m.count == 0 {
		return
	}
	hole := m.find(key)
	if m.slots[hole].value == 0 {
		return
	}
	m.count--
	mask := len(m.slots) - 1
	for i := (hole + 1) & mask; m.slots[i].value != 0; i = (i + 1) & mask {
		if (i-m.home(m.slots[i].key))&mask >= (i-hole)&mask {
			m.slots[hole] = m.slots[i]
			hole = i
		}
	}
	m.slots[hole] = keySlot{}
}

func (m *keyMap) clear() {
	clear(m.slots)
	m.count = 0
}

func (m *keyMap) grow() {
	old := m.slots
	m.slots = make([]keySlot, max(64, 2*len(old)))
	m.count = 0
	for _, s := range old {
		if s.value != 0 {
			m.put(s.key, s.value-1)
		}
	}
}
