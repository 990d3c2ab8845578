.DEFAULT_GOAL := help
SHELL := /bin/sh
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help run test check bench format lock setup machine messages soak

help: ## List what can be made
	@grep -E '^[a-z]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 12

run: setup ## Set everything up and serve at http://127.0.0.1:8000 (PORT=8001 for another)
	@$(BIN)/flask db upgrade
	@$(BIN)/flask content publish --keep-newer
	@$(BIN)/flask demo people
	@$(BIN)/flask demo load --participants 200 --planted
	@echo "Serving at http://127.0.0.1:$(PORT) (Ctrl-C stops)"
	@$(BIN)/flask jobs run --with-parent $$$$ & PORT=$(PORT) exec $(BIN)/gunicorn wsgi:app

test: .venv/checked machine ## Set everything up and pass every test
	@$(BIN)/pytest -n auto --dist worksteal

check: .venv/checked machine ## Format, lint, types, imports, content, migrations and every test: what CI does
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/flask content check
	@$(BIN)/pytest -n auto --dist worksteal

bench: .venv/checked machine ## Measure speed and weight; prints the figures of docs/measurements.md
	@$(BIN)/python -m tests.bench

soak: .venv/checked machine ## The long fault tests: kill workers again and again while people save
	@$(BIN)/pytest -p no:cacheprovider tests/faults --soak

format: .venv/checked ## Format and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: .venv/checked ## Resolve requirements*.in into requirements*.txt, with hashes
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --quiet --upgrade requirements.in -o requirements.txt
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --quiet --upgrade requirements-dev.in -o requirements-dev.txt

messages: .venv/checked ## Collect the texts to translate and bring the catalogues up to date
	@$(BIN)/pybabel extract -F babel.cfg -k _l -k lazy_gettext -k lazy_ngettext:1,2 -k lazy_pgettext:1c,2 --no-location --project studyvisit -o studyvisit/translations/messages.pot .
	@$(BIN)/pybabel update --no-fuzzy-matching -i studyvisit/translations/messages.pot -d studyvisit/translations

setup: .venv/served ## Make the virtual environment

.venv/served: requirements.txt
	@.ci/python "$(PYTHON)" requirements.txt
	@touch $@

.venv/checked: requirements-dev.txt .venv/served
	@.ci/python "$(PYTHON)" requirements-dev.txt
	@touch $@

machine: ## Install what the machine lacks for the tests: a browser, PostgreSQL
	@.ci/machine
