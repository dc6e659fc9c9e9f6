"""All units of a country at once: indicators for one or several cycles as one table.

The rules are those of ``angen.assess.facts``, said in the engine's own SQL, so that no unit becomes
an object of Python: unknown is not zero, and a statement (台账申报) can make it zero or unknown.
All cycles are counted in one pass over each table (``plan``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ibis.expr.types import Table

from angen.assess.compiled import defined
from angen.assess.facts import first_day
from angen.assess.lake.engines import NUMERIC, Duck, Engine
from angen.assess.lake.masks import MOST, Point
from angen.assess.lake.plan import Column, Plan
from angen.kernel.indicators import Count, Fact, Indicator, Measure, Ratio, registered
from angen.policy.pack import Pack


@dataclass(frozen=True)
class Cycle:
    """A cycle by its key ("2021Q3"): its last day, and where its period begins."""

    key: str
    day: dt.date
    first: dt.date | None = None

    @property
    def point(self) -> Point:
        """Its days as they are asked about."""
        return Point(self.day, first_day(self.day, self.first))


def table_of(
    engine: Engine, names: Collection[str], cycles: Sequence[Cycle], packs: Sequence[Pack]
) -> str:
    """The query of the table: cycle, unit_id, and by indicator NAME, NAME_part and NAME_whole.

    A row for each unit of the lake and each cycle. ``packs`` are those whose numbers are read. What
    is counted is counted now, and held by the engine.
    """
    country = _Country(engine, names, cycles, packs)
    return country.query()


class _Country:
    """The questions of a table, and how its columns are made of the answers."""

    def __init__(
        self, engine: Engine, names: Collection[str], cycles: Sequence[Cycle], packs: Sequence[Pack]
    ) -> None:
        known = registered()
        if missing := set(names) - set(known):
            raise ValueError(f"no indicator is named {min(missing)}")
        self.engine, self.cycles = engine, cycles
        self.facts = [(known[name], defined(known[name])) for name in sorted(set(names))]
        self.places = {cycle.key: place for place, cycle in enumerate(cycles)}
        self.plan = Plan(engine, [cycle.point for cycle in cycles], packs, "cycles")
        self.ledgers = {fact.ledger for _, fact in self.facts if not isinstance(fact, Ratio)} - {""}
        self.spoken = {
            (ledger, cycle.key): _days(engine, ledger, cycle.day)
            for ledger in sorted(self.ledgers)
            for cycle in cycles
        }
        self.others = self._others(packs)

    def _others(self, packs: Sequence[Pack]) -> dict[Point, tuple[Plan, int]]:
        """Days that statements speak of and that are no cycle's: by day, a plan and the place."""
        known = {cycle.point for cycle in self.cycles}
        wanted = {
            Point(day, first_day(day, cycle.first))
            for cycle in self.cycles
            for ledger in self.ledgers
            for day in self.spoken[ledger, cycle.key]
        }
        left = sorted(wanted - known)
        found: dict[Point, tuple[Plan, int]] = {}
        for start in range(0, len(left), MOST):
            some = left[start : start + MOST]
            plan = Plan(self.engine, some, packs, f"days{start}")
            found |= {point: (plan, place) for place, point in enumerate(some)}
        return found

    def query(self) -> str:
        """Ask what is to be asked; the table out of the answers."""
        rows: dict[str, list[str]] = {cycle.key: [] for cycle in self.cycles}
        for indicator, fact in self.facts:
            for key, columns in self._columns(indicator, fact).items():
                rows[key] += columns
        held = [
            name
            for plan in dict.fromkeys([self.plan, *(plan for plan, _ in self.others.values())])
            for name in plan.prepare()
        ]
        joins = " ".join(f"LEFT JOIN {name} ON {name}.unit_id = a.code" for name in held)
        return " UNION ALL ".join(
            f"(SELECT '{cycle.key}' AS cycle, a.code AS unit_id, {', '.join(rows[cycle.key])} "  # noqa: S608
            f"FROM orgs_area AS a {joins} {' '.join(self._said(cycle))})"
            for cycle in self.cycles
        )

    def _columns(self, indicator: Indicator, fact: Fact) -> dict[str, list[str]]:
        """By cycle the columns of an indicator."""
        name = indicator.name
        if isinstance(fact, Ratio):
            part, whole = self.plan.counted(fact.part), self.plan.counted(fact.whole)
            return {
                key: [*_ratio(name, part.at(place), whole.at(place))]
                for key, place in self.places.items()
            }
        how = fact.how if isinstance(fact, Measure) else "count"
        if isinstance(fact, Measure):
            above, rows = self.plan.measured(fact.rows, fact.value, how)
        else:
            above = rows = self.plan.counted(fact.rows)
        known = self._known(indicator, fact)
        found: dict[str, list[str]] = {}
        for key, place in self.places.items():
            number = f"CAST({above.at(place)} AS {NUMERIC})"
            value = f"COALESCE({number}, 0)" if how in ("count", "sum") else number
            found[key] = [
                f"CASE WHEN {known[key]} THEN {value} END AS {name}",
                f"CAST(COALESCE({rows.at(place)}, 0) AS BIGINT) AS {name}_part",
                f"CAST(NULL AS BIGINT) AS {name}_whole",
            ]
        return found

    def _known(self, indicator: Indicator, fact: Count | Measure) -> dict[str, str]:
        """By cycle the condition that a number is known, and so zero where nothing was found."""
        recorded = fact.rows if fact.recorded is None else fact.recorded
        if fact.ledger:
            return self._stated(indicator, fact.ledger, recorded)
        seen = self.plan.seen(recorded)
        return {
            key: " OR ".join(f"COALESCE({each.at(place)}, 0) > 0" for each in seen)
            for key, place in self.places.items()
        }

    def _stated(self, indicator: Indicator, ledger: str, recorded: Table) -> dict[str, str]:
        """The same beside what the unit stated of its ledger."""
        plans = dict.fromkeys([self.plan, *(plan for plan, _ in self.others.values())])
        asked = {plan: plan.counted(recorded) for plan in plans}
        found: dict[str, str] = {}
        for cycle in self.cycles:
            said = f"said_{ledger}"
            held = " ".join(
                f"WHEN DATE '{day.isoformat()}' THEN COALESCE({self._held(asked, day, cycle)}, 0)"
                for day in self.spoken[ledger, cycle.key]
            )
            short = f"{said}.stated > CASE {said}.as_of {held} ELSE 0 END" if held else "FALSE"
            here = f"COALESCE({asked[self.plan].at(self.places[cycle.key])}, 0)"
            found[cycle.key] = f"NOT COALESCE({short}, FALSE) AND ({here} > 0 OR {said}.stated = 0)"
        return found

    def _held(self, asked: dict[Plan, Column], day: dt.date, cycle: Cycle) -> str:
        """What a ledger held on the day of a statement."""
        point = Point(day, first_day(day, cycle.first))
        if point in self.others:
            plan, place = self.others[point]
            return asked[plan].at(place)
        return asked[self.plan].at([each.point for each in self.cycles].index(point))

    def _said(self, cycle: Cycle) -> Iterable[str]:
        """Joins to the latest statement of each unit on each ledger."""
        last = cycle.day.isoformat()
        for ledger in sorted(self.ledgers):
            yield (
                "LEFT JOIN (SELECT area_id, as_of, stated FROM (SELECT area_id, as_of, "  # noqa: S608
                "count AS stated, ROW_NUMBER() OVER (PARTITION BY area_id ORDER BY as_of DESC) AS n "
                f"FROM orgs_ledgerstatement WHERE ledger = '{ledger}' AND as_of <= DATE '{last}') "
                f"AS s WHERE n = 1) AS said_{ledger} ON said_{ledger}.area_id = a.code"
            )


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
    """The table as a Parquet file; of very many cycles a portion is counted at a time."""
    engine = Duck(folder)
    try:
        parts: list[str] = []
        for start in range(0, len(cycles), MOST):
            name = f"angen_table_{start}"
            engine.hold(name, table_of(engine, names, cycles[start : start + MOST], packs))
            parts.append(f"SELECT * FROM {name}")  # noqa: S608
        path = str(target).replace("'", "''")
        rows = " UNION ALL ".join(parts)
        engine.connection.execute(
            f"COPY ({rows} ORDER BY cycle, unit_id) TO '{path}' (FORMAT parquet)"
        )
    finally:
        engine.close()
