# make demo and make test do all their set-up themselves: Python 3.11 with pip, make and git are enough.
PYTHON ?= python3
UV := .tools/bin/uv
RUN := $(UV) run --frozen --no-sync
SYNCED := .stamps/synced
OFFICE_TESTS := tests/unit/office tests/unit/portal
DEMO ?= demo
WORKERS ?= auto
PYTEST := $(RUN) python -m pytest -n $(WORKERS) --dist worksteal
POSTGRES ?= 0
SERVE ?= 1
PORT ?= 8000

export UV_PYTHON_DOWNLOADS := never
unexport PYTHONDONTWRITEBYTECODE  # where it is set, each process compiles all that it imports anew
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/.venv

.PHONY: demo test test-postgres screenshots check fix bench setup clean docs
.DEFAULT_GOAL := demo

$(UV): tools/uv.txt
	@mkdir -p .tools
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
	    --no-deps --only-binary :all: --upgrade --require-hashes --target .tools -r tools/uv.txt
	@touch $@

$(SYNCED): $(UV) pyproject.toml uv.lock $(wildcard src/schoolgate/portal/locale/*/LC_MESSAGES/django.po)
	$(UV) sync --frozen --quiet --python $(PYTHON)
	$(RUN) python -m tools.compile
	@mkdir -p .stamps && touch $@

setup: $(SYNCED)

demo: $(SYNCED)  ## make a district, take one request of every kind through the gate, and serve the office (SERVE=0: don't)
	$(RUN) schoolgate demo $(DEMO) $(if $(filter 0,$(SERVE)),,--serve --port $(PORT))

test: $(SYNCED)  ## every test; POSTGRES=1 runs those of the office once more, on a real PostgreSQL
	$(RUN) python -m tools.browser
	$(PYTEST)
ifeq ($(POSTGRES),1)
	$(PYTEST) -p tests.postgres $(OFFICE_TESTS)
endif

test-postgres: $(SYNCED)  ## the tests of the office on a real PostgreSQL, those in a browser too
	$(RUN) python -m tools.browser
	$(PYTEST) -p tests.postgres $(OFFICE_TESTS) tests/browser tests/integration/test_office_kill.py

screenshots: $(SYNCED)  ## the pictures of the office in docs/
	OFFICE_SCREENSHOTS=1 $(RUN) pytest -n 0 tests/browser

check: $(SYNCED)  ## changes nothing
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) lint-imports
	$(RUN) mypy
	$(RUN) python -m tools.reference --check

fix: $(SYNCED)
	$(RUN) ruff format .
	$(RUN) ruff check --fix .
	$(RUN) python -m tools.reference

docs: $(SYNCED)
	$(RUN) python -m tools.reference

bench: $(SYNCED)  ## measures everything; the tools that we are compared with are installed for it alone
	$(UV) sync --frozen --quiet --python $(PYTHON) --group bench
	$(RUN) python -m benchmarks

clean:
	rm -rf .tools .venv .stamps .mypy_cache .ruff_cache .pytest_cache demo bench-out
