from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from angen.rulebook import queries
from angen.rulebook.actions import install_pack
from assess import packs, world


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("indicators")
def test_a_pack_installed_elsewhere_shows_without_a_restart() -> None:
    world.county()
    assert list(queries.active_packs()) == []
    install_pack(packs.pack(), by=None)
    assert [pack.id for pack in queries.active_packs()] == ["city-2021"]
    with CaptureQueriesContext(connection) as asked:
        queries.active_packs()
    assert len(asked) == 1
