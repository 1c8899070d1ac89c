package balance_test

import (
	"testing"

	"headroom/models/policy/balance"
	"headroom/models/policy/policytest"
)

func TestLeastRequestOfRandomChoices(t *testing.T) {
	tests := []struct {
		name        string
		choices     int
		distinct    bool
		outstanding []int32
		want        []float64
	}{
		{"takes the busier of two in a quarter of the cases", 2, false, []int32{5, 1}, []float64{0.25, 0.75}},
		{"is uniform among equals", 2, false, []int32{2, 2, 2}, []float64{1. / 3, 1. / 3, 1. / 3}},
		{"takes the busiest of three only when drawn twice", 2, false, []int32{9, 5, 1}, []float64{1. / 9, 3. / 9, 5. / 9}},
		{"with three choices takes it only when drawn three times", 3, false, []int32{9, 5, 1}, []float64{1. / 27, 7. / 27, 19. / 27}},
		{"without replacement never takes the busier of two", 2, true, []int32{5, 1}, []float64{0, 1}},
		{"without replacement never takes the busiest of three", 2, true, []int32{9, 5, 1}, []float64{0, 1. / 3, 2. / 3}},
		{"without replacement is uniform among equals", 3, true, []int32{2, 2, 2, 2}, []float64{0.25, 0.25, 0.25, 0.25}},
		{"with as many different choices as replicas is a full comparison", 7, true, []int32{9, 5, 1}, []float64{0, 0, 1}},
		{"with three different of four takes the best but one in a quarter", 3, true, []int32{9, 5, 4, 1}, []float64{0, 0, 0.25, 0.75}},
	}
	for _, tt := range tests {
		v := fleet(len(tt.outstanding))
		v.Outstanding = tt.outstanding
		p := newPicker(made(func(r *balance.LeastRequest) { r.Choices, r.Distinct = tt.choices, tt.distinct }), 5)
		sameShares(t, tt.name, shares(p, v, 50_000), tt.want, 0.01)
	}
}

// TestLeastRequestWithWeights: with weights w and a active requests, the shares are as
// w/(a+1)^bias.
func TestLeastRequestWithWeights(t *testing.T) {
	tests := []struct {
		name        string
		weights     balance.Weights
		slowStart   []float64
		bias        float64
		outstanding []int32
		want        []float64
	}{
		{"idle replicas have shares as their weights", balance.Weights{3, 1}, nil, 1, []int32{0, 0}, []float64{0.75, 0.25}},
		{"calls divide the weight", balance.Weights{3, 1}, nil, 1, []int32{2, 0}, []float64{0.5, 0.5}},
		{"without bias calls do not count", balance.Weights{3, 1}, nil, 0, []int32{2, 0}, []float64{0.75, 0.25}},
		{"a bias of 2 counts them twice", balance.Weights{4, 1}, nil, 2, []int32{1, 0}, []float64{0.5, 0.5}},
		{"slow start lowers the share of a replica", nil, []float64{1, 0.25}, 1, []int32{0, 0}, []float64{0.8, 0.2}},
		{"equal weights are no weights", balance.Weights{3, 3}, nil, 1, []int32{5, 1}, []float64{0.25, 0.75}},
	}
	for _, tt := range tests {
		v := fleet(2)
		v.Outstanding, v.Weight = tt.outstanding, tt.slowStart
		p := newPicker(made(func(r *balance.LeastRequest) { r.Weights, r.ActiveRequestBias = tt.weights, tt.bias }), 5)
		sameShares(t, tt.name, shares(p, v, 50_000), tt.want, 0.01)
	}
}

func TestLeastRequestErrors(t *testing.T) {
	policytest.Errors(t, "least request", (&balance.LeastRequest{Choices: 1, Weights: balance.Weights{1, 0}, ActiveRequestBias: -1}).Validate(), []string{
		"weights: that of replica 1 is 0; write a number above 0", "choices: 1 leaves nothing", "active_request_bias: -1 is negative",
	})
}
