# Works with GNU make and any POSIX shell (on Windows: the one that comes with Git).
.DEFAULT_GOAL := help
.PHONY: help setup fmt lint test thorough fuzz demo bench docs wheel

ifeq ($(OS),Windows_NT)
  PYTHON ?= py
  BIN := .venv/Scripts
else
  PYTHON ?= $(shell command -v python3 || command -v python || command -v py)
  BIN := .venv/bin
endif
STAMP := .venv/.installed
PY := $(BIN)/python
TESTS ?= -n 2

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 \2/p' Makefile | awk '{n = $$2; $$1 = $$2 = ""; printf "  make %-8s %s\n", n, $$0}'

setup: $(STAMP) ## create .venv and fill it (again only when pyproject.toml or constraints.txt change)

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (python3, python or py)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	test -x $(PY) || test -x $(PY).exe || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet -c constraints.txt hatchling
	$(PY) -m pip install --quiet -c constraints.txt --no-build-isolation --editable '.[dev,pdf]'
	@touch $@

fmt: $(STAMP) ## put the code in order
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

lint: $(STAMP) ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(STAMP) ## all tests
	$(PY) -m pytest $(TESTS)

thorough: $(STAMP) ## compare both evaluators on thousands of random examples (minutes)
	SHNOR_THOROUGH=3 $(PY) -m pytest $(TESTS) tests/engine/test_against_slow.py tests/engine/test_limits.py

fuzz: $(STAMP) ## read random bytes as tables for ten minutes (needs the extra `fuzz`)
	PYTHONPATH=src:. $(PY) -m tests.tables.fuzzing -max_total_time=600

demo: $(STAMP) ## the sample district: its table on screen, its run folder, its memo
	@rm -rf out/demo
	$(BIN)/shnor identify sample_data/results.csv --schools sample_data/schools.csv -o out/demo --memo out/demo/spravka.docx --memo out/demo/spravka.pdf

bench: $(STAMP) ## measure speed and memory, write benchmarks/RESULTS.md (long)
	$(PY) -m benchmarks.run

docs: $(STAMP) ## write the generated pages of docs/ anew
	$(PY) tools/make_docs.py

wheel: $(STAMP) ## build the wheel and try it in a clean environment outside the checkout
	$(PY) tools/try_wheel.py
