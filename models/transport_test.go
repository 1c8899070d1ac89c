package models_test

import (
	"testing"

	"headroom/models"
	"headroom/models/policy/policytest"
)

func TestTransportForms(t *testing.T) {
	_, forms := (*models.Transport)(nil).Variants()
	policytest.Forms(t, forms, nil)
}

func TestTransportValidate(t *testing.T) {
	wire := []string{"bandwidth: ", "loss: 60% is not between 0% and 50%", "segment: 0B is less than 1B", "min_rto: "}
	bad := models.Wire{Bandwidth: -1, Loss: 0.6, MinRTO: -1}
	dialing := models.Dialing{Resumed: 1.5, ConnectTimeout: -1}
	dial := []string{"resumed: 150% is not between", "connect_timeout: "}
	pool := []string{"pending_timeout: ", "idle_timeout: "}
	pooling := models.Pooling{PendingTimeout: -1}
	with := func(lists ...[]string) (all []string) {
		for _, l := range lists {
			all = append(all, l...)
		}
		return all
	}
	window := []string{"stream_window: 0B is less than 1B"}
	tests := []struct {
		name string
		rule models.TransportRule
		want []string
	}{
		{"none", nil, nil},
		{"HTTP/1.1", &models.HTTP1{Dialing: dialing, IdleTimeout: -1, Pooling: pooling, Wire: bad}, with(dial, pool, wire)},
		{"HTTP/2", &models.HTTP2{Dialing: dialing, IdleTimeout: -1, Pooling: pooling, Wire: bad}, with(dial, window, pool, wire)},
		{"HTTP/3", &models.HTTP3{Dialing: dialing, IdleTimeout: -1, Pooling: pooling, Wire: bad}, with(dial, window, pool, wire)},
		{"gRPC", &models.GRPC{Dialing: dialing, IdleTimeout: -1, Pooling: pooling, Wire: bad}, with(dial, window, pool, wire)},
		{"WebSocket", &models.WebSocket{Dialing: dialing, IdleTimeout: -1, Pooling: pooling, Wire: bad}, with(dial, pool, wire)},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, models.Transport{Rule: tt.rule}.Validate(), tt.want)
	}
}
