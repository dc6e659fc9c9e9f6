"""DuckDB as a calculator: many expressions over many units in one prepared query.

One in-memory database, one cursor a thread; queries are prepared once for each set of expressions.
The database reads no files and loads no extension.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import duckdb

from angen.policy.sql import DECIMAL

MAX_PREPARED = 64
# A prepared statement handles 2,048 rows at a time; more units are sent in portions.
PORTION = 2048

Numbers = Sequence[Decimal | None]
Words = Sequence[str]
Rows = Sequence[tuple[Numbers, Words]]


@dataclass
class _Desk:
    """What one thread works with."""

    process: int
    connection: duckdb.DuckDBPyConnection
    prepared: OrderedDict[str, str] = field(default_factory=OrderedDict)
    serial: int = 0


_local = threading.local()
_lock = threading.Lock()
_database: tuple[int, duckdb.DuckDBPyConnection] | None = None


def _open() -> duckdb.DuckDBPyConnection:
    """The database of this process; a forked child must not share its parent's."""
    global _database
    with _lock:
        if _database is None or _database[0] != os.getpid():
            connection = duckdb.connect(
                ":memory:",
                config={
                    "threads": 1,
                    "enable_external_access": False,
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                },
            )
            _database = (os.getpid(), connection)
        return _database[1].cursor()


def _desk() -> _Desk:
    desk: _Desk | None = getattr(_local, "desk", None)
    if desk is None or desk.process != os.getpid():
        desk = _Desk(os.getpid(), _open())
        # The optimizer runs again at every EXECUTE and takes five times what evaluation takes.
        desk.connection.execute("PRAGMA disable_optimizer")
        desk.connection.execute(
            f"CREATE TEMP TABLE units (place INTEGER, n {DECIMAL}[], w VARCHAR[])"
        )
        _local.desk = desk
    return desk


def number_at(place: int) -> str:
    """SQL of the number at ``place`` (from 0) of a unit's numbers."""
    return f"n{place}"


def word_at(place: int) -> str:
    """SQL of the word at ``place`` (from 0) of a unit's words."""
    return f"w{place}"


def conditions(expressions: Sequence[str], rows: Rows) -> list[list[bool | None]]:
    """Each row's answers in the order of ``expressions``; None is UNKNOWN."""
    return _run(tuple(expressions), rows, "BOOLEAN")


def numbers(expressions: Sequence[str], rows: Rows) -> list[list[Decimal | None]]:
    """Each row's numbers in the order of ``expressions``; None is UNKNOWN."""
    return _run(tuple(expressions), rows, DECIMAL)


def _run(expressions: tuple[str, ...], rows: Rows, kind: str) -> list[list]:  # type: ignore[type-arg]
    if not expressions or not rows:
        return [[] for _ in rows]
    desk = _desk()
    answers: list[list] = []  # type: ignore[type-arg]
    columns = [f"n[{i + 1}] AS n{i}" for i in range(len(rows[0][0]))]
    columns += [f"w[{i + 1}] AS w{i}" for i in range(len(rows[0][1]))]
    source = ", ".join(["place", *columns])
    # All of it is rendered from white-listed trees; what users typed is bound or a quoted literal.
    name = _prepare(
        desk,
        f"SELECT place, CAST([{', '.join(expressions)}] AS {kind}[])"  # noqa: S608
        f" FROM (SELECT {source} FROM units)",
    )
    for start in range(0, len(rows), PORTION):
        part = rows[start : start + PORTION]
        desk.connection.execute("DELETE FROM units")
        desk.connection.execute(
            f"INSERT INTO units SELECT unnest($1::INTEGER[]),"
            f" CAST(unnest($2::VARCHAR[]) AS {DECIMAL}[]), unnest($3::VARCHAR[][])",
            [
                list(range(len(part))),
                # As text: three times faster than binding decimals one by one, and as exact.
                [_list(each[0]) for each in part],
                [list(each[1]) for each in part],
            ],
        )
        found = desk.connection.execute(f"EXECUTE {name}").fetchall()
        answers.extend(each[1] for each in sorted(found, key=lambda row: row[0]))
    return answers


def _list(values: Numbers) -> str:
    return "[" + ",".join("NULL" if each is None else format(each, "f") for each in values) + "]"


def _prepare(desk: _Desk, query: str) -> str:
    name = desk.prepared.get(query)
    if name is not None:
        desk.prepared.move_to_end(query)
        return name
    if len(desk.prepared) >= MAX_PREPARED:
        _, old = desk.prepared.popitem(last=False)
        desk.connection.execute(f"DEALLOCATE {old}")
    desk.serial += 1
    name = f"q{desk.serial}"
    desk.connection.execute(f"PREPARE {name} AS {query}")
    desk.prepared[query] = name
    return name
