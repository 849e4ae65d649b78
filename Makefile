# Two commands to start with: `make demo` and `make test`. Everything runs in .venv; nothing else is touched.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export ENDCAP_HOME ?= $(CURDIR)/.endcap

.PHONY: help install install-test demo test check bench trace messages pins clean

help: ## What can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/.installed: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Endcap needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

install: $(VENV)/.installed ## .venv with .venv/bin/endcap, from hashed pins
	@$(BIN)/python -m endcap.config.catalogs

$(VENV)/.installed-test: requirements/test.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

install-test: install $(VENV)/.installed-test ## what the tests need, Debian packages too when root
	@bash tools/debian_packages.sh

demo: install ## the demo company on 127.0.0.1:$(PORT)
	@ENDCAP_HOME=$(CURDIR)/.demo $(BIN)/endcap demo --port $(PORT)

test: install-test ## unit, architecture, races on both databases, browser, vectors
	@unset ENDCAP_HOME; $(BIN)/python tools/on_postgresql.py $(BIN)/python -m pytest -n 2 --dist loadgroup -m "not e2e and not sqlite"
	@unset ENDCAP_HOME; $(BIN)/python -m pytest -n 2 --dist loadgroup

check: install-test ## format, lint, types, imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@unset ENDCAP_HOME; $(BIN)/mypy
	@unset ENDCAP_HOME; $(BIN)/lint-imports

bench: install-test ## print the figures of benchmarks/
	@for f in benchmarks/[a-z]*.py; do echo "== $$f"; $(BIN)/python $$f || exit 1; done

trace: install-test ## requirement id → the tests that cite it
	@$(BIN)/python tools/trace.py

messages: ## renew the English catalogues of every area (needs gettext)
	@bash tools/messages.sh

pins: ## renew the hashed pins
	@bash tools/pins.sh

clean: ## remove what was made, keep data
	rm -rf $(VENV) build src/*.egg-info .mypy_cache .ruff_cache
