"""Numbers of the packs as relations, so that an indicator can hold records against them.

An indicator reads ``t.value_recheck_days``: a row for each unit where a pack sets that number,
with columns ``unit_id`` and ``value``. Here each such name becomes a common table expression: the
number in force on the day, of the packs that govern the unit. Where several set it the stricter
stands; of numbers without a direction that of the nearest pack.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from angen.policy.pack import Pack
from angen.rulebook.queries import active_packs

PREFIX: Final = "value_"
NAMED = re.compile(rf'["`]{PREFIX}([a-z0-9_]+)["`]')
# Filled with our own words; what a pack says is bound. Units are always $1.
TABLE = """"{alias}" AS (
SELECT DISTINCT ON (a.code) a.code AS unit_id, v.value
FROM unnest(${governs}::text[], ${values}::numeric[]) AS v(governs, value)
JOIN orgs_area AS a ON v.governs = '*' OR strpos(a.path, '/' || v.governs || '/') > 0
WHERE a.code = ANY($1) ORDER BY a.code, {order})"""
ORDERS: Final = {
    "higher": "v.value DESC",
    "lower": "v.value",
    None: "strpos(a.path, '/' || v.governs || '/') DESC",
}


@cache
def named(sql: str) -> frozenset[str]:
    """The numbers a relation reads."""
    return frozenset(NAMED.findall(sql))


@dataclass
class Numbers:
    """The numbers that the relations of one statement read, each on its own day.

    ``packs`` default to all installed ones.
    """

    packs: Sequence[Pack] | None = None
    asked: dict[tuple[str, dt.date], str] = field(default_factory=dict)

    def placed(self, sql: str, day: dt.date) -> str:
        """The relation with its numbers named for the day; call ``opening`` afterwards."""
        for name in sorted(named(sql)):
            alias = self.asked.setdefault((name, day), f"number_{len(self.asked)}")
            sql = sql.replace(f'"{PREFIX}{name}"', f'"{alias}"')
        return sql

    def opening(self, bound: int) -> tuple[list[str], list[str], list[Any]]:
        """Tables to begin the statement with, and the types and values they bind after ``bound``."""
        tables: list[str] = []
        types: list[str] = []
        values: list[Any] = []
        packs = (self.packs or active_packs()) if self.asked else ()
        for (name, day), alias in self.asked.items():
            governs, numbers, direction = said(packs, name, day)
            place = bound + len(types) + 1
            order = ORDERS[direction]
            tables.append(TABLE.format(alias=alias, governs=place, values=place + 1, order=order))
            types += ["text[]", "numeric[]"]
            values += [governs, numbers]
        return tables, types, values


def said(packs: Sequence[Pack], name: str, day: dt.date) -> tuple[list[str], list[Any], str | None]:
    """The areas that packs set a number for, the numbers, and which of two is the stricter."""
    governs: list[str] = []
    numbers: list[Any] = []
    direction: str | None = None
    for pack in packs:
        number = pack.value(name, day)
        if number is None:
            continue
        direction = direction or pack.values[name].stricter
        for code in pack.head.governs:
            governs.append(code)
            numbers.append(number.value)
    return governs, numbers, direction
