"""A stray room, an upward import and a view imported elsewhere each break the build."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from house import shape
from house.tree import ROOT

LINT = Path(sys.executable).with_name("lint-imports")


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A copy of the sources, linted once: it must pass before a defect can count."""
    made = tmp_path_factory.mktemp("house")
    dirt = shutil.ignore_patterns("__pycache__", "static", "data", "*.csv")
    shutil.copytree(ROOT / "src", made / "src", ignore=dirt)
    shutil.copy(ROOT / "pyproject.toml", made)
    outcome = lint(made)
    assert outcome.returncode == 0, outcome.stdout
    return made


@pytest.fixture
def copy(original, tmp_path):
    shutil.copytree(original, tmp_path / "copy")
    return tmp_path / "copy"


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-logo", "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src")},
        capture_output=True,
        text=True,
    )


def add(root: Path, path: str, line: str) -> None:
    target = root / "src" / "angen" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    before = target.read_text() if target.exists() else ""
    target.write_text(f"{before}\n{line}\n")


@pytest.mark.parametrize(
    ("contract", "path", "line"),
    [
        ("Look down, never up", "kernel/money.py", "import angen.audit.models"),
        ("Look down, never up", "orgs/states.py", "import angen.assess.apps"),
        ("Look down, never up", "stray/__init__.py", '"""An app no tier knows."""'),
        ("same rooms", "orgs/roles.py", "import angen.orgs.models"),
        ("same rooms", "audit/models.py", "import angen.audit.actions"),
        ("Policy needs no Django", "policy/nodes.py", "import django.db"),
        ("urls only", "site/health.py", "import angen.orgs.views"),
        ("No two modules", "orgs/divisions.py", "import angen.orgs.actions.areas"),
    ],
)
def test_a_contract_breaks(copy, contract, path, line):
    add(copy, path, line)
    outcome = lint(copy)
    assert outcome.returncode != 0
    text = " ".join(outcome.stdout.split())
    assert "BROKEN" in text and contract in text


@pytest.mark.parametrize("name", ["utils", "helpers", "services", "mixins", "signals"])
def test_a_room_without_a_noun_breaks_the_house(copy, name):
    assert shape.forbidden_names(copy) == []
    add(copy, f"orgs/{name}.py", "x = 1")
    assert shape.forbidden_names(copy) == [
        f"src/angen/orgs/{name}.py: the house has no room of this name"
    ]
