"""Where records are read from: the base itself, or a lake of files beside it.

A source is asked for numbers by relation and unit. What it answers is the same to the last digit
wherever the records lie: the relations are compiled from one definition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from angen.assess.compiled import NUMBER, Dialect, Query
from angen.assess.composing import Statement, among
from angen.assess.prepared import fetched
from angen.orgs.models import LedgerStatement
from angen.policy.pack import Pack

Said = tuple[str, str, dt.date, int]  # unit, ledger, day of the statement, number
# Place of the question, unit, type of the records and their keys.
Recorded = tuple[int, str, str, Sequence[str]]
Answer = tuple[int, str, Decimal | None, int]  # place of the question, unit, value, rows


class Asked(NamedTuple):
    """A relation at a day; ``first`` begins its period, None for one that reads the day alone."""

    query: Query
    day: dt.date
    first: dt.date | None


class Source(Protocol):
    """Where records are. ``dialect`` is the SQL that questions must be compiled to."""

    dialect: Dialect

    def statements(
        self, units: Sequence[str], ledgers: Collection[str], last: dt.date, *, every: bool
    ) -> list[Said]:
        """Statements (台账申报) up to ``last``, the earliest first; the latest of each unit and
        ledger will do unless ``every`` one is wanted."""
        ...

    def answers(
        self, units: Sequence[str], questions: Sequence[Asked], packs: Sequence[Pack] | None
    ) -> Iterable[Answer]:
        """Value and number of rows of each question for each unit that has any row.

        ``packs`` are those whose numbers the questions may read, by default all installed ones.
        """
        ...

    def records(
        self,
        units: Sequence[str],
        questions: Sequence[Asked],
        packs: Sequence[Pack] | None = None,
    ) -> Iterable[Recorded]:
        """The records that each question found, each once; in any number of portions."""
        ...


# Filled with what was compiled from our own indicators; whatever comes from outside is bound.
BRANCH = """
SELECT {number}, unit_id, ({takes})::numeric, COUNT(record_id) FROM ({relation}) AS r
WHERE {among} GROUP BY unit_id
"""
# The same for a number of records: they are told apart by hashing, where COUNT(DISTINCT) sorts.
COUNTED = """
SELECT {number}, unit_id, COUNT(record_id)::numeric, COUNT(record_id)
FROM (SELECT DISTINCT unit_id, record_id FROM ({relation}) AS r WHERE {among}) AS d GROUP BY unit_id
"""
# Of records that come once each, only how many rows there are.
ROWS = """
SELECT {number}, unit_id, COUNT(*)::numeric, COUNT(*) FROM ({relation}) AS r
WHERE {among} GROUP BY unit_id
"""
# Keys come as one array: a row for each of a hundred thousand records would cost more than finding them.
RECORDS = """
SELECT {number}, unit_id, record_type, array_agg(record_id)
FROM (SELECT DISTINCT unit_id, record_type, record_id FROM ({relation}) AS r WHERE {among}) AS d
GROUP BY unit_id, record_type
"""


def _counted(query: Query) -> tuple[str, str]:
    if query.takes != NUMBER:
        return BRANCH, query.sql
    return (ROWS, query.rows) if query.rows else (COUNTED, query.sql)


class Live:
    """The base, on Django's own connection and so inside its transaction."""

    dialect: Dialect = "postgres"

    def statements(
        self, units: Sequence[str], ledgers: Collection[str], last: dt.date, *, every: bool
    ) -> list[Said]:
        """One query."""
        rows = LedgerStatement.objects.filter(
            area_id__in=list(units), ledger__in=sorted(ledgers), as_of__lte=last
        )
        if every:
            rows = rows.order_by("as_of")
        else:
            rows = rows.order_by("area_id", "ledger", "-as_of").distinct("area_id", "ledger")
        return list(rows.values_list("area_id", "ledger", "as_of", "count"))

    def answers(
        self, units: Sequence[str], questions: Sequence[Asked], packs: Sequence[Pack] | None
    ) -> Iterable[Answer]:
        """All relations as one statement; what is bound are the units ($1), days and numbers."""
        return self._fetched(_counted, units, questions, packs)

    def records(
        self,
        units: Sequence[str],
        questions: Sequence[Asked],
        packs: Sequence[Pack] | None = None,
    ) -> Iterable[Recorded]:
        """All relations as one statement."""
        return self._fetched(lambda query: (RECORDS, query.sql), units, questions, packs)

    def _fetched(
        self,
        form_of: Callable[[Query], tuple[str, str]],
        units: Sequence[str],
        questions: Sequence[Asked],
        packs: Sequence[Pack] | None,
    ) -> list[Any]:
        made, only = Statement(units, packs), among(units)
        branches = []
        for number, (query, day, first) in enumerate(questions):
            form, sql = form_of(query)
            relation = made.placed(sql, day, first)
            branches.append(
                form.format(number=number, takes=query.takes, relation=relation, among=only)
            )
        return fetched(*made.whole(branches))


LIVE = Live()
