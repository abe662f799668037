# Every target does the set-up it needs first; the second time that takes a moment.
PYTHON ?= python3
BIN := .venv/bin
SETUP := $(PYTHON) packaging/bootstrap.py
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadgroup
SHOTS ?= shots
DEMO ?= build/demo

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-trainer run test check format bench shots bundle prove lock clean

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 22

setup: ## set up what the app needs
	@$(SETUP)

setup-dev: ## set up what the checks and tests need, too (torch among it)
	@$(SETUP) --dev --trainer

setup-trainer: ## set up what the trainer needs (torch: about 5 GB)
	@$(SETUP) --trainer

run: setup ## set up, fetch the default model, open the window (without a display: code the demo records)
	@$(BIN)/dxdesk model fetch || echo "DxDesk goes on without a model: its reader needs none."
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname -s)" = Darwin ]; then \
	  exec $(BIN)/dxdesk; \
	else \
	  exec $(BIN)/dxdesk demo --out $(DEMO); \
	fi

test: setup-dev ## format, lint, types, layers and all tests
	@$(BIN)/ruff format --check --quiet --output-format concise . || { echo "Not formatted; mend it with: make format"; exit 1; }
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/basedpyright --level error
	@$(BIN)/lint-imports --no-logo
	@$(PYTEST)

check: setup-dev ## the same as test, each step named and timed, going on after a failure
	@$(BIN)/python packaging/check.py

format: setup-dev ## format the code and mend what the linter can mend
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

bench: setup ## measure (one figure: .venv/bin/dxdesk bench NAME)
	@$(BIN)/dxdesk bench

shots: setup ## a PNG of every page, zh and en, light and dark, into SHOTS (default: shots/)
	@QT_QPA_PLATFORM=offscreen $(BIN)/dxdesk --screenshot $(SHOTS)

bundle: setup ## one folder that installs and starts without any network
	@$(BIN)/python packaging/bundle.py

prove: bundle ## install and start the bundle in a network namespace that has no network
	@bash packaging/prove_offline.sh

lock: setup-dev ## remake packaging/locks/*.txt from pyproject.toml
	@$(BIN)/python packaging/lock.py

clean: ## remove what was made here; the cache with the built llama.cpp stays
	rm -rf .venv build dist shots .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find app trainer packaging tests -name __pycache__ -prune -exec rm -rf {} +
