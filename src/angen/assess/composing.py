"""Many relations as one statement: days and numbers bound, what they share read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from angen.assess import shared
from angen.assess.compiled import DAY, FIRST, YEAR, over_period
from angen.assess.numbers import Numbers
from angen.policy.pack import Pack

# Asked for once it is no table of its own, and PostgreSQL reads it where it stands.
SHARED = '"{alias}" AS (SELECT * FROM ({relation}) AS r WHERE {among})'


def among(units: Sequence[str]) -> str:
    """The condition that a row is one of the units, which are $1.

    Of a single unit equality is asked: PostgreSQL carries that through joins into what is grouped
    inside, so that the records of all other units need not be read.
    """
    return "unit_id = ($1)[1]" if len(units) == 1 else "unit_id = ANY($1)"


class Statement:
    """A statement about ``units`` in the making. ``packs`` as for ``Numbers``."""

    def __init__(self, units: Sequence[str], packs: Sequence[Pack] | None) -> None:
        self.units = list(units)
        self._days: dict[dt.date, int] = {}
        self._numbers = Numbers(packs)
        self._aliases: dict[tuple[str, dt.date, dt.date | None], str] = {}
        self._alias_of: dict[str, str] = {}
        self._shared: list[str] = []

    def placed(self, sql: str, day: dt.date, first: dt.date | None) -> str:
        """A relation over the days, its numbers and what it shares named."""
        relation = sql
        for name in shared.named(sql):
            relation = relation.replace(f'"{name}"', f'"{self._alias(name, day, first)}"')
        relation = relation.replace(DAY, self._place(day))
        if YEAR in relation:
            relation = relation.replace(YEAR, self._place(day.replace(month=1, day=1)))
        if first is not None:
            relation = relation.replace(FIRST, self._place(first))
        return self._numbers.placed(relation, day)

    def _place(self, day: dt.date) -> str:
        return f"${self._days.setdefault(day, len(self._days) + 2)}"

    def _alias(self, name: str, day: dt.date, first: dt.date | None) -> str:
        sql = shared.text(name)
        key = (name, day, first if over_period(sql) else None)
        if key not in self._aliases:
            body = self.placed(sql, day, first)
            # Over the year and over a period that begins with it the same is read.
            if body not in self._alias_of:
                alias = self._alias_of[body] = f"common_{len(self._alias_of)}"
                only = among(self.units)
                self._shared.append(SHARED.format(alias=alias, relation=body, among=only))
            self._aliases[key] = self._alias_of[body]
        return self._aliases[key]

    def whole(self, branches: Sequence[str]) -> tuple[str, list[str], list[Any]]:
        """The text of all ``branches`` together, and the types and values it binds."""
        numbers, more, bound = self._numbers.opening(len(self._days) + 1)
        tables = [*numbers, *self._shared]
        opening = f"WITH {', '.join(tables)}\n" if tables else ""
        types = ["text[]", *("date" for _ in self._days), *more]
        return opening + "UNION ALL".join(branches), types, [self.units, *self._days, *bound]
