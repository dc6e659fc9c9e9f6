"""The role of the web uses the rows and owns nothing."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from angen.site import rights


@pytest.fixture
def as_web(db):
    rights.grant()
    with connection.cursor() as cursor:
        cursor.execute(f"set role {rights.WEB_ROLE}")
        yield cursor
        cursor.execute("reset role")


def refused(cursor, statement: str) -> bool:
    try:
        with transaction.atomic():
            cursor.execute(statement)
    except ProgrammingError as error:
        return "permission denied" in str(error) or "must be owner" in str(error)
    return False


def test_it_reads_and_writes_rows(as_web):
    as_web.execute("insert into django_session values ('key', 'data', now())")
    as_web.execute("update django_session set session_data = 'other'")
    as_web.execute("delete from django_session")
    as_web.execute("select count(*) from orgs_officer")


@pytest.mark.parametrize(
    "statement",
    [
        "drop table orgs_officer",
        "alter table audit_entry disable trigger all",
        "truncate orgs_officer",
        "create table mine (n int)",
        "create role another superuser",
        "insert into django_migrations (app, name, applied) values ('a', 'b', now())",
        "update audit_entry set label = 'other'",
        "delete from audit_entry",
        "delete from audit_head",
        "update audit_seal set total = 0",
        "truncate audit_entry",
    ],
)
def test_it_is_refused(as_web, statement):
    assert refused(as_web, statement)


def test_it_owns_nothing(as_web):
    as_web.execute(
        "select count(*) from pg_class join pg_roles on pg_roles.oid = relowner where rolname = %s",
        [rights.WEB_ROLE],
    )
    assert as_web.fetchone() == (0,)


def test_granting_again_changes_nothing(as_web):
    as_web.execute("reset role")
    rights.grant()
    as_web.execute(f"set role {rights.WEB_ROLE}")
    assert refused(as_web, "delete from audit_entry")
