# Each target works from a fresh checkout: it makes .venv and what Qt needs first, once.
# PYTHON=… names the interpreter; else it is the newest supported one that is found.
PYTHON ?=
SUPPORTED := 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))'
PLUGINS := 'import importlib.util as u; print(u.find_spec("PySide6").submodule_search_locations[0] + "/Qt/plugins")'
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
VM := tests/clarity/node_modules/.installed
ARGS ?=

.PHONY: help run test test-deep bench shots lock
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements.lock pyproject.toml packaging/debian-libraries.sh packaging/find-python.sh Makefile
	@if [ -n "$(PYTHON)" ] || ! $(BIN)/python -c $(SUPPORTED) 2>/dev/null; then \
		python=$$(PYTHON="$(PYTHON)" sh packaging/find-python.sh) && \
		sh packaging/debian-libraries.sh venv "$$python" && \
		"$$python" -m venv --clear $(VENV); \
	fi
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	sh packaging/debian-libraries.sh qt "$$($(BIN)/python -c $(PLUGINS))"
	@touch $(STAMP)

$(VM): tests/clarity/package.json tests/clarity/package-lock.json packaging/clarity-vm.sh
	@sh packaging/clarity-vm.sh

run: $(STAMP) ## open the demo workspace
	$(BIN)/tokendesk demo $(ARGS)

test: $(STAMP) $(VM) ## lint, format check, types, import contracts and tests
	BIN=$(BIN) bash .ci/checks $(ARGS)

test-deep: $(STAMP) $(VM) ## the same with 200 examples a property, and races, kills and walks at length
	BIN=$(BIN) bash .ci/checks --hypothesis-profile=deep --timeout=1800 $(ARGS)

bench: $(STAMP) ## measure against the references and print the ratios
	$(BIN)/python -m tests.bench $(ARGS)

shots: $(STAMP) ## render every view, both themes, into build/shots
	$(BIN)/tokendesk shots build/shots $(ARGS)

lock: ## resolve requirements.lock anew (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --quiet \
		--extra postgres --group dev pyproject.toml --output-file requirements.lock
