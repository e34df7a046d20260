# Everything a newcomer types. Needs Python 3.11 or newer and make; no root, no display, no server.
PYTHON ?= python3
BIN := .venv/bin
STUDENT ?=
COINS ?=
NOTES ?=
FAULT ?=
HOPPERS ?=
CANCEL ?=
LANGUAGE ?=

.PHONY: demo visit test check format bench lock clean

demo: .venv/ready ## the whole machine once, then a panel in the browser
	@$(BIN)/python -m simulator demo

visit: .venv/ready ## one scripted student, headless; what came out lies in out/visit/
	@$(BIN)/python -m simulator visit $(if $(STUDENT),--student $(STUDENT)) $(if $(COINS),--coins $(COINS)) $(if $(NOTES),--notes $(NOTES)) \
		$(if $(FAULT),--fault $(FAULT)) $(if $(HOPPERS),--hoppers $(HOPPERS)) $(if $(CANCEL),--cancel $(CANCEL)) $(if $(LANGUAGE),--language $(LANGUAGE))

.PHONY: service
service: .venv/ready ## the service menu walked, headless; pictures and slips lie in out/service/
	@$(BIN)/python -m simulator service

.PHONY: explore
explore: .venv/ready ## random people, faults and crashes on a virtual clock: YEARS=1 SEED=1 JOBS=1
	@$(BIN)/python -m simulator.explorer $(if $(YEARS),--years $(YEARS)) $(if $(SEED),--seed $(SEED)) \
		$(if $(JOBS),--jobs $(JOBS))

.PHONY: papers
papers: .venv/ready ## every paper with every edge case, to out/papers/, read again by other programs
	@$(BIN)/python -m simulator papers

.PHONY: forgeries
forgeries: .venv/ready ## every bit of a paper's code and text turned; none may pass: DOCUMENTS=EN-ZH EVERY=1
	@$(BIN)/python -m simulator forgeries $(DOCUMENTS) --every $(if $(EVERY),$(EVERY),61)

.PHONY: crash
crash: .venv/ready ## kill -9, power cuts, failing and full disks, wrong clocks: SEED=1 EFFORT=quick|full|thorough
	@$(BIN)/python -m simulator.crash $(if $(SEED),--seed $(SEED)) $(if $(EFFORT),--effort $(EFFORT))

test: .venv/ready
	@$(BIN)/python -m pytest -q -n 4 --dist loadfile

check: .venv/ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pytest -q tests/test_house.py

format: .venv/ready
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/ready .cache/bench-venv/ready
	@$(BIN)/python -m benchmarks

lock: .venv/ready ## newest versions that fit pyproject.toml, pinned with their hashes
	@$(BIN)/python -m pip install -q uv
	@$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
		--extra central --extra dev pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
		--extra central --extra dev --extra bench pyproject.toml -o requirements-bench.lock

clean:
	rm -rf .venv .cache out

# Made once; again when the lock changes. The two font weights are cut from the variable font here.
.venv/ready: requirements.lock
	@echo "Setting up .venv (once, about two minutes) ..." >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@echo "Making the two faces of the typeface (once) ..." >&2
	@$(BIN)/python -m kiosk.documents.fonts >&2
	@touch $@

.cache/bench-venv/ready: requirements-bench.lock
	@mkdir -p .cache
	@test -x .cache/bench-venv/bin/python || $(PYTHON) -m venv .cache/bench-venv
	@.cache/bench-venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@
