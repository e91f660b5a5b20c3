# Xieshou 携手. `make` or `make help` lists the targets. Only Python 3.11+, its venv module and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# one more than there are cores: browser and crash tests wait as much as they work
JOBS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
ARGS ?= --help

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-postgres check run bench lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

# One stamp per set of locked packages; a changed lock installs again.
$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Xieshou needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked packages …"
	@$(PIP) --require-hashes --requirement requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt
	@echo "Installing the locked packages for tests …"
	@$(PIP) --require-hashes --requirement requirements/dev.txt
	@touch $@

demo: $(VENV)/run.stamp ## score every data set, render the documents to out/, show a short table, set up the platform with demo data
	@$(BIN)/xieshou demo --out out
	@XIESHOU_HOME=out/demo-platform XIESHOU_DEMO=1 $(BIN)/xieshou init --demo
	@XIESHOU_HOME=out/demo-platform XIESHOU_DEMO=1 $(BIN)/xieshou doctor
	@echo "在浏览器里看平台：make serve / open the platform in a browser: make serve"

serve: $(VENV)/run.stamp ## the platform with demo data in a browser, http://127.0.0.1:8000/
	@XIESHOU_HOME=out/demo-platform XIESHOU_DEMO=1 $(BIN)/xieshou init --demo
	@XIESHOU_HOME=out/demo-platform XIESHOU_DEMO=1 $(BIN)/xieshou serve

test: $(VENV)/dev.stamp ## run the tests, and the platform's again on PostgreSQL
	@$(BIN)/pytest -n $(JOBS)
	@$(BIN)/python -m tests.postgres -n $(JOBS) tests/platform tests/business tests/insight tests/faces tests/config

test-postgres: $(VENV)/dev.stamp ## run every test that touches a database on PostgreSQL, those of browser, crash and security too (10 minutes)
	@$(BIN)/python -m tests.postgres -n $(JOBS) tests/platform tests/business tests/insight tests/faces tests/config tests/cli tests/security tests/crash tests/e2e

check: $(VENV)/dev.stamp ## lint, format, types, layers, schemes and data
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/xieshou schemes check
	@$(BIN)/python -m django makemigrations --check --dry-run --verbosity 0 --settings tests.settings

run: $(VENV)/run.stamp ## run a command: make run ARGS="score shenzhen-2020"
	@$(BIN)/xieshou $(ARGS)

bench: $(VENV)/run.stamp ## measure speed, as ratios in one run
	@$(BIN)/xieshou bench score
	@$(BIN)/xieshou bench documents
	@$(BIN)/xieshou bench check

lock: ## renew the locks (maintainers; needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q --extra build pyproject.toml -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q --extra build --extra dev pyproject.toml -o requirements/dev.txt

clean: ## remove what was built
	rm -rf $(VENV) out .mypy_cache .ruff_cache .import_linter_cache
