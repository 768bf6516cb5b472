# The two commands of the README are `make run` and `make test`; each does all its set-up first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PIP_DISABLE_PIP_VERSION_CHECK = 1
unexport PYTHONDONTWRITEBYTECODE  # hundreds of processes would compile the same files

.PHONY: run test test-slow faults check-presets bench bundle deb offline pictures translations check system clean

run: $(READY) system
	@$(BIN)/playground cnn-digits || { status=$$?; [ $$status -eq 3 ] || exit $$status; $(MAKE) --no-print-directory headless; }

# Where there is no display the default preset is trained all the same.
.PHONY: headless
headless: $(READY)
	@mkdir -p out
	@stem="out/cnn-digits-$$(date +%Y%m%d-%H%M%S)"; set -e; \
	$(BIN)/playground train cnn-digits --out "$$stem.run"; \
	$(BIN)/playground export "$$stem.run" --to "$$stem.safetensors"; \
	$(BIN)/playground figures "$$stem.run" --out "$$stem-figures"

# Three at a time, as many of them wait for other processes; those that take longest are begun first.
test: $(READY) system
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

test-slow: $(READY) system
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m slow --timeout 3600 $(ARGS)

# Every fault of tests/faults/rows.py; ARGS="--long --share 0.1" for a tenth of the long campaigns, ARGS=R21 for one row.
faults: $(READY) system
	@$(BIN)/python -m tests.faults $(ARGS)

check-presets: $(READY)
	@$(BIN)/python -m tests.check_presets $(ARGS)

bench: $(READY) system
	@$(BIN)/python -m tests.benchmarks $(ARGS)

# One folder that needs no Python: dist/playground, for the system that it is made on.
bundle: $(READY) system
	@$(BIN)/pip install --quiet -c constraints.txt -e '.[bundle]'
	@$(BIN)/pyinstaller --noconfirm --log-level WARN --distpath dist --workpath build resources/bundle/playground.spec
	@dist/playground/playground doctor

# The same as a Debian package: dist/neural-playground_VERSION_ARCHITECTURE.deb.
deb: bundle
	@$(BIN)/python resources/bundle/deb.py dist/playground dist

# A folder from which a classroom installs without a network: dist/offline. ARGS="--only linux" for one system.
offline: $(READY)
	@$(BIN)/python resources/offline/collect.py dist/offline $(ARGS)

pictures: $(READY) system
	@$(BIN)/python -m tests.pictures

translations: $(READY)
	@$(BIN)/python -m tests.translations

check: $(READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

$(READY): pyproject.toml constraints.txt
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet -c constraints.txt -e '.[test]'
	@touch $(READY)

# Qt's system libraries, and Xvfb for the tests in a real window: installed when we may, named when we may not.
system: $(READY)
	@packages="$$($(BIN)/python -m playground.cli.display $(if $(filter test%,$(MAKECMDGOALS)),--tests))"; \
	if [ -n "$$packages" ]; then \
	  if ! command -v apt-get >/dev/null; then \
	    echo "Qt needs system libraries that are missing; on Debian they are called: $$packages"; exit 1; \
	  elif [ "$$(id -u)" = 0 ]; then \
	    echo "Installing $$packages"; \
	    (apt-get install -y -qq $$packages || (apt-get update -qq && apt-get install -y -qq $$packages)) >/dev/null; \
	  else \
	    echo "Qt needs system libraries that are missing. Please run:  sudo apt-get install $$packages"; exit 1; \
	  fi; \
	fi

clean:
	rm -rf $(VENV) out dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
