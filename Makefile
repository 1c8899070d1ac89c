FUZZTIME ?= 20s

.DEFAULT_GOAL := check
.PHONY: check test race bench update fuzz help

check: ## format, vet, lint, tests and race detector on the files as they are; .ci/run does the same on a clean clone
	@test -z "$$(gofmt -l .)" || { gofmt -d .; exit 1; }
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	go test ./...
	go test -race -short ./models/... ./sim/...

test: ## all tests
	go test ./...

bench: ## all benchmarks; compare two outputs with benchstat
	go test -run '^$$' -bench . -benchmem ./...

update: ## write generated files and golden files anew; then read the diff and commit only what you can explain
	go generate ./...
	go test $$(go list -f '{{$$p := .ImportPath}}{{range .TestImports}}{{if eq . "headroom/internal/golden"}}{{$$p}} {{end}}{{end}}{{range .XTestImports}}{{if eq . "headroom/internal/golden"}}{{$$p}} {{end}}{{end}}' ./...) -update
	git diff --stat

fuzz: ## fuzz each target for FUZZTIME (20s)
	@grep -rl --include='*_test.go' '^func Fuzz' . | while read -r file; do \
	  for name in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$file"); do \
	    echo "== $$name"; \
	    go test "$$(dirname "$$file")" -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) || exit 1; \
	  done; \
	done

help: ## this list
	@sed -n 's/^\([a-z]*\): .*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10
