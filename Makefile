# Hai lệnh là đủ:  make demo   (cài, đọc samples/, hỏi, mở máy chủ)
#                  make test   (cài, kiểm tra mã, chạy mọi kiểm thử)
# Two commands are enough. Needs: make, Python 3.11 or newer, the network for the first install.

.DEFAULT_GOAL := help
.PHONY: help install demo serve test lint clean

# An uv that runs is used; otherwise one is put into a virtual environment of its own.
UV := $(shell uv --version >/dev/null 2>&1 && command -v uv || echo .venv-uv/bin/uv)

# The first Python that is new enough; say `make PYTHON=/path/to/python demo` for another.
PYTHON ?= $(shell for python in python3.12 python3.13 python3.11 python3 python; do \
	"$$python" -c 'import sys; sys.version_info < (3, 11) and sys.exit(1); print(sys.executable)' 2>/dev/null && break; done)

# An environment that exists keeps its Python.
# Compiled at install: a command starts in a quarter of a second instead of a whole one.
# Our own package is always laid anew, for what was bundled for its pages may be gone; where it is not, that takes a second.
SYNC = UV_COMPILE_BYTECODE=1 $(UV) sync --quiet --frozen --inexact --reinstall-package danchieu \
	$(if $(wildcard .venv/bin/python),,--python "$(PYTHON)")

# What an install is made from; web/ is what the pages' scripts are bundled from.
SOURCES := pyproject.toml uv.lock hatch_build.py $(wildcard web/*.json web/*.mjs web/.npmrc) \
	$(shell find web/src -type f)

help:
	@sed -n '1,3p' Makefile; echo; echo "make demo | test | serve | lint | install | clean"

.venv-uv/bin/uv: | python
	@"$(PYTHON)" -m venv .venv-uv >/dev/null 2>&1 && echo '*' >.venv-uv/.gitignore || { rm -rf .venv-uv; \
		echo "Không tạo được môi trường ảo; trên Debian, Ubuntu: apt-get install python3-venv." >&2; \
		echo "Cannot make a virtual environment; on Debian, Ubuntu: apt-get install python3-venv." >&2; exit 1; }
	@.venv-uv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.5,<1" || { rm -rf .venv-uv; \
		echo "Không tải được uv; cần mạng cho lần cài đầu tiên. / Cannot fetch uv; the first install needs the network." >&2; exit 1; }

.PHONY: python
python:
	@test -n "$(PYTHON)" || { echo "Cần Python 3.11 trở lên (python3 trên PATH, hoặc make PYTHON=đường/dẫn)." >&2; \
		echo "Python 3.11 or newer is needed (python3 on PATH, or make PYTHON=path)." >&2; exit 1; }

.venv/.installed: $(SOURCES) | python $(filter .venv-uv/bin/uv,$(UV))
	@echo "Đang cài vào .venv … / Installing into .venv …" >&2
	@$(SYNC) --no-dev && touch $@

.venv/.installed-dev: $(SOURCES) | python $(filter .venv-uv/bin/uv,$(UV))
	@echo "Đang cài công cụ kiểm thử vào .venv … / Installing test tools into .venv …" >&2
	@$(SYNC) && touch $@ .venv/.installed

install: .venv/.installed

demo: install
	@.venv/bin/danchieu demo

serve: install
	@.venv/bin/danchieu serve

lint: .venv/.installed-dev
	@.venv/bin/ruff check .
	@.venv/bin/mypy

# A file's tests stay in one process, for they share servers and stores that take seconds to make.
test: lint
	@.venv/bin/python -m pytest -n auto --dist loadfile

clean:
	rm -rf web/node_modules api/pages/static/built api/pages/static/built-*
	rm -rf .venv .venv-uv .danchieu build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
