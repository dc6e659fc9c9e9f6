"""Fixtures of all tests: the embedded database is started once for every process."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from angen.site import postgres

# A demo that was started in this checkout leaves its mark; tests begin without it.
settings.DEMO = False


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start PostgreSQL before the test database is made."""
    postgres.start()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let the test runner empty the sealed log between transactional tests; only TRUNCATE."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("audit_entry", "audit_head", "audit_seal"):
            cursor.execute(f"alter table {table} disable trigger {table}_keep_all")


@pytest.fixture(scope="session")
def own_folder() -> Iterator[Path]:
    """A folder for embedded servers of a test's own.

    Not one of pytest's: as root the server runs as another account, and every pytest that starts on
    the machine closes the folder above its temporary folders to others.
    """
    made = Path(tempfile.mkdtemp(prefix="angen-test-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)
