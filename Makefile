# Every target needs only Python >= 3.11 and the package registry; the first one to run makes .venv.
PYTHON_FILES := $(wildcard src tests tools benchmarks notebooks docs/conf.py hatch_build.py)
BUILD_FILES := pyproject.toml hatch_build.py package.json package-lock.json .ci/venv \
    $(wildcard src/facemodel/view/js/* src/facemodel/view/js/*/* src/facemodel/view/text/*)
READY := .venv/ready
READY_FOR_TESTS := .venv/ready-for-tests
READY_FOR_DOCS := .venv/ready-for-docs
RUN := .venv/bin/python -m
INSTALL = @sh .ci/venv && echo "facemodel: installing into .venv (some minutes the first time)" && \
    $(RUN) pip install --quiet --disable-pip-version-check -e

.PHONY: help lab test test-all lint bundle watch docs benchmark mutants clean

help:
	@echo "make lab        open JupyterLab on the first notebook"
	@echo "make test       quick suite: units, beside them Chromium and the notebooks"
	@echo "make test-all   the same with the slow tests"
	@echo "make lint       ruff, import layers, types"
	@echo "make bundle     rebuild the JavaScript and the prepared face after an edit"
	@echo "make watch      bundle the JavaScript after every edit; a page and notebooks reload with it"
	@echo "make docs       build the site of documents, lessons and reference into build/site (minutes)"
	@echo "make benchmark  speed, memory and size as ratios (minutes); ARGS=\"--only frame --plot FILE\""
	@echo "make mutants    small mistakes in the code that no quick test notices (hours); ARGS=\"clinic --count 20\""
	@echo "make clean      remove .venv and everything that was built"

lab: $(READY)
	@$(RUN) facemodel lab

test: $(READY_FOR_TESTS)
	@.ci/suite slow

test-all: $(READY_FOR_TESTS) $(READY_FOR_DOCS)
	@.ci/suite

lint: $(READY_FOR_TESTS)
	$(RUN) ruff check $(PYTHON_FILES)
	.venv/bin/lint-imports --no-cache
	$(RUN) mypy

bundle: $(READY)
	@.venv/bin/python hatch_build.py

watch: $(READY)
	@$(RUN) pip install --quiet --disable-pip-version-check -e ".[watch]"
	@.venv/bin/python tools/watch.py

docs: $(READY_FOR_DOCS)
	@.venv/bin/python tools/website.py

benchmark: $(READY_FOR_TESTS)
	@$(RUN) benchmarks $(ARGS)

mutants: $(READY_FOR_TESTS)
	@$(RUN) pip install --quiet --disable-pip-version-check -e ".[mutants]"
	@.venv/bin/python tools/mutants.py $(ARGS)

# An edit of the JavaScript comes here too: the build hook bundles it, and does nothing when it is fresh.
$(READY): $(BUILD_FILES)
	$(INSTALL) ".[lab]"
	@touch $@

$(READY_FOR_TESTS): $(BUILD_FILES)
	$(INSTALL) ".[test,lab,app,browser]"
	@touch $@ $(READY)

$(READY_FOR_DOCS): $(BUILD_FILES)
	$(INSTALL) ".[docs,lab]"
	@touch $@ $(READY)

clean:
	rm -rf .venv node_modules dist build src/facemodel/view/static src/facemodel/_prepared
	rm -rf .pytest_cache .hypothesis .ruff_cache .mypy_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
