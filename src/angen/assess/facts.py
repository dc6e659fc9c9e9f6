"""Facts of units on days: every indicator asked for, every unit, every day in one statement.

A fact is known or unknown, and unknown is not zero. A unit's rows count; a unit whose ledger has
no row at all is unknown, unless its latest statement (台账申报) says that zero is the truth; and
where a statement claims more than the ledger held on the statement's day, records are missing and
the fact is unknown as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from angen.assess.compiled import Compiled, Query, compiled, over_period
from angen.assess.sources import LIVE, Asked, Source
from angen.policy.pack import Pack

# What the engine of packs holds: nine places, rounded half to even.
SCALE = Decimal("1e-9")


class Statement(NamedTuple):
    """A unit's own word about one ledger."""

    as_of: dt.date
    number: int


@dataclass(frozen=True, slots=True)
class UnitFact:
    """One indicator of one unit on one day.

    ``value`` is None when unknown. ``part`` and ``whole`` are numbers of records (``whole`` only
    of a ratio); ``recorded`` the rows of the ledger on the day; ``stated`` what the unit claimed
    for it and when; ``short`` how many records are missing against that claim.
    """

    name: str
    value: Decimal | None
    part: int | None = None
    whole: int | None = None
    recorded: int | None = None
    stated: Statement | None = None
    short: int = 0
    ledger: str = ""


UnitFacts = Mapping[str, UnitFact]
Facts = dict[dt.date, dict[str, dict[str, UnitFact]]]


def asked(query: Query, day: dt.date, since: dt.date | None = None) -> Asked:
    """A relation over the period from ``since``, by default the year, to ``day``."""
    if not over_period(query.sql):
        return Asked(query, day, None)
    return Asked(query, day, first_day(day, since))


def first_day(day: dt.date, since: dt.date | None) -> dt.date:
    """Where the period that ends on ``day`` begins: on ``since``, else with the year."""
    return since if since is not None and since <= day else day.replace(month=1, day=1)


class _Answer(NamedTuple):
    value: Decimal | None
    rows: int


_Answers = dict[Asked, dict[str, _Answer]]
_NONE = _Answer(None, 0)


def facts(
    units: Sequence[str],
    days: Iterable[dt.date],
    names: Collection[str],
    since: dt.date | None = None,
    packs: Sequence[Pack] | None = None,
    source: Source = LIVE,
) -> Facts:
    """Facts by day, unit (area code) and indicator name; two queries whatever is asked.

    Indicators over a period count from ``since``, by default from the first day of the year, to the
    day. A name that no indicator bears is unknown everywhere. ``packs`` are all installed ones, where
    they are at hand. ``source`` is where records are, by default the base itself.
    """
    wanted = sorted(set(days))
    ready = {name: compiled(name, source.dialect) for name in sorted(set(names))}
    known = [each for each in ready.values() if each is not None]
    absent = [name for name, each in ready.items() if each is None]
    if not units or not wanted:
        return {day: {unit: {} for unit in units} for day in wanted}
    ledgers = {each.ledger for each in known if each.ledger}
    statements = _statements(units, wanted, ledgers, source)
    answers = _ask(units, _all_asked(known, wanted, statements, since), source, packs)
    found: Facts = {}
    unknown = {name: UnitFact(name, None) for name in absent}
    for day in wanted:
        columns = [_column(each, day, since, answers) for each in known]
        said = statements[day]
        found[day] = {
            unit: {each.name: _fact(each, unit, since, answers, said) for each in columns} | unknown
            for unit in units
        }
    return found


def facts_on(
    units: Sequence[str],
    on: dt.date,
    names: Collection[str],
    since: dt.date | None = None,
    packs: Sequence[Pack] | None = None,
    source: Source = LIVE,
) -> dict[str, UnitFacts]:
    """Facts of one day, or of the period from ``since`` to it, by unit and name."""
    return dict(facts(units, [on], names, since, packs, source).get(on, {}))


_Said = dict[tuple[str, str], Statement]


def _statements(
    units: Sequence[str], days: Sequence[dt.date], ledgers: Collection[str], source: Source
) -> dict[dt.date, _Said]:
    """By day: the latest statement on or before it of each unit and ledger."""
    if not ledgers:
        return {day: {} for day in days}
    given = source.statements(units, ledgers, days[-1], every=len(days) > 1)
    by_day: dict[dt.date, _Said] = {}
    latest: _Said = {}
    place = 0
    for day in days:
        while place < len(given) and given[place][2] <= day:
            unit, ledger, as_of, count = given[place]
            latest[(unit, ledger)] = Statement(as_of, count)
            place += 1
        by_day[day] = dict(latest)
    return by_day


def _all_asked(
    known: Iterable[Compiled],
    days: Sequence[dt.date],
    statements: Mapping[dt.date, _Said],
    since: dt.date | None,
) -> list[Asked]:
    """Each relation at each day once; ledgers also at the days that statements speak of."""
    spoken: dict[str, set[dt.date]] = {}
    for said in statements.values():
        for (_, ledger), statement in said.items():
            if statement.number:
                spoken.setdefault(ledger, set()).add(statement.as_of)
    found: dict[Asked, None] = {}
    for each in known:
        for day in days:
            found[asked(each.part, day, since)] = None
            if each.whole is not None:
                found[asked(each.whole, day, since)] = None
        if each.recorded is not None:
            for day in {*days, *spoken.get(each.ledger, ())}:
                found[asked(each.recorded, day, since)] = None
    return list(found)


def _ask(
    units: Sequence[str],
    questions: Sequence[Asked],
    source: Source,
    packs: Sequence[Pack] | None,
) -> _Answers:
    answers: _Answers = {each: {} for each in questions}
    if questions:
        for number, unit, value, rows in source.answers(units, questions, packs):
            answers[questions[number]][unit] = _Answer(value, rows)
    return answers


class _Column(NamedTuple):
    """An indicator on a day with the answers of all units to what it asks."""

    of: Compiled
    part: dict[str, _Answer]
    whole: dict[str, _Answer]
    recorded: dict[str, _Answer]

    @property
    def name(self) -> str:
        return self.of.name


def _column(each: Compiled, day: dt.date, since: dt.date | None, answers: _Answers) -> _Column:
    part, whole, recorded = (
        answers[asked(query, day, since)] if query is not None else {}
        for query in (each.part, each.whole, each.recorded)
    )
    return _Column(each, part, whole, recorded)


def _fact(
    column: _Column, unit: str, since: dt.date | None, answers: _Answers, said: _Said
) -> UnitFact:
    each, found = column.of, column.part.get(unit, _NONE)
    if each.whole is not None:
        return _ratio(each, found, column.whole.get(unit, _NONE))
    assert each.recorded is not None
    recorded = int(column.recorded.get(unit, _NONE).value or 0)
    stated = said.get((unit, each.ledger)) if each.ledger else None
    short = 0
    if stated is not None and stated.number:
        held = answers[asked(each.recorded, stated.as_of, since)].get(unit, _NONE).value or 0
        short = max(0, stated.number - int(held))
    part = int(found.value or 0) if each.kind == "count" else found.rows
    value: Decimal | None = None
    if short == 0 and (recorded or (stated is not None and stated.number == 0)):
        value = found.value
        if value is None and each.how in ("count", "sum"):
            value = Decimal(0)
    return UnitFact(each.name, value, part, None, recorded, stated, short, ledger=each.ledger)


def _ratio(each: Compiled, part: _Answer, whole: _Answer) -> UnitFact:
    """Part over whole, exact to nine places; nothing over nothing is unknown."""
    above, below = int(part.value or 0), int(whole.value or 0)
    value = (Decimal(above) / Decimal(below)).quantize(SCALE) if below else None
    return UnitFact(each.name, value, above, below)


def quarters(first: dt.date, last: dt.date) -> list[dt.date]:
    """``first``, the quarter ends between, and ``last``."""
    ends = [
        dt.date(year + (month == 12), month % 12 + 1, 1) - dt.timedelta(1)
        for year in range(first.year, last.year + 1)
        for month in (3, 6, 9, 12)
    ]
    return sorted({first, *(day for day in ends if first < day < last), last})


def changes(series: Sequence[Decimal | None]) -> list[Decimal | None]:
    """The share by which each number differs from the one before; None where one is unknown or 0."""
    return [
        (after - before) / before if before and after is not None else None
        for before, after in pairwise(series)
    ]
