# `make serve` and `make test` each work as the first command on a fresh clone with nothing but Python 3.11 and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# Compiled modules are kept also where the environment says otherwise: the tests start hundreds of processes.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help serve test pages engines test-long check format lock docs pictures notebook site bench clean

help:  ## what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  make \1|/' | column -t -s '|'

$(READY): requirements-setup.lock requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11") if sys.version_info < (3, 11) else 0'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the libraries into $(VENV)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-setup.lock
	$(BIN)/uv pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# Loops that questions about networks need as machine code: nobody who asks waits for it.
COMPILED := $(VENV)/.compiled
$(COMPILED): $(READY) $(wildcard kg/network/kernels/*.py)
	@echo "Compiling the loops of measures"
	$(BIN)/python -m kg.network.kernels
	touch $@

# The scripts of the pages; the pages work without them, so where Node is missing that is told in one line.
PAGES := $(VENV)/.pages
$(PAGES): $(READY) web/build.py web/package-lock.json $(shell find web/src -name '*.ts*')
	@$(BIN)/python web/build.py --has-node || $(BIN)/uv pip install --quiet --require-hashes --requirement requirements-node.lock || true
	$(BIN)/python web/build.py
	touch $@

PORT ?= 8000
FUSEKI := .cache/engines/jena-fuseki-server-5.6.0.jar

serve: $(COMPILED) $(PAGES)  ## load the data and serve it on http://127.0.0.1:8000 (another port: make serve PORT=8001)
	$(BIN)/kg serve --port $(PORT)

test: $(COMPILED) $(PAGES)  ## run every test, the generated suites at a seed
	$(BIN)/python -m pytest

pages: $(PAGES)  ## bundle the scripts of the pages

engines:  ## fetch the SPARQL engines that tests put beside the service: Fuseki with Maven, Virtuoso with apt-get
	-test -e $(FUSEKI) || mvn -q -B dependency:copy -Dartifact=org.apache.jena:jena-fuseki-server:5.6.0 -DoutputDirectory=$(dir $(FUSEKI))
	-command -v virtuoso-t >/dev/null || (apt-get update -qq && apt-get install -y -qq --no-install-recommends virtuoso-opensource-7-bin)

test-long: $(COMPILED) $(PAGES)  ## run the generated suites in full: sieges, corpora, fuzzers
	$(BIN)/python -m pytest -m long

check: $(READY)  ## format, lint, types, import contracts, up-to-date docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python web/build.py --check
	$(BIN)/lint-imports
	$(BIN)/python -m docs.generate --check

format: $(READY)  ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(READY)  ## write the generated parts of the documentation
	$(BIN)/python -m docs.generate

pictures: $(COMPILED) $(PAGES)  ## take the pictures of the pages anew; it needs Chromium
	$(BIN)/python -m docs.pictures

notebook: $(READY)  ## run the notebook of the documentation, and write down what it gives
	$(BIN)/python -m docs.notebook
	$(BIN)/python -m docs.generate

site: $(READY)  ## build the documentation as a web site in site/html; a broken link ends it
	$(BIN)/uv pip install --quiet --require-hashes --requirement requirements-site.lock
	$(BIN)/python -m docs.site_pages site/pages
	$(BIN)/zensical build --clean --strict

bench: $(READY)  ## measure, side by side with the peers, into benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks.run

COMPILE := uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-emit-find-links --no-emit-index-url

lock: $(READY)  ## choose the newest versions that pyproject.toml allows
	$(BIN)/$(COMPILE) --group pyproject.toml:setup --output-file requirements-setup.lock
	$(BIN)/$(COMPILE) --group pyproject.toml:node --output-file requirements-node.lock
	$(BIN)/$(COMPILE) --all-extras --group dev --group transitive --output-file requirements.lock pyproject.toml
	$(BIN)/$(COMPILE) --constraint requirements.lock --group pyproject.toml:docs-site --output-file requirements-site.lock

clean:  ## remove everything that was built
	rm -rf $(VENV) api/static web/node_modules .kg .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache site .cache
