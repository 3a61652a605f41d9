# Every target finds a JDK >= 21 by itself (bin/find-jdk) or says what to install.
.PHONY: help demo build test bench format
.DEFAULT_GOAL := help

help: ## what can be made here
	@echo "make demo     from nothing to a DuckDB file of HubSpot data, with a HubSpot stand-in: no account, no token"
	@echo "make build    build ./hubflow (it also builds itself on first use)"
	@echo "make test     every check: compiler checks, formatting, unit, contract and end-to-end tests"
	@echo "make bench    measure speed, memory and API calls; prints JSON"
	@echo "make format   format all Java sources"
	@echo
	@echo "./hubflow --help tells about the command itself."

demo: ## load, change, load again, verify, show
	@./hubflow demo

build: ## the ./hubflow command
	@./bin/build-hubflow

test: ## all modules, with Error Prone, NullAway and the formatter's check
	./bin/maven --batch-mode verify spotless:check

bench: ## see benchmarks/
	@./benchmarks/run

format: ## palantir-java-format on everything
	./bin/maven --batch-mode --quiet spotless:apply
