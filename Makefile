# Two commands matter: `make site` builds the demo city, `make test` passes the tests. Both set themselves up.
PYTHON ?= python3
BIN    := .venv/bin
# feedgen and odfpy are published as sources only; everything else is a wheel, and every file is hashed.
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet install
LOCKED := $(PIP) --require-hashes --only-binary :all: --no-binary feedgen,odfpy --no-build-isolation
LOCK   := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
          --no-emit-index-url --no-header

.PHONY: site serve test test-all bless format lint lock clean .venv
.DELETE_ON_ERROR:

site: .venv/run.stamp  ## the shipped demo city, into published/current
	$(BIN)/python build.py

serve: site  ## a look at it on 127.0.0.1
	$(BIN)/python build.py serve

.venv/base.stamp: requirements-build.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
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

.venv: .venv/dev.stamp  ## everything a developer needs, and nothing run

lock: .venv/dev.stamp  ## the locks, from what pyproject.toml asks for
	$(LOCK) --upgrade --group build -o requirements-build.lock
	$(LOCK) --upgrade pyproject.toml -c requirements-build.lock -o requirements.lock
	$(LOCK) --upgrade pyproject.toml --group dev -c requirements-build.lock -c requirements.lock -o requirements-dev.lock
