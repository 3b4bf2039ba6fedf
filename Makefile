# Everything a person does here, one command each. Every target sets up what it needs.

PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/pip --disable-pip-version-check -q

.PHONY: run test setup check bench fuzz serve lock clean

run: $(VENV)/.run
	@$(VENV)/bin/tongbao run samples || [ $$? -eq 3 ]

test: $(VENV)/.dev
	@$(VENV)/bin/python -m pytest -n auto --dist loadfile $(TESTS)

setup: $(VENV)/.run

check: $(VENV)/.dev
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy .
	@$(VENV)/bin/python -m pytest -n auto --dist loadfile -m "not slow" -x

bench: $(VENV)/.bench
	@$(VENV)/bin/python -m benchmarks

# Damaged documents by the thousand: each must end in an answer or a cure, within its limits.
fuzz: $(VENV)/.dev
	@$(VENV)/bin/python -m benchmarks.fuzz

serve: run
	@echo "http://127.0.0.1:8000/"
	@$(VENV)/bin/python -m http.server --bind 127.0.0.1 --directory outputs/releases/current 8000

# The interpreter's own seed of pip is used; Debian keeps it in a package of its own.
$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Tongbao needs Python 3.11 or newer; name it: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || ./setup-venv-package $(PYTHON)
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/pip locks/build.txt locks/run.txt pyproject.toml
	@echo "Installing what tongbao needs into $(VENV) ..."
	@$(PIP) install --require-hashes -r locks/build.txt
	@$(PIP) install --require-hashes --no-deps --no-build-isolation -r locks/run.txt
	@$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run locks/dev.txt
	@echo "Installing what the tests need into $(VENV) ..."
	@$(PIP) install --require-hashes --no-deps --no-build-isolation -r locks/dev.txt
	@touch $@

# Typst sets some of the made layouts; where it is absent `make bench` leaves those out.
$(VENV)/.bench: $(VENV)/.dev locks/bench.txt
	@$(PIP) install --require-hashes --no-deps --no-build-isolation -r locks/bench.txt
	@touch $@

# Needs uv. Hashes and versions only: no index is named in a lock. Of rapidocr only the models are
# used, so what its own code asks for stays out; and only one cv2 may be installed, the headless one.
LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header --no-annotate --no-emit-package colorlog --no-emit-package omegaconf \
	--no-emit-package opencv-python --no-emit-package pyclipper --no-emit-package shapely \
	--no-emit-package tqdm
lock:
	$(LOCK) pyproject.toml -o locks/run.txt
	$(LOCK) pyproject.toml --extra dev -c locks/run.txt -o locks/dev.txt
	$(LOCK) pyproject.toml --extra bench -c locks/run.txt -o locks/bench.txt

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
