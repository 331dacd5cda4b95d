.DEFAULT_GOAL := help
VENV := .venv
PYTHON := $(VENV)/bin/python
SHELL := /bin/bash
PORT ?= 8000
# Many processes are started here; where this is set, each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

$(VENV)/installed: requirements.lock
	python3.11 -m venv $(VENV) 2>/dev/null || python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes -r requirements.lock
	$(PYTHON) -m compileall -q -j 2 $(VENV)/lib > /dev/null || true # some packages carry files for other Pythons
	@touch $@

.PHONY: install
install: $(VENV)/installed ## Install into .venv

.PHONY: demo
demo: export JUNCTION_DEMO := true
demo: export BASE_URL := http://localhost:$(PORT)
demo: $(VENV)/installed ## Serve a place to look around in (PORT=8000)
	$(PYTHON) manage.py migrate --verbosity 0
	$(PYTHON) manage.py fill_demo --port $(PORT)
	@echo
	@echo "Open http://localhost:$(PORT)/ and, in the bar at the top, be Dawn, Pat, Ifan, Marcia or Sam in one click."
	@echo "If the port is taken: make demo PORT=8001"
	@$(PYTHON) manage.py serve --port $(PORT)

.PHONY: test
test: $(VENV)/installed ## Run all tests (what needs PostgreSQL, Redis or Chromium skips where they are missing)
	$(PYTHON) -m pytest -rs -n 2 --dist loadgroup -m "not audit"

.PHONY: audit
audit: $(VENV)/installed ## Open every public page, walk every journey: axe, light, dark, 320 px (DEFAULT_THEME=seafront: the pages in that theme)
	$(PYTHON) -m pytest -rs -n 2 --dist loadgroup -m "audit and not crawl$(if $(DEFAULT_THEME), and not journey)"

.PHONY: crawl
crawl: $(VENV)/installed ## Try every address as everybody of one place, beside another: nothing may leak (many minutes)
	$(PYTHON) -m pytest -rs -m crawl tests/second_place

.PHONY: spread
spread: $(VENV)/installed ## Serve on PostgreSQL and Redis: two web processes on one port, two task workers
	@test -n "$$DATABASE_URL" -a -n "$$REDIS_URL" || { echo "Set DATABASE_URL and REDIS_URL first."; exit 2; }
	$(PYTHON) manage.py migrate --verbosity 0
	@exec $(PYTHON) manage.py serve --port $(PORT) --workers 2 --task-workers 2

.PHONY: bench
bench: $(VENV)/installed ## Measure, and print ratios (BENCH="bridge live" runs some)
	$(PYTHON) -m tests.bench $(BENCH)

.PHONY: check
check: $(VENV)/installed ## Style, types, import contracts, migrations, deployment settings
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache
	$(PYTHON) manage.py makemigrations --check --dry-run
	SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))')" ALLOWED_HOSTS=junction.example \
	DJANGO_SETTINGS_MODULE=civic.settings.production $(PYTHON) manage.py check --deploy --fail-level WARNING

.PHONY: messages
messages: $(VENV)/installed ## Collect what the site says into the Welsh catalogue and compile it (needs GNU gettext)
	$(PYTHON) manage.py collect_messages

.PHONY: lock
lock: $(VENV)/installed ## Write requirements.lock anew from pyproject.toml
	$(PYTHON) -m pip install --quiet uv
	$(VENV)/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	  --extra dev --python-version 3.11 --output-file requirements.lock pyproject.toml
