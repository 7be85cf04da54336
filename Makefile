# make demo    set up, make a fresh run, see the nudge
# make test    set up, run every test, lint, types, layers
# make check   the same without setting up again
# make screenshots   every page, phone and desktop, light and dark, into build/screenshots
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check install --quiet --constraint constraints.txt
SOURCES := $(shell find service config systemd -type f -not -name '*.pyc')

.PHONY: demo test check browser screenshots boot torture soak soak-idle bench bench-outbox bench-habit bench-newcomer format site clean

# On a terminal it goes on, so that own files can be dropped; elsewhere it ends.
demo: .venv/lapbell
	@if [ -t 1 ]; then $(BIN)/lapbell demo; else $(BIN)/lapbell demo --once; fi

test: .venv/lapbell .venv/dev browser check

check: .venv/lapbell .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest --numprocesses auto

# Debian's Chromium, for the tests in a browser; they skip and say so where there is none.
browser:
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	  echo "no Chromium here, so the tests in a browser are skipped"

# Those in the README go to docs/pictures as well.
screenshots: .venv/lapbell .venv/dev
	$(BIN)/python tests/browser/screenshots.py build/screenshots docs/pictures

# The service under a real systemd in a container; needs root, debootstrap and systemd-nspawn.
boot: .venv/lapbell .venv/dev
	LAPBELL_BOOT=1 $(BIN)/python -m pytest tests/systemd

# Kills, power cuts, full and failing disks, a clock that jumps; minutes, and root for most of it.
torture: .venv/lapbell .venv/dev
	LAPBELL_TORTURE=1 $(BIN)/python -m pytest tests/torture

# Ten years by a clock turned by hand.
soak: .venv/lapbell .venv/dev
	LAPBELL_SOAK=1 $(BIN)/python -m pytest -s tests/soak

# What a service with nothing to do costs, in so many minutes: make soak-idle MINUTES=600
MINUTES ?= 10
soak-idle: .venv/lapbell .venv/dev
	$(BIN)/python tests/bench/idle.py $(MINUTES)

bench-outbox: .venv/lapbell .venv/dev
	$(BIN)/python tests/bench/bench_outbox.py

# From `git clone` to the first nudge, step by step; it fetches all that lapbell needs.
bench-newcomer: .venv/lapbell .venv/dev
	$(BIN)/python tests/bench/bench_newcomer.py

bench-habit: .venv/lapbell .venv/dev
	$(BIN)/python tests/bench/bench_habit.py

bench: .venv/lapbell .venv/dev
	$(BIN)/python tests/bench/bench_readers.py
	$(BIN)/python tests/bench/bench_latency.py
	$(BIN)/python tests/bench/bench_pictures.py
	$(BIN)/python tests/bench/bench_pages.py
	$(BIN)/python tests/bench/bench_weeks.py
	$(BIN)/python tests/bench/bench_backtest.py
	$(BIN)/python tests/bench/bench_import.py

format: .venv/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Installed for real, not editable: the tests see what a user gets.
.venv/lapbell: .venv/made $(SOURCES) pyproject.toml README.md LICENSE
	$(PIP) --force-reinstall --no-deps .
	touch $@

.venv/made: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "lapbell needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(PIP) .
	touch $@

# docs/ as a web site, in build/site; every link in it must lead somewhere.
site: .venv/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

.venv/docs: .venv/made
	$(PIP) '.[docs]'
	touch $@

.venv/dev: .venv/made
	$(PIP) '.[dev]'
	touch $@

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .hypothesis
