"""The generated documentation says what the code declares, and knows when it is stale."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from angen.kernel.access import declared
from angen.kernel.indicators import registered
from angen.site import cli, made


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(made, "FOLDER", tmp_path / "made")
    return made.FOLDER


def check() -> int:
    return CliRunner().invoke(cli.app, ["made", "--check"]).exit_code


def test_fresh_until_somebody_edits(folder):
    assert check() == 1
    assert sorted(made.write()) == sorted(made.pages())
    assert check() == 0 and made.write() == []
    page = folder / "permissions.md"
    page.write_text(page.read_text() + "x")
    assert made.differing() == ["permissions.md"] and check() == 1


def test_every_declaration_appears():
    pages = made.pages()
    assert all(f"`{p.name}`" in pages["permissions.md"] for p in declared())
    assert all(f"`{name}`" in pages["indicators.md"] for name in registered())
    assert all(f"`{pack.id}`" in pages["packs.md"] for pack in made.packs())
    assert all(m.diagram() in pages["machines.md"] for m in made.machines())


def test_a_permission_names_exactly_the_roles_its_rule_serves():
    text = made.pages()["permissions.md"]
    (line,) = [x for x in text.splitlines() if x.startswith("| `orgs.open_account` |")]
    assert line.endswith("| 系统管理员（管辖区划） |")


def test_the_same_twice():
    assert made.pages() == made.pages()
