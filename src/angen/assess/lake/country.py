"""All units of a country at once: indicators for one or several cycles as one table.

The rules are those of ``angen.assess.facts``, said in the engine's own SQL, so that no unit becomes
an object of Python: unknown is not zero, and a statement (台账申报) can make it zero or unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from angen.assess.compiled import Compiled
from angen.assess.facts import asked
from angen.assess.lake.engines import NUMERIC, Duck, Engine, inlined
from angen.assess.lake.unique import counted_by_rows
from angen.assess.sources import Asked
from angen.policy.pack import Pack

ALL_UNITS = "(SELECT code AS unit FROM orgs_area)"


@dataclass(frozen=True)
class Cycle:
    """A cycle by its key ("2021Q3"): its last day, and where its period begins."""

    key: str
    day: dt.date
    first: dt.date | None = None


@dataclass
class _Wanted:
    """The relations of one cycle, each asked once: by question, its place."""

    packs: Sequence[Pack]
    branches: list[str] = field(default_factory=list)
    places: dict[tuple[Asked, bool], int] = field(default_factory=dict)

    def column(self, question: Asked, take: str = "v", *, exists: bool = False) -> str:
        """The column that holds the answer to a question; ``exists`` asks only whether any row is."""
        key = (question, exists)
        if key not in self.places:
            self.places[key] = len(self.branches)
            self.branches.append(_branch(len(self.branches), question, self.packs, exists=exists))
        return f"{take}{self.places[key]}"


def _branch(place: int, question: Asked, packs: Sequence[Pack], *, exists: bool) -> str:
    relation = inlined(question, packs, ALL_UNITS)
    takes = "MAX(1)" if exists else question.query.takes
    counted = "COUNT(*)" if exists or takes == "COUNT(*)" else "COUNT(record_id)"
    return (
        f"SELECT unit_id, {place} AS place, CAST({takes} AS {NUMERIC}) AS v, "  # noqa: S608
        f"{counted} AS n FROM ({relation}) AS r WHERE unit_id IS NOT NULL GROUP BY unit_id"
    )


def table_of(
    engine: Engine, names: Collection[str], cycles: Sequence[Cycle], packs: Sequence[Pack]
) -> str:
    """The query of the table: cycle, unit_id, and by indicator NAME, NAME_part and NAME_whole.

    A row for each unit of the lake and each cycle. ``packs`` are those whose numbers are read.
    """
    known = [counted_by_rows(name, engine.dialect) for name in sorted(set(names))]
    return " UNION ALL ".join(
        f"({_of_cycle(engine, known, cycle, packs)})"  # one after another, each within its own days
        for cycle in cycles
    )


def _of_cycle(
    engine: Engine, known: Iterable[Compiled], cycle: Cycle, packs: Sequence[Pack]
) -> str:
    wanted, columns, joins = _Wanted(packs), [], dict[str, str]()
    for each in known:
        columns += _columns(engine, each, cycle, wanted, joins)
    wide = ", ".join(
        f"MAX(v) FILTER (WHERE place = {n}) AS v{n}, MAX(n) FILTER (WHERE place = {n}) AS n{n}"
        for n in range(len(wanted.branches))
    )
    answers = " UNION ALL ".join(wanted.branches)
    return (
        f"SELECT '{cycle.key}' AS cycle, a.code AS unit_id, {', '.join(columns)} "  # noqa: S608
        f"FROM orgs_area AS a LEFT JOIN (SELECT unit_id, {wide} FROM ({answers}) AS x "
        f"GROUP BY unit_id) AS w ON w.unit_id = a.code {' '.join(joins.values())}"
    )


def _columns(
    engine: Engine, each: Compiled, cycle: Cycle, wanted: _Wanted, joins: dict[str, str]
) -> list[str]:
    part = asked(each.part, cycle.day, cycle.first)
    above = wanted.column(part)
    if each.whole is not None:
        below = wanted.column(asked(each.whole, cycle.day, cycle.first))
        return [*_ratio(each.name, above, below)]
    assert each.recorded is not None
    number = f"CAST({above} AS {NUMERIC})"
    rows = wanted.column(part, "n")
    value = f"COALESCE({number}, 0)" if each.how in ("count", "sum") else number
    if each.ledger:
        known = _stated(engine, each, cycle, wanted, joins)
    else:
        ledger = asked(each.recorded, cycle.day, cycle.first)
        known = f"{wanted.column(ledger, exists=True)} IS NOT NULL"
    counted = f"COALESCE({above if each.kind == 'count' else rows}, 0)"
    return [
        f"CASE WHEN {known} THEN {value} END AS {each.name}",
        f"CAST({counted} AS BIGINT) AS {each.name}_part",
        f"CAST(NULL AS BIGINT) AS {each.name}_whole",
    ]


def _ratio(name: str, above: str, below: str) -> Iterable[str]:
    """Exact to nine places, rounded half to even as the base does it, in whole numbers alone."""
    over, under = (f"CAST(COALESCE({each}, 0) AS BIGINT)" for each in (above, below))
    scaled = f"CAST({over} AS DECIMAL(38, 0)) * 1000000000"
    rest = f"(2 * MOD({scaled}, {under}))"
    floor = f"(({scaled} - MOD({scaled}, {under})) / {under})"
    floor = f"CAST({floor} AS BIGINT)"
    up = f"CASE WHEN {rest} > {under} OR ({rest} = {under} AND MOD({floor}, 2) = 1) THEN 1 ELSE 0 END"
    exact = f"CAST(({floor} + {up}) AS {NUMERIC}) * CAST(0.000000001 AS DECIMAL(10, 9))"
    return (
        f"CASE WHEN {under} > 0 THEN CAST({exact} AS {NUMERIC}) END AS {name}",
        f"{over} AS {name}_part",
        f"{under} AS {name}_whole",
    )


def _stated(
    engine: Engine, each: Compiled, cycle: Cycle, wanted: _Wanted, joins: dict[str, str]
) -> str:
    """Whether a number is known beside what the unit stated of its ledger, as a condition."""
    assert each.recorded is not None
    alias = f"said_{each.ledger}"
    last = cycle.day.isoformat()
    if alias not in joins:
        joins[alias] = (
            "LEFT JOIN (SELECT area_id, as_of, stated FROM (SELECT area_id, as_of, "  # noqa: S608
            "count AS stated, ROW_NUMBER() OVER (PARTITION BY area_id ORDER BY as_of DESC) AS n "
            f"FROM orgs_ledgerstatement WHERE ledger = '{each.ledger}' AND as_of <= DATE '{last}') "
            f"AS s WHERE n = 1) AS {alias} ON {alias}.area_id = a.code"
        )
    held = " ".join(
        f"WHEN DATE '{day.isoformat()}' THEN "
        f"COALESCE({wanted.column(asked(each.recorded, day, cycle.first))}, 0)"
        for day in _days(engine, each.ledger, cycle.day)
    )
    short = f"{alias}.stated > CASE {alias}.as_of {held} ELSE 0 END" if held else "FALSE"
    here = wanted.column(asked(each.recorded, cycle.day, cycle.first))
    return f"(NOT COALESCE({short}, FALSE) AND (COALESCE({here}, 0) > 0 OR {alias}.stated = 0))"


def _days(engine: Engine, ledger: str, last: dt.date) -> list[dt.date]:
    """The days that the latest statements of a ledger speak of, where they claim any record."""
    rows = engine.run(
        "SELECT DISTINCT as_of FROM (SELECT as_of, count, ROW_NUMBER() OVER "  # noqa: S608
        "(PARTITION BY area_id ORDER BY as_of DESC) AS n FROM orgs_ledgerstatement WHERE "
        f"ledger = '{ledger}' AND as_of <= DATE '{last.isoformat()}') AS s "
        "WHERE n = 1 AND count > 0 ORDER BY as_of"
    )
    return [day for (day,) in rows]


def written(
    folder: Path,
    target: Path,
    names: Collection[str],
    cycles: Sequence[Cycle],
    packs: Sequence[Pack],
) -> None:
    """The table as a Parquet file, one cycle after another so that memory stays that of one."""
    engine = Duck(folder)
    try:
        run = engine.connection.execute
        for number, cycle in enumerate(cycles):
            made = table_of(engine, names, [cycle], packs)
            run(f"CREATE TEMP TABLE angen_cycle_{number} AS {made}")
        parts = " UNION ALL ".join(
            f"SELECT * FROM angen_cycle_{n}"  # noqa: S608
            for n in range(len(cycles))
        )
        path = str(target).replace("'", "''")
        run(f"COPY ({parts} ORDER BY cycle, unit_id) TO '{path}' (FORMAT parquet)")
    finally:
        engine.close()
