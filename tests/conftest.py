"""Fixtures of all tests: the embedded database is started once for every process."""

from __future__ import annotations

import pytest

from angen.site import postgres


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start PostgreSQL before the test database is made."""
    postgres.start()
