# Three habits, each with its own set-up: run, test, check. A fresh machine needs Python 3.11 only.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check bench conformance fix lock clean

run: $(VENV)/runtime
	@$(BIN)/pulso demo

# Tests wait more than they work: two workers for each of two cores.
test: $(VENV)/development
	@$(BIN)/pytest -n 4 --dist worksteal $(ARGS)

# Slow measurements, one table of ratios from one run; nothing passes or fails by the clock.
bench: $(VENV)/development
	@$(BIN)/python -m tests.bench

# Our engine beside ODK Web Forms on seeded walks; needs Node, see tests/conformance/README.md.
conformance: $(VENV)/development
	@cd tests/conformance && npm ci --loglevel=error
	@$(BIN)/python -m tests.conformance

check: $(VENV)/development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(VENV)/development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# A stamp file names what is installed, so that nothing is installed twice.
$(VENV)/runtime: requirements.txt pyproject.toml
	@sh deploy/install.sh "$(PYTHON)" "$(VENV)" requirements.txt runtime

$(VENV)/development: requirements-dev.txt pyproject.toml
	@sh deploy/install.sh "$(PYTHON)" "$(VENV)" requirements-dev.txt development

.venv: $(VENV)/runtime

# Needs uv, and is needed only when pyproject.toml changes.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate pyproject.toml --group build -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate pyproject.toml --group build --group dev -c requirements.txt \
	  -o requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
