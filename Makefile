# Everything a checkout can do. `make demo` and `make test` set up all they need by themselves.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PYTHON := $(or $(PYTHON),python3)
export PYTHON

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.counterfoil-setup
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/counterfoil
WPCS_DIR ?= $(CACHE)/wpcs-2.3.0
PYTEST := $(BIN)/python -m pytest
PYTHON_TREES := agent soap_adapters tests
PACKAGES := packaging/install/debian-packages.sh

.PHONY: help setup demo check test test-nightly test-wordpress bench generate lock plugin-zip
.PHONY: packages-setup packages-demo packages-check packages-test lint-php

help: ## What can be made, in one line each
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 18

setup: packages-setup $(STAMP) ## A virtual environment in .venv with everything pinned by hash

# The venv is made once; the stamp is older than the lock or pyproject.toml when these changed.
$(STAMP): requirements.lock pyproject.toml
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	echo "setup: installing the pinned packages into $(VENV)."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--no-build-isolation --editable .
	touch $@

packages-setup packages-demo packages-check packages-test:
	@$(PACKAGES) $(@:packages-%=%) </dev/null

demo: packages-demo setup ## The main job on practice systems: SHOP=wordpress, KEEP=1, SEED=n
	@$(BIN)/counterfoil demo $(if $(SHOP),--shop $(SHOP)) $(if $(KEEP),--keep) \
		$(if $(SEED),--seed $(SEED))

check: packages-check setup lint-php ## Style, types, import rules, architecture tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) -q tests/architecture

lint-php: packages-check
	@WPCS_DIR="$(WPCS_DIR)" packaging/install/lint-php.sh wp-plugin agent tests

test: packages-test setup ## Every test but the nightly, real-WordPress and benchmark ones
	@$(PYTEST) -m "not nightly and not wordpress and not bench" $(ARGS)

test-nightly: packages-test setup ## Long searches and kill matrices, at most 40 minutes; SEED=n
	@seed=$${SEED:-$$RANDOM}
	echo "seed: $$seed"
	$(PYTEST) -m nightly --hypothesis-seed="$$seed" $(ARGS)

# tests/wordpress first: its conftest.py says in one line of the head which trees are absent.
test-wordpress: packages-test setup ## The main job on real WordPress and WooCommerce: all versions
	@$(PYTEST) -m wordpress -r fE $(or $(ARGS),tests/wordpress tests)

bench: packages-test setup ## Benchmarks, each beside its peer in one run: ARGS="intake --runs 3"
	@$(BIN)/python -m tests.benchmarks $(ARGS)

generate: setup ## Write what is made from the code: the catalogue in PHP, pages of problems, settings
	@$(BIN)/python packaging/generate/catalogue.py
	@$(BIN)/python packaging/generate/problems_page.py
	@$(BIN)/python packaging/generate/settings_page.py

plugin-zip: ## The plugin as WordPress takes it: dist/counterfoil.zip, the same bytes each time
	@$(PYTHON) packaging/plugin_zip.py

lock: ## Renew requirements.lock from pyproject.toml
	@packaging/install/lock.sh
