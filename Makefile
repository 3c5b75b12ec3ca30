# Two commands matter: `make site` builds the demo city, `make test` passes the tests. Both set themselves up.
PYTHON ?= python3
BIN    := .venv/bin
# feedgen and odfpy are published as sources only; all else is a wheel, and every file is pinned by its hash.
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet install
LOCKED := $(PIP) --require-hashes --only-binary :all: --no-binary feedgen,odfpy --no-build-isolation
LOCK   := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
          --generate-hashes --no-emit-index-url --no-header

.PHONY: help site serve test test-all judge bless lint words bench-intake bench-data format tools lock clean .venv bench

site: .venv/run.stamp  ## build the shipped demo city into published/current
	$(BIN)/python build.py

serve: site  ## build it and look at it on 127.0.0.1
	$(BIN)/python build.py serve

test: lint tools  ## everything a change must pass, in a few minutes
	$(BIN)/pytest -n auto --dist loadfile

test-all: lint tools  ## the same, and the slow tests
	$(BIN)/python .ci/tools.py validators
	$(BIN)/pytest -n auto --dist loadfile -m ""

.PHONY: bench-search
bench-search: tools  ## how well and how fast subjects are found, beside the yardsticks (an hour or so)
	$(BIN)/python .ci/tools.py bench
	$(BIN)/python tests/bench_search.py

judge: tools  ## every look of the demo city before axe-core, the Nu Html Checker, linkinator and Lighthouse (half an hour)
	$(BIN)/python .ci/tools.py judges
	$(BIN)/python build.py
	$(BIN)/python tests/tools/judge.py published

bless: tools  ## accept what is published now as the golden folder; read the difference, then commit
	$(BIN)/pytest --bless

lint: .venv/dev.stamp  ## style, types, and who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

words: .venv/dev.stamp  ## bring the catalogues of the interface up to the words that the sources use
	$(BIN)/python -m tests.tools.words
bench: .venv/dev.stamp  ## how long builds take, beside Hugo and Frozen-Flask (SIZES="1000 10000" RUNS=1)
	$(BIN)/python tests/bench_build.py --sizes $(or $(SIZES),1000 10000) --runs $(or $(RUNS),1)

bench-intake: .venv/dev.stamp  ## how long a million delivered rows take (ROWS=1000000)
	$(BIN)/python tests/bench_intake.py --rows $(or $(ROWS),1000000)

bench-data: .venv/dev.stamp  ## how long feeds and open data take beside the pages (SIZES="1000 10000")
	$(BIN)/python tests/bench_data.py --sizes $(or $(SIZES),1000 10000)

format: .venv/dev.stamp  ## put the code into shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

tools: .venv/dev.stamp  ## browser, fonts, page checkers and search server for the tests
	$(BIN)/python .ci/tools.py

lock: .venv/dev.stamp  ## newest versions that pyproject.toml allows, pinned
	$(LOCK) --group build -o requirements-build.lock
	$(LOCK) pyproject.toml -c requirements-build.lock -o requirements.lock
	$(LOCK) pyproject.toml --group dev -c requirements-build.lock -c requirements.lock -o requirements-dev.lock
	$(LOCK) --group validators -o .ci/validators.lock

clean:  ## forget the environment and the tools; what is published stays
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile

.venv: .venv/dev.stamp

.venv/base.stamp: requirements-build.lock
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make PYTHON=…")'
	$(PYTHON) -m venv .venv
	$(LOCKED) -r requirements-build.lock
	touch $@

.venv/run.stamp: .venv/base.stamp requirements.lock pyproject.toml
	$(LOCKED) -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.lock
	$(LOCKED) -r requirements-dev.lock
	touch $@
