"""Every noun of the code is in the glossary, with the Chinese word the user reads."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from angen.kernel.indicators import registered
from angen.orgs.roles import ROLES
from angen.site import made
from house.tree import ROOT


def words(name: str) -> str:
    """``KeyListEntry`` as "key list entry"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


def glossary() -> set[tuple[str, str]]:
    """English and Chinese of every row about the code."""
    found = set()
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for line in text.partition("## Words of the policies")[0].splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3:
            assert all(cells), f"an empty cell: {line}"
            found.add((cells[0], cells[1]))
    return found


def nouns() -> dict[str, set[tuple[str, str]]]:
    models = {
        (words(model.__name__), str(model._meta.verbose_name))
        for app in apps.get_app_configs()
        if app.name.startswith("angen.")
        for model in app.get_models()
    }
    states = {(s.value, str(s.label)) for m in made.machines() for s in m.states}
    indicators = {(i.name, i.label) for i in registered().values()}
    roles = {(words(role.__name__), role.label) for role in ROLES.values()}
    return {"model": models, "state": states, "indicator": indicators, "role": roles}


@pytest.mark.parametrize("kind", ["model", "state", "indicator", "role"])
def test_every_noun_is_explained(kind):
    assert sorted(nouns()[kind] - glossary()) == []


def test_no_row_is_left_of_something_gone():
    known = set().union(*nouns().values()) | {("English", "中文"), ("---", "---")}
    assert sorted(glossary() - known) == []
