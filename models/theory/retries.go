package theory

// Attempts returns the mean number of attempts of a call that may make at most so many,
// each of which fails with a chance, independently: (1 - p^most) / (1 - p).
func Attempts(most int, fails float64) float64 {
	sum, power := 0.0, 1.0
	for range most {
		sum += power
		power *= fails
	}
	return sum
}

// HiddenCapacity returns the rate of new calls up to which a component with a capacity
// recovers by itself from an overload in which every call makes so many attempts. Between
// it and the capacity everything is well until something goes wrong, and then the retries
// alone keep it overloaded: the metastable range (Bronson, Aghayev, Charapko, Zhu 2021,
// "Metastable failures in distributed systems").
func HiddenCapacity(capacity, attempts float64) float64 { return capacity / attempts }
