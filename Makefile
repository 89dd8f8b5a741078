# Everything one does with this repository. Nothing needs to be installed first but Python 3.11 and make.
SHELL := /bin/sh
.SHELLFLAGS := -eu -c
BIN := .venv/bin
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHONWARNINGS :=
# Each process would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

ROUNDS := 50
CALLS := 5000
# Tests wait for databases, processes and pages more than they compute.
WORKERS := 3

.DEFAULT_GOAL := help
.PHONY: help demo test test-python test-web test-browser pictures check bench faults hostile lint types format contracts drift sizes lighthouse clean setup setup-dev

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{ printf "  make %-13s %s\n", $$1, $$2 }'

setup:
	@scripts/setup
setup-dev:
	@scripts/setup dev

demo: setup ## Start Sportello with a demo workspace and a shop page
	@exec $(BIN)/sportello demo

test: setup-dev ## Run all tests: Python, front-ends, browser
	@$(MAKE) --no-print-directory test-python test-web test-browser

test-python: setup-dev ## Run the Python tests
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal

test-web: setup-dev ## Run the front-ends' own tests
	cd web/widget && npm test --silent
	cd web/desk && npm test --silent

test-browser: setup-dev ## Run the browser tests (needs Chromium)
	@CHROMIUM="$$(scripts/chromium)" && export CHROMIUM && set -x && $(BIN)/pytest -q -n 2 --dist worksteal -p playwright tests/browser

pictures: setup-dev ## Make the README's and the guides' pictures anew
	@CHROMIUM="$$(scripts/chromium)" && export CHROMIUM && set -x && $(BIN)/pytest -q -p playwright tests/browser/test_pictures.py tests/browser/test_guides.py --pictures docs/images

check: setup-dev ## Everything that must hold before a commit is shared
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory lint types contracts sizes drift test-web test-python test-browser
	@echo "make check: all good"

lint: setup-dev ## Look for mistakes and bad style
	$(BIN)/ruff check .
	cd web/widget && npm run --silent check
	cd web/desk && npm run --silent check

types: setup-dev ## Check the types
	$(BIN)/pyright

contracts: setup-dev ## Check who may import whom
	$(BIN)/lint-imports --cache-dir .cache/import-linter

drift: setup-dev ## Check that the API description and the generated client are up to date
	@scripts/drift

sizes: setup-dev ## Check that the front-ends stay small
	cd web/widget && npm run --silent size
	cd web/desk && npm run --silent sizes

format: setup-dev ## Format everything
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only --quiet .
	cd web/widget && npm run --silent format
	cd web/desk && npm run --silent format

faults: setup-dev ## Kill everything in traffic, long form (ROUNDS=50 of each, ONLY=server,database, SEED=7)
	$(BIN)/pytest -q -rP tests/faults
	$(BIN)/python -m tests.faults --rounds $(ROUNDS) $(if $(ONLY),--only $(ONLY)) $(if $(SEED),--seed $(SEED))

hostile: setup-dev ## Let a model that obeys its attackers answer, long form (CALLS=5000, SEED=7, PLANTS=file.jsonl)
	$(BIN)/python -m tests.hostile --calls $(CALLS) $(if $(SEED),--seed $(SEED)) $(if $(PLANTS),--plants $(PLANTS))

bench: setup-dev ## Measure speed, memory and answers
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.models
	$(BIN)/python -m benchmarks.streams
	$(BIN)/python -m benchmarks.streams --together
	$(BIN)/python -m benchmarks.inbox

lighthouse: setup-dev ## Have Lighthouse look at the desk on a phone (fetches Lighthouse)
	$(BIN)/python -m benchmarks.desk_on_a_phone

clean: ## Remove what was built; the demo's data too
	rm -rf .venv .cache .sportello src/sportello/static dist web/*/node_modules benchmarks/lighthouse/node_modules
