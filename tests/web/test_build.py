"""The build's own bookkeeping; building itself needs the npm registry."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("web_build", ROOT / "web" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def calls(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, ...]]:
    """A small front end in a folder of its own, and what npm was asked to do."""
    made: list[tuple[str, ...]] = []
    web, dist = tmp_path / "web", tmp_path / "dist"
    modules = web / "node_modules"
    (web / "desk").mkdir(parents=True)
    dist.mkdir()
    (web / "desk" / "main.ts").write_text("1")
    (web / "package.json").write_text("{}")
    (web / "package-lock.json").write_text("{}")

    def npm(*words: str) -> None:
        made.append(words)
        modules.mkdir(exist_ok=True)
        (dist / "manifest.json").write_text("{}")

    for name, value in {
        "WEB": web,
        "DIST": dist,
        "MANIFEST": dist / "manifest.json",
        "MODULES": modules,
        "npm": npm,
    }.items():
        monkeypatch.setattr(build, name, value)
    return made


def test_second_build_does_nothing(build: ModuleType, calls: list[tuple[str, ...]]) -> None:
    build.build()
    assert [words[0] for words in calls] == ["ci", "run"]
    build.build()
    assert len(calls) == 2


def test_changed_source_builds_without_installing(
    build: ModuleType, calls: list[tuple[str, ...]], tmp_path: Path
) -> None:
    build.build()
    (tmp_path / "web" / "desk" / "main.ts").write_text("2")
    build.build()
    assert [words[0] for words in calls] == ["ci", "run", "run"]


def test_changed_lock_installs_again(
    build: ModuleType, calls: list[tuple[str, ...]], tmp_path: Path
) -> None:
    build.build()
    (tmp_path / "web" / "package-lock.json").write_text('{"a": 1}')
    build.build()
    assert [words[0] for words in calls] == ["ci", "run", "ci", "run"]


def test_failing_script_fails_the_command(
    build: ModuleType, calls: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def npm(*words: str) -> None:
        if words[0] == "run":
            raise subprocess.CalledProcessError(3, "npm")
        (build.MODULES).mkdir(exist_ok=True)

    monkeypatch.setattr(build, "npm", npm)
    assert build.main(["test"]) == 3


def test_versions_are_pinned_exactly() -> None:
    package = json.loads((ROOT / "web" / "package.json").read_text())
    for group in ("dependencies", "devDependencies"):
        for name, version in package[group].items():
            assert version[0].isdigit(), name
