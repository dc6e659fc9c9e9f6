"""What the database role of the web and the worker may do: use the rows, own nothing.

A hole in a page then reaches no table definition, no trigger and no line of the sealed log.
"""

from __future__ import annotations

from django.db import connection, transaction
from psycopg import sql

from angen.audit.models import Check, Entry, Head, Seal

WEB_ROLE = "angen_web"
WRITTEN_ONCE = (Entry, Seal)
NEVER_DELETED = (Entry, Seal, Head, Check)


@transaction.atomic
def grant(role: str = WEB_ROLE, *, create: bool = True) -> None:
    """Give ``role`` the rows of every table of this database; call it after each migration.

    ``create`` makes the role where it is missing: on the embedded server, whose socket is private,
    it needs no password. On another server the administrator makes it.
    """
    with connection.cursor() as cursor:
        if create:
            # Two processes may get here at once; a role belongs to the whole server.
            cursor.execute("select pg_advisory_xact_lock(hashtext('angen.rights'))")
            cursor.execute("select 1 from pg_roles where rolname = %s", [role])
            if cursor.fetchone() is None:
                cursor.execute(_say("create role {role} login noinherit", role))
        cursor.execute("select current_database()")
        (database,) = cursor.fetchone()
        for line in (
            "grant connect, temporary on database {database} to {role}",
            "revoke create on schema public from public, {role}",
            "grant usage on schema public to {role}",
            "revoke all on all tables in schema public from {role}",
            "grant select, insert, update, delete on all tables in schema public to {role}",
            "grant usage, select on all sequences in schema public to {role}",
            "revoke insert, update, delete on django_migrations from {role}",
        ):
            cursor.execute(_say(line, role, database=sql.Identifier(database)))
        for models, verb in ((WRITTEN_ONCE, "update"), (NEVER_DELETED, "delete")):
            for model in models:
                table = sql.Identifier(model._meta.db_table)
                cursor.execute(_say(f"revoke {verb} on {{table}} from {{role}}", role, table=table))


def _say(line: str, role: str, **names: sql.Identifier) -> sql.Composed:
    return sql.SQL(line).format(role=sql.Identifier(role), **names)
