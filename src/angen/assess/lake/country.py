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

from angen.assess.compiled import defined
from angen.assess.facts import first_day
from angen.assess.lake.engines import NUMERIC, Duck, Engine, tables_of
from angen.assess.lake.masks import MOST, Point
from angen.assess.lake.plan import Plan
from angen.assess.lake.tables import read_by
from angen.kernel.indicators import Count, Fact, Measure, Ratio, registered
from angen.kernel.refusal import Refused
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
        self.plan = Plan(engine, [cycle.point for cycle in cycles], packs, "cycles")
        self.ledgers = sorted(
            {fact.ledger for _, fact in self.facts if not isinstance(fact, Ratio)} - {""}
        )
        self.spoken = {
            (ledger, cycle.key): [
                Point(day, first_day(day, cycle.first)) for day in _days(engine, ledger, cycle.day)
            ]
            for ledger in self.ledgers
            for cycle in cycles
        }
        # Every point has a place: first the cycles, then what statements speak of besides.
        points = [cycle.point for cycle in cycles]
        spoken = {point for some in self.spoken.values() for point in some}
        more = sorted(spoken - set(points))
        self.places = {point: place for place, point in reversed([*enumerate(points + more)])}
        self.plans = {0: self.plan}
        for start in range(0, len(more), MOST):
            plan = Plan(engine, more[start : start + MOST], packs, f"days{start}")
            self.plans[len(points) + start] = plan
        self.joins: dict[str, None] = {}

    def query(self) -> str:
        """Ask what is to be asked; the table out of the answers."""
        columns = [
            column
            for indicator, fact in self.facts
            for column in self._columns(indicator.name, fact)
        ]
        held = [name for plan in self.plans.values() for name in plan.prepare()]
        told = " UNION ALL ".join(
            f"SELECT {place} AS place, '{each.key}' AS cycle"
            for place, each in enumerate(self.cycles)
        )
        joins = [
            f"LEFT JOIN {name} ON {name}.unit_id = a.code AND {name}.place = c.place"
            for name in held
            if name.startswith(self.plan.prefix)
        ]
        joins += [self._said(ledger) for ledger in self.ledgers] + list(self.joins)
        return (
            f"SELECT c.cycle, a.code AS unit_id, {', '.join(columns)} FROM orgs_area AS a "  # noqa: S608
            f"CROSS JOIN ({told}) AS c {' '.join(joins)}"
        )

    def _columns(self, name: str, fact: Fact) -> Iterable[str]:
        """The columns of an indicator."""
        if isinstance(fact, Ratio):
            yield from _ratio(name, self.plan.counted(fact.part), self.plan.counted(fact.whole))
            return
        how = fact.how if isinstance(fact, Measure) else "count"
        if isinstance(fact, Measure):
            above, rows = self.plan.measured(fact.rows, fact.value, how)
        else:
            above = rows = self.plan.counted(fact.rows)
        number = f"CAST({above} AS {NUMERIC})"
        value = f"COALESCE({number}, 0)" if how in ("count", "sum") else number
        yield f"CASE WHEN {self._known(fact)} THEN {value} END AS {name}"
        yield f"CAST(COALESCE({rows}, 0) AS BIGINT) AS {name}_part"
        yield f"CAST(NULL AS BIGINT) AS {name}_whole"

    def _known(self, fact: Count | Measure) -> str:
        """The condition that a number is known, and so zero where nothing was found."""
        recorded = fact.rows if fact.recorded is None else fact.recorded
        if not fact.ledger:
            # Whatever is counted anyway need not be looked for once more.
            counted = fact.recorded is None and isinstance(fact, Count)
            seen = [self.plan.counted(recorded)] if counted else self.plan.seen(recorded)
            return " OR ".join(f"COALESCE({each}, 0) > 0" for each in seen)
        said, here = f"said_{fact.ledger}", self.plan.counted(recorded)
        held = []
        for start, plan in self.plans.items():
            table, _, column = plan.counted(recorded).partition(".")
            alias = f"{table}_{fact.ledger}"
            self.joins[
                f"LEFT JOIN {table} AS {alias} ON {alias}.unit_id = a.code "
                f"AND {alias}.place + {start} = {said}.held"
            ] = None
            held.append(f"{alias}.{column}")
        short = f"COALESCE({said}.stated > COALESCE({', '.join(held)}, 0), FALSE)"
        return f"NOT {short} AND (COALESCE({here}, 0) > 0 OR {said}.stated = 0)"

    def _said(self, ledger: str) -> str:
        """The join to the latest statement of each unit on a ledger, by cycle.

        ``held`` is the place of the day it speaks of, where it claims any record.
        """
        told = " UNION ALL ".join(
            f"SELECT {place} AS place, area_id, stated, {self._held(ledger, cycle)} AS held "  # noqa: S608
            "FROM (SELECT area_id, as_of, count AS stated, ROW_NUMBER() OVER "
            "(PARTITION BY area_id ORDER BY as_of DESC) AS n FROM orgs_ledgerstatement "
            f"WHERE ledger = '{ledger}' AND as_of <= DATE '{cycle.day.isoformat()}') AS s WHERE n = 1"
            for place, cycle in enumerate(self.cycles)
        )
        said = f"said_{ledger}"
        return f"LEFT JOIN ({told}) AS {said} ON {said}.area_id = a.code AND {said}.place = c.place"

    def _held(self, ledger: str, cycle: Cycle) -> str:
        points = self.spoken[ledger, cycle.key]
        told = " ".join(
            f"WHEN DATE '{each.day.isoformat()}' THEN {self.places[each]}" for each in points
        )
        return f"CASE as_of {told} END" if told else "CAST(NULL AS INT)"


def _ratio(name: str, above: str, below: str) -> Iterable[str]:
    """Exact to nine places, rounded half to even as the base does it, in whole numbers alone."""
    over, under = (f"CAST(COALESCE({each}, 0) AS BIGINT)" for each in (above, below))
    scaled = f"CAST({over} AS DECIMAL(38, 0)) * 1000000000"
    rest = f"(2 * MOD({scaled}, {under}))"
    floor = f"(({scaled} - MOD({scaled}, {under})) / {under})"
    floor = f"CAST({floor} AS BIGINT)"
    up = f"CASE WHEN {rest} > {under} OR ({rest} = {under} AND MOD({floor}, 2) = 1) THEN 1 ELSE 0 END"
    # Spark drops places of a product that could be longer than 38: twenty and ten are short enough.
    exact = f"CAST(({floor} + {up}) AS DECIMAL(20, 0)) * CAST(0.000000001 AS DECIMAL(10, 9))"
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
    """The table as a Parquet file; of very many cycles a portion is counted at a time.

    Refused where the lake lacks what the indicators read.
    """
    lacking = {model._meta.db_table for model in read_by(names)} - tables_of(folder)
    if lacking:
        raise Refused(
            f"{folder} 缺少指标所读的 {min(lacking)} 等 {len(lacking)} 张表，请用 angen lake export 重新导出，"
            "或用 --indicator 只选它有的指标。"
        )
    engine = Duck(folder)
    try:
        parts: list[str] = []
        for start in range(0, len(cycles), MOST):
            name = f"angen_table_{start}"
            engine.hold(name, table_of(engine, names, cycles[start : start + MOST], packs))
            parts.append(f"SELECT * FROM {name}")  # noqa: S608
        # Under another name until it is whole: what was cut short must not look like a table.
        begun = target.with_name(f".{target.name}.part")
        path = str(begun).replace("'", "''")
        rows = " UNION ALL ".join(parts)
        engine.connection.execute(
            f"COPY ({rows} ORDER BY cycle, unit_id) TO '{path}' (FORMAT parquet)"
        )
        begun.replace(target)
    finally:
        engine.close()
