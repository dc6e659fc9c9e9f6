"""An office with nobody in it yet."""

from __future__ import annotations

import pytest

from angen.orgs.models import Agency
from capacity import world


@pytest.fixture
def office(db: None) -> Agency:
    return world.office()
