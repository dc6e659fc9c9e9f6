# From a fresh clone, with Python 3.11 alone: make demo, make test, make check.
# Node, PostgreSQL and uv come as wheels; nothing is installed outside this folder but Chromium.

PORT ?= 8000
PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV_VERSION := 0.13.9
BIN := .venv/bin
CHROMIUM := /usr/bin/chromium
PYTEST_ARGS ?=

# Another active environment must not be filled by mistake; the front end is built by "make web".
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PORT

.PHONY: help setup web demo test check bench made fix chromium clean

help:
	@echo "make demo    准备演示数据并启动，打开 http://127.0.0.1:$(PORT)/ （PORT=8001 可换端口）"
	@echo "make test    全部测试，含真实浏览器"
	@echo "make check   全部静态检查"
	@echo "make bench   性能测量，结果写入 docs/made/bench.md"
	@echo "make web     构建前端"
	@echo "make made    重新生成 docs/made"
	@echo "make clean   删除环境、依赖和缓存，保留 var 中的数据"

setup: .venv/synced
	@:

# uv marks what it installed; the stamp is newer than the lock exactly when they agree.
.venv/synced: pyproject.toml uv.lock | .venv/bin/uv
	@echo "安装依赖（按 uv.lock）"
	@ANGEN_SKIP_WEB=1 $(BIN)/uv sync --frozen --quiet
	@touch $@

.venv/bin/uv:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
		|| { echo "需要 Python 3.11：请先安装，或用 make PYTHON=/路径/python3.11 指明。"; exit 1; }
	@echo "建立 Python 环境 .venv"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet uv==$(UV_VERSION)

web: setup
	@test -f src/angen/desk/static/dist/manifest.json || echo "构建前端"
	@$(BIN)/python web/build.py >.venv/web.log 2>&1 || { cat .venv/web.log; exit 1; }

demo: web
	@exec $(BIN)/angen demo --port $(PORT)

chromium:
	@test -x $(CHROMIUM) || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "安装 Chromium（浏览器测试用）"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
				apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
		fi; }
	@test -x $(CHROMIUM) || { \
		echo "没有 $(CHROMIUM)：请以管理员身份运行 apt-get install chromium，再执行 make test。"; exit 1; }

test: web chromium
	@ANGEN_VAR=$${ANGEN_VAR:-var/test} $(BIN)/pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

check: web
	@echo "ruff：规范与格式"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@echo "mypy：类型"
	@$(BIN)/mypy --no-error-summary
	@echo "import-linter：层次与房间"
	@$(BIN)/lint-imports --no-logo >.venv/imports.log || { cat .venv/imports.log; exit 1; }
	@echo "数据表、迁移与政策包（在临时数据库中）"
	@rm -rf var/check
	@export ANGEN_VAR=var/check && $(BIN)/angen manage makemigrations --check --dry-run --verbosity 0 \
		&& $(BIN)/angen setup
	@rm -rf var/check
	@echo "docs/made 是最新的"
	@$(BIN)/angen made --check
	@echo "前端：biome、tsc、vitest"
	@for part in check test; do \
		$(BIN)/python web/build.py $$part >.venv/web.log 2>&1 || { cat .venv/web.log; exit 1; }; done
	@echo "依赖锁与已知漏洞"
	@$(BIN)/uv lock --check --quiet
	@$(BIN)/python .ci/audit.py
	@echo "检查全部通过。"

bench: web
	@ANGEN_SKIP_WEB=1 $(BIN)/uv sync --frozen --quiet --group bench
	@$(BIN)/python -m pytest tests/bench -m bench -s $(PYTEST_ARGS)

made: setup
	@$(BIN)/angen made

fix: setup
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/python web/build.py fix

clean:
	@rm -rf .venv web/node_modules src/angen/desk/static/dist dist \
		.mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find src tests web -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "已清理；数据仍在 var 中。"
