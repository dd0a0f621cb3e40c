# What can be done here: `make help`.

.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: help install demo reset messages test lint bench

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) ## Make the virtual environment and install what is missing

# torch goes first and by itself, so that its pin decides which build is taken before anything asks for a newer one.
$(INSTALLED): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Aisle needs Python 3.11 or newer, and $(PYTHON) is not. Name another: make install PYTHON=python3.12"; exit 1; }
	@echo "Installing into .venv; the first time this takes some minutes."
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv || { \
		echo "Python cannot make virtual environments here (on Debian: apt install python3-venv)."; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep -o '^torch==[^ ]*' requirements.txt)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

demo: $(INSTALLED) ## Fill the shop, train the first model, serve it all (PORT=8000)
	@env DEMO=1 $(BIN)/python -m config.demo --port $(PORT)

reset: $(INSTALLED) ## Bring the demo back to its known state
	@env DEMO=1 $(BIN)/python manage.py reset_demo

messages: $(INSTALLED) ## Collect the texts to translate into locale/, and compile them
	@$(BIN)/python -m config.messages

test: $(INSTALLED) ## Run all tests (browser tests where a Chromium is found)
	@$(BIN)/python -m pytest -n 2

lint: $(INSTALLED) ## Check style, migrations, Dockerfile and docker-compose.yml
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml
	@$(BIN)/hadolint Dockerfile
	@echo "All clean."

bench: $(INSTALLED) ## Measure speed and quality (see benchmarks/)
	@$(BIN)/python -m benchmarks
