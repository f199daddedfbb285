# Everything a newcomer needs: `make demo`, `make test`. Both create .venv and install from the
# lock (hashes checked); a second run finds the stamp and starts at once. `make test` runs what a
# change usually breaks, `make test-all` every test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8123
SPEED ?= 1

# Without compiled files each process of a test run compiles every module again.
unexport PYTHONDONTWRITEBYTECODE

# One process a core. An idle one takes over half of what another has left, so that modules stay
# together (and set up once what they share) but no core waits for a long one.
PARALLEL := -n auto --dist worksteal

.PHONY: demo test test-all check format bench run lock clean

# One environment, three sizes. Each stamp names what has been installed from which lock.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Haven needs Python 3.11 or newer; $(PYTHON) is older. Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed-%: lock/%.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

demo: $(VENV)/.installed-demo
	@$(BIN)/python -m bot demo --port $(PORT) --speed $(SPEED) $(if $(START),--start $(START))

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest $(PARALLEL) -m "not slow" $(ARGS)

test-all: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

check: $(VENV)/.installed-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright

format: $(VENV)/.installed-dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/.installed-dev
	@$(BIN)/python -m bench $(if $(GATE),--gate) $(ARGS)

run: $(VENV)/.installed-run
	@$(BIN)/python -m bot run

# Only for maintainers: writes the locks again after a change in pyproject.toml (needs uv).
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o lock/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra demo pyproject.toml -o lock/demo.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra demo --extra dev pyproject.toml -o lock/dev.txt

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis
