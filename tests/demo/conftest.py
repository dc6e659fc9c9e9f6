"""The demo world, written once for all tests of this folder and undone after them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from angen.demo.actions import build_world
from angen.demo.rated.build import Rated
from angen.orgs.actions.areas import load_areas
from angen.rulebook.actions import install_shipped_packs

# Three of Hubei's forty: enough to write.
COUNTIES = ("420116", "420115", "420281")
# Tables without a key of an account, whose numbers go on when a world is undone.
TABLES = (
    "enterprises_enterprise",
    "plans_annualplan",
    "plans_planitem",
    "plans_crosspair",
    "plans_drawnobject",
    "inspections_inspectionofficer",
    "inspections_sheet",
    "inspections_handout",
    "inspections_recheckresult",
    "orgs_certificate",
)
COLUMNS = {
    "inspections_inspection": "id, party, visited_on, started_at, origin, narrative, filmed",
    "inspections_hazard": "id, party, item, grade, due_on, closed_on, closed_by_id, repeats_id",
    "plans_draw": "id, frame_hash, seed",
}


class Undo(Exception):
    """Takes a world back."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process writes the world and runs all of its tests."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.django_db)  # so that the test database is made
            item.add_marker(pytest.mark.xdist_group("demo"))


@pytest.fixture(autouse=True)
def _django_db_marker() -> None:
    """No transaction of its own for a test: at its end it would close the one of the world."""


def fingerprint() -> dict[str, str]:
    """A hash of what each of a few tables holds."""
    found = {}
    with connection.cursor() as cursor:
        for table in (*TABLES, *COLUMNS):
            columns = COLUMNS.get(table, "*")
            cursor.execute(f"select {columns} from {table} order by 1")
            found[table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


def run(sql: str, *values: object) -> list[tuple]:
    """The rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@pytest.fixture(scope="package")
def twice(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[dict]]:
    """The fingerprints of two worlds of the same seed; the second one stays for the tests."""
    found = []
    with django_db_blocker.unblock():
        settings.DEMO = True
        try:
            with transaction.atomic():
                load_areas(by=None)
                install_shipped_packs()
                try:
                    # What is rated follows from the records: once is enough, and half the time.
                    with transaction.atomic(), mock.patch.object(Rated, "write"):
                        build_world(COUNTIES)
                        found.append(fingerprint())
                        raise Undo
                except Undo:
                    pass
                build_world(COUNTIES)
                found.append(fingerprint())
                yield found
                raise Undo
        except Undo:
            pass
        finally:
            settings.DEMO = False


@pytest.fixture
def world(twice: list[dict]) -> None:
    """The demo world is there."""
