# The README's two commands are `make demo` and `make test`: they need Python 3.11 or later with pip, nothing else of ours.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TEST_ARGS ?=
JOBS ?= 2
RACES ?= 1000
BENCH_ARGS ?=
SCALE ?= 0.4
RUNS ?= 3
ROUNDS ?= 300
KILLS ?= 2
TIMES ?= 50

.PHONY: help demo test thorough explore corpora races agreement kills lint types format lock bench clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(BIN)/.ready: requirements.lock requirements-pg17.lock pyproject.toml scripts/make_venv.py
	@$(PYTHON) scripts/make_venv.py $(VENV)
	@touch $@

demo: $(BIN)/.ready ## rehearse the demo production on an embedded PostgreSQL, publish the package to demo-out/
	@$(BIN)/oneroof demo --dir demo-out

# The tests of a file share what they make, so a file stays with one worker; the quick files come last and fill the gaps.
# They start the program many times: Python keeps what it compiled, also where the environment says otherwise.
test: $(BIN)/.ready ## the test suite on a real PostgreSQL, with a sample of each large matrix of cases
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(TEST_ARGS)

thorough: $(BIN)/.ready ## the rest of those matrices, and a rehearsal killed at each boundary and inside each stage
	@ONEROOF_TEST_THOROUGH=1 PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(TEST_ARGS)

explore: $(BIN)/.ready ## property tests with other draws than the suite's, TIMES=50 as many
	@ONEROOF_TEST_EXPLORE=$(TIMES) $(BIN)/python -m pytest -n $(JOBS) -m hypothesis $(TEST_ARGS)

corpora: $(BIN)/.ready ## every seeded difference in a copy of its own, WORD=index for some; half an hour
	@$(BIN)/python -m tests.corpora.alone $(WORD)

races: $(BIN)/.ready ## drift and replays against rollouts at random moments, RACES=1000 of each
	@$(BIN)/python -m tests.races $(RACES)

agreement: $(BIN)/.ready ## the write-ahead log against the full fingerprint under random work, ROUNDS=300 on each version
	@$(BIN)/python -m tests.wal_agreement $(ROUNDS)

kills: $(BIN)/.ready ## rehearsals killed at each stage boundary and KILLS=2 times inside each stage, then resumed
	@$(BIN)/python -m tests.kills $(KILLS)

lint: $(BIN)/.ready ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(BIN)/.ready ## mypy, strict
	@$(BIN)/mypy

format: $(BIN)/.ready ## let ruff mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(BIN)/.ready ## renew requirements.lock from pyproject.toml (needs uv on PATH)
	@uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url \
	  --no-header --output-file requirements.lock pyproject.toml
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --output-file requirements-pg17.lock requirements-pg17.in

# Small by default: some twenty minutes. SCALE=1 is the size that the targets are for; the README's table names each row's.
# They mean something on a machine that does nothing else. BENCH_ARGS="--only fingerprint_copy" for one.
bench: $(BIN)/.ready ## every benchmark against its peer or its limit, as one table; SCALE=0.4 of 1.2 GB, RUNS=3 of each side
	@$(BIN)/python -m benchmarks.all --scale $(SCALE) --runs $(RUNS) $(BENCH_ARGS)

clean: ## remove what the commands made in this folder
	@rm -rf $(VENV) demo-out .mypy_cache .ruff_cache .pytest_cache .hypothesis
