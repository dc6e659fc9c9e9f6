"""Long statements, read by the server once and planned for what is asked each time.

A plan made without knowing the units and days takes a tenth of the time to make and, by wrong
guesses at the number of rows, a hundredfold to run; so PostgreSQL must never choose it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

# A page asks one or two kinds of statement; a connection keeps those used last.
MOST = 24
# PostgreSQL plans a statement for its values five times, then considers a plan for all values.
# Setting plan_cache_mode would reach the checks of foreign keys too, planned anew for every row.
USES = 5


@dataclass
class _Statement:
    name: str
    uses: int = 0


_prepared: WeakKeyDictionary[Any, OrderedDict[str, _Statement]] = WeakKeyDictionary()


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
    # Not through Django's cursor: this asks nothing, and is no query of a page.
    run = cursor.cursor.execute
    found = known.pop(sql, None)
    if found is not None and found.uses == USES:
        run(f"DEALLOCATE {found.name}")
        found = None
    if found is None:
        if len(known) >= MOST:
            _, oldest = known.popitem(last=False)
            run(f"DEALLOCATE {oldest.name}")
        taken = {int(each.name.rpartition("_")[2]) for each in known.values()}
        found = _Statement(f"angen_assess_{max(taken, default=0) + 1}")
        run(f"PREPARE {found.name} ({', '.join(types)}) AS {sql}")
    found.uses += 1
    known[sql] = found
    return found.name
