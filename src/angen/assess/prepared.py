"""Long statements, prepared once a connection: planning them takes longer than running them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

# A page asks one or two kinds of statement; a connection keeps those used last.
MOST = 24

_prepared: WeakKeyDictionary[Any, OrderedDict[str, str]] = WeakKeyDictionary()


def fetched(sql: str, types: Sequence[str], values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of ``sql``, whose parameters are $1, $2 and so on, of the given SQL types.

    Runs on Django's own connection and so inside its transaction. ``sql`` must not hold anything
    that came from outside; ``values`` are bound.
    """
    with connection.cursor() as cursor:
        name = _name_of(cursor, sql, types)
        places = ", ".join(f"%s::{kind}" for kind in types)
        cursor.execute(f"EXECUTE {name} ({places})", list(values))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _name_of(cursor: Any, sql: str, types: Sequence[str]) -> str:
    known = _prepared.setdefault(connection.connection, OrderedDict())
    if sql in known:
        known.move_to_end(sql)
        return known[sql]
    if len(known) >= MOST:
        _, oldest = known.popitem(last=False)
        cursor.execute(f"DEALLOCATE {oldest}")
    taken = {int(name.rpartition("_")[2]) for name in known.values()}
    name = f"angen_assess_{max(taken, default=0) + 1}"
    cursor.execute(f"PREPARE {name} ({', '.join(types)}) AS {sql}")
    known[sql] = name
    return name
