# Each target makes what it needs. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup demo dashboard screenshots test test-all check lint types fix bench clean

PYTHON ?= python3
# Pinned, because the newest release of torch brings gigabytes of CUDA that nothing here needs.
TORCH  ?= torch==2.13.0
PORT   ?= 8501
BIN    := .venv/bin
# Bytecode is made when a module is first imported: of all that is installed only a part ever is.
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
unexport PYTHONDONTWRITEBYTECODE
READY  := .venv/.ready
# The demo has a store of its own: invented headlines must never reach a newsroom's.
DEMO   := demo/topics.db

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv with everything in it

$(READY): pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) "$(TORCH)"
	$(PIP) --editable ".[dev]"
	@touch $@

demo: $(READY) ## run the whole job on the sample and serve the dashboard
	@mkdir -p demo
	$(BIN)/topics run --sample --db $(DEMO)
	$(BIN)/topics dashboard --port $(PORT) --db $(DEMO)

dashboard: $(READY) ## serve the dashboard over TOPICS_DB (default: the demo's store)
	@mkdir -p demo
	$(BIN)/topics dashboard --port $(PORT) --db "$${TOPICS_DB:-$(DEMO)}"

screenshots: $(READY) ## photograph the dashboard for docs/screenshots
	$(BIN)/python -m tests.browser.photograph

test: $(READY) ## run the tests
	$(BIN)/python -m pytest

test-all: $(READY) ## run the slow tests too
	$(BIN)/python -m pytest -m ""

check: lint types test ## lint, types, tests: what CI runs (`make -j2 check` does them side by side)

lint: $(READY) ## look for slips of style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) ## check the types
	$(BIN)/mypy

fix: $(READY) ## format the code and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Those that need no public sets; benchmarks/ has the others, each with its command at its head.
bench: $(READY) ## measure speed: start, encoding, the whole job
	@for name in start encode job; do \
	  echo "== $$name"; $(BIN)/python -m benchmarks.$$name || exit 1; done

clean: ## remove .venv, the demo and every cache in this folder
	rm -rf .venv demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
