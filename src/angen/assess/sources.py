"""Where records are read from: the base itself, or a lake of files beside it.

A source is asked for numbers by relation and unit. What it answers is the same to the last digit
wherever the records lie: the relations are compiled from one definition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

from angen.assess.compiled import BASE_ALIAS, NUMBER, Dialect, Query
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
# Of several numbers that take such records from one relation: it is read once for all of them.
TAKEN = """
SELECT v.number, g.unit_id, v.found::numeric, v.found
FROM (SELECT unit_id, {counts} FROM ({base}) AS "{alias}" WHERE {among} GROUP BY unit_id) AS g
CROSS JOIN LATERAL (VALUES {places}) AS v(number, found) WHERE v.found > 0
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


def _branch(form: tuple[str, str], number: int, asked: Asked, made: Statement, only: str) -> str:
    """One question as a part of the statement."""
    text, sql = form
    relation = made.placed(sql, asked.day, asked.first)
    only = "TRUE" if asked.query.drawn else only
    return text.format(number=number, takes=asked.query.takes, relation=relation, among=only)


def _taken(base: str, numbers: Mapping[int, Asked], made: Statement, only: str) -> str:
    """Several questions about the rows of one relation as a part of the statement."""
    wheres = {n: made.placed(q.query.where, q.day, q.first) for n, q in numbers.items()}
    counts = [f"COUNT(*) FILTER (WHERE {where}) AS n{n}" for n, where in wheres.items()]
    places = [f"({n}, g.n{n})" for n in wheres]
    if all(each.query.drawn for each in numbers.values()):
        only = "TRUE"
    return TAKEN.format(
        counts=", ".join(counts),
        base=base,
        alias=BASE_ALIAS,
        among=only,
        places=", ".join(places),
    )


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
        made, only = Statement(units, packs), among(units)
        branches: list[str] = []
        bases: dict[str, list[int]] = {}
        for number, (query, day, first) in enumerate(questions):
            if query.base:
                bases.setdefault(made.placed(query.base, day, first), []).append(number)
            else:
                branches.append(_branch(_counted(query), number, questions[number], made, only))
        for base, numbers in bases.items():
            if len(numbers) == 1:
                alone = questions[numbers[0]]
                branches.append(_branch(_counted(alone.query), numbers[0], alone, made, only))
            else:
                branches.append(_taken(base, {n: questions[n] for n in numbers}, made, only))
        return fetched(*made.whole(branches))

    def records(
        self,
        units: Sequence[str],
        questions: Sequence[Asked],
        packs: Sequence[Pack] | None = None,
    ) -> Iterable[Recorded]:
        """All relations as one statement."""
        made, only = Statement(units, packs), among(units)
        branches = [
            _branch((RECORDS, each.query.sql), number, each, made, only)
            for number, each in enumerate(questions)
        ]
        return fetched(*made.whole(branches))


LIVE = Live()
