# Each target works from a fresh checkout: it makes .venv and what Qt needs first, once.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
VM := tests/clarity/node_modules/.installed
ARGS ?=

.PHONY: help run test bench shots lock
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(STAMP): requirements.lock pyproject.toml packaging/debian-libraries.sh Makefile
	PYTHON=$(PYTHON) sh packaging/debian-libraries.sh
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

$(VM): tests/clarity/package.json tests/clarity/package-lock.json packaging/clarity-vm.sh
	@sh packaging/clarity-vm.sh

run: $(STAMP) ## open the demo workspace
	$(BIN)/tokendesk demo $(ARGS)

test: $(STAMP) $(VM) ## lint, format check, types, import contracts and tests
	BIN=$(BIN) bash .ci/checks $(ARGS)

bench: $(STAMP) ## measure against the references and print the ratios
	$(BIN)/python -m tests.bench $(ARGS)

shots: $(STAMP) ## render every view, both themes, into build/shots
	$(BIN)/tokendesk shots build/shots $(ARGS)

lock: ## resolve requirements.lock anew (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --quiet \
		--extra postgres --group dev pyproject.toml --output-file requirements.lock
