package models

import (
	"testing"

	"headroom/sim"
)

// agree applies operations, two bytes each, to a keyMap and to a Go map.
func agree(t *testing.T, ops []byte) {
	var m keyMap
	want := map[uint64]int32{}
	for i := 0; i+1 < len(ops); i += 2 {
		key := uint64(ops[i+1]) << (ops[i] >> 5 * 7) // spread out, and crowded
		switch ops[i] & 7 {
		case 0, 1, 2, 3:
			m.put(key, int32(i))
			want[key] = int32(i)
		case 4, 5:
			m.delete(key)
			delete(want, key)
		case 6:
			got, ok := m.get(key)
			if v, there := want[key]; ok != there || ok && got != v {
				t.Fatalf("get(%d) = %d, %v, want %d, %v", key, got, ok, v, there)
			}
		case 7:
			if ops[i+1] == 0 {
				m.clear()
				clear(want)
			}
		}
		if m.count != len(want) {
			t.Fatalf("count = %d, want %d", m.count, len(want))
		}
	}
	for key, v := range want {
		if got, ok := m.get(key); !ok || got != v {
			t.Fatalf("get(%d) = %d, %v, want %d", key, got, ok, v)
		}
	}
}

func TestKeyMapDoesWhatAMapDoes(t *testing.T) {
	for seed := range uint64(20) {
		s := sim.NewStream(seed)
		ops := make([]byte, 20_000)
		for i := range ops {
			ops[i] = byte(s.Uint64())
		}
		agree(t, ops)
	}
}

func FuzzKeyMap(f *testing.F) {
	f.Add([]byte{0, 1, 0, 2, 4, 1, 6, 2})
	f.Add([]byte{0, 0, 4, 0, 6, 0, 7, 0, 6, 0})
	f.Fuzz(agree)
}

func TestAnEmptyKeyMap(t *testing.T) {
	var m keyMap
	m.delete(3)
	if _, ok := m.get(3); ok {
		t.Error("an empty map has key 3")
	}
	m.put(3, 0)
	got, ok := m.get(3)
	same(t, "the value 0 is a value", got, 0)
	same(t, "found", ok, true)
}

func TestKeyMapDoesNotAllocateWhenItDoesNotGrow(t *testing.T) {
	var m keyMap
	for key := range uint64(1000) {
		m.put(key, 1)
	}
	n := testing.AllocsPerRun(10, func() {
		for key := range uint64(1000) {
			m.delete(key)
			m.put(key+5000, 2)
			m.delete(key + 5000)
			m.put(key, 1)
		}
	})
	same(t, "allocations", n, 0)
}
