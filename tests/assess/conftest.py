"""Indicators of the small world in place of the registered ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from assess import world

from angen.assess import compiled


@pytest.fixture
def indicators(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(compiled, "registered", lambda: world.INDICATORS)
    compiled.compiled.cache_clear()
    yield
    compiled.compiled.cache_clear()
