"""Indicators of the small world in place of the registered ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import angen.rulebook.access
from angen.assess import access, compiled
from angen.kernel import indicators as kernel
from assess import rated, world
from assess.place import Place


@pytest.fixture
def indicators(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kernel, "_indicators", dict(world.INDICATORS))
    compiled.compiled.cache_clear()
    yield
    compiled.compiled.cache_clear()


# Imported for the permissions they declare.
REGISTERED = (access, angen.rulebook.access)


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A city whose towns are rated by quarter."""
    monkeypatch.setattr(kernel, "_indicators", {**world.INDICATORS, **rated.INDICATORS})
    compiled.compiled.cache_clear()
    yield Place()
    compiled.compiled.cache_clear()
