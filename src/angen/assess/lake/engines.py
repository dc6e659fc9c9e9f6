"""DuckDB and Spark over a lake, each a source of facts beside the base itself."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Protocol

import duckdb

from angen.assess.compiled import DAY, FIRST, Dialect
from angen.assess.lake.export import manifest
from angen.assess.numbers import NAMED, named, said
from angen.assess.sources import Answer, Asked, Recorded, Said
from angen.kernel.refusal import Refused
from angen.policy.pack import Pack
from angen.rulebook.queries import active_packs

with suppress(ImportError):
    from pyspark.sql import SparkSession

Name = Literal["duckdb", "spark"]
UNITS = "angen_units"
NUMERIC = "DECIMAL(38, 9)"
# Relations a statement holds: more of them at once share scans, fewer need less memory.
PORTION = 64


class Engine(Protocol):
    """What runs SQL over the files of a lake."""

    dialect: Dialect

    def run(self, sql: str) -> Iterable[tuple[Any, ...]]:
        """The rows of a query."""
        ...

    def hold(self, name: str, sql: str) -> None:
        """Compute a query and keep what it finds under ``name``."""
        ...

    def keep(self, name: str, kinds: str, rows: Sequence[Sequence[Any]]) -> None:
        """Make a small table known under ``name``; ``kinds`` are its columns with types."""
        ...


class LakeSource:
    """A lake as a source of facts, asked through an engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.dialect: Dialect = engine.dialect

    def statements(
        self, units: Sequence[str], ledgers: Collection[str], last: dt.date, *, every: bool
    ) -> list[Said]:
        """One query; all of them, for a lake is asked seldom and for much."""
        self.engine.keep(UNITS, "unit STRING", [[unit] for unit in units])
        listed = ", ".join(f"'{ledger}'" for ledger in sorted(ledgers)) or "''"
        found: Iterable[Any] = self.engine.run(
            "SELECT area_id, ledger, as_of, count FROM orgs_ledgerstatement "  # noqa: S608 - names of ours
            f"WHERE ledger IN ({listed}) AND as_of <= DATE '{last.isoformat()}' "
            f"AND area_id IN (SELECT unit FROM {UNITS}) ORDER BY as_of"
        )
        return list(found)

    def answers(
        self, units: Sequence[str], questions: Sequence[Asked], packs: Sequence[Pack] | None
    ) -> Iterable[Answer]:
        """A portion of the relations at a time, each portion one statement."""
        self.engine.keep(UNITS, "unit STRING", [[unit] for unit in units])
        tables = self._numbers(questions, active_packs() if packs is None else packs)
        for start in range(0, len(questions), PORTION):
            part = questions[start : start + PORTION]
            branches = [
                f"SELECT {start + place} AS place, unit_id, CAST(({each.query.takes}) AS {NUMERIC}) AS v, "  # noqa: S608
                f"COUNT(record_id) AS n FROM ({_on(each, tables)}) AS r "
                f"WHERE unit_id IN (SELECT unit FROM {UNITS}) GROUP BY unit_id"
                for place, each in enumerate(part)
            ]
            for place, unit, value, rows in self.engine.run(" UNION ALL ".join(branches)):
                yield int(place), str(unit), _plain(value), int(rows)

    def records(
        self,
        units: Sequence[str],
        questions: Sequence[Asked],
        packs: Sequence[Pack] | None = None,
    ) -> Iterable[Recorded]:
        """A portion of the relations at a time."""
        self.engine.keep(UNITS, "unit STRING", [[unit] for unit in units])
        tables = self._numbers(questions, active_packs() if packs is None else packs)
        for start in range(0, len(questions), PORTION):
            branches = [
                f"SELECT DISTINCT {place} AS place, unit_id, record_type, record_id "  # noqa: S608
                f"FROM ({_on(each, tables)}) AS r WHERE unit_id IN (SELECT unit FROM {UNITS})"
                for place, each in enumerate(questions[start : start + PORTION], start)
            ]
            for place, unit, kind, key in self.engine.run(" UNION ALL ".join(branches)):
                yield int(place), str(unit), str(kind), [str(key)]

    def _numbers(
        self, questions: Sequence[Asked], packs: Sequence[Pack]
    ) -> dict[tuple[str, dt.date], str]:
        """The numbers of packs that the relations read, as queries by name and day."""
        wanted = {(name, each.day) for each in questions for name in named(each.query.sql)}
        return {(name, day): number_of(*said(packs, name, day)) for name, day in sorted(wanted)}


def inlined(each: Asked, packs: Sequence[Pack], units: str = UNITS) -> str:
    """The SQL of a question with its days and the packs' numbers put in; ``units`` have ``unit``."""
    names = sorted(named(each.query.sql))
    tables = {(name, each.day): number_of(*said(packs, name, each.day), units) for name in names}
    return _on(each, tables)


def number_of(
    governs: Sequence[str], values: Sequence[Decimal], direction: str | None, units: str = UNITS
) -> str:
    """A number by unit: the stricter of several, or without a direction that of the nearest pack."""
    # Every path begins with a slash, so that the whole country is found at once and nearest to none.
    rows = [
        f"SELECT a.code AS unit_id, CAST({value} AS {NUMERIC}) AS value, "  # noqa: S608
        f"instr(a.path, '{step}') AS near FROM orgs_area AS a WHERE instr(a.path, '{step}') > 0"
        for step, value in zip(map(_step, governs), values, strict=True)
    ]
    if not rows:
        return f"SELECT unit AS unit_id, CAST(NULL AS {NUMERIC}) AS value FROM {units} WHERE false"  # noqa: S608
    order = {"higher": "value DESC", "lower": "value"}.get(direction or "", "near DESC")
    return (
        "SELECT unit_id, value FROM (SELECT unit_id, value, ROW_NUMBER() OVER "  # noqa: S608
        f"(PARTITION BY unit_id ORDER BY {order}) AS n FROM ({' UNION ALL '.join(rows)}) AS u) AS v "
        "WHERE n = 1"
    )


def _step(code: str) -> str:
    """What the path of a unit holds that is governed by the area ``code``."""
    return "/" if code == "*" else f"/{code}/"


def _on(each: Asked, tables: Mapping[tuple[str, dt.date], str]) -> str:
    sql = each.query.sql.replace(DAY, f"DATE '{each.day.isoformat()}'")
    if each.first is not None:
        sql = sql.replace(FIRST, f"DATE '{each.first.isoformat()}'")
    return NAMED.sub(lambda found: f"({tables[(found[1], each.day)]})", sql)


def _plain(value: Any) -> Decimal | None:
    """As PostgreSQL gives it: whole numbers without places."""
    if value is None:
        return None
    exact = Decimal(value)
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()


class Duck:
    """DuckDB in this process, over the files themselves."""

    dialect: Dialect = "duckdb"

    def __init__(self, folder: Path, memory: str = "4GB") -> None:
        self.connection = duckdb.connect(":memory:", config={"memory_limit": memory})
        self.connection.execute("SET TimeZone = 'Asia/Shanghai'")
        for table in sorted(tables_of(folder)):
            files = str(folder / table / "*.parquet").replace("'", "''")
            self.connection.execute(
                f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{files}')"  # noqa: S608
            )

    def run(self, sql: str) -> Iterable[tuple[Any, ...]]:
        """The rows of a query."""
        return self.connection.execute(sql).fetchall()

    def hold(self, name: str, sql: str) -> None:
        """A table in memory."""
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")

    def keep(self, name: str, kinds: str, rows: Sequence[Sequence[Any]]) -> None:
        """A table in memory."""
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({kinds})")
        if rows:
            self.connection.execute(
                f"INSERT INTO {name} SELECT unnest(?::VARCHAR[])",
                [[row[0] for row in rows]],
            )

    def close(self) -> None:
        """Let go of its memory."""
        self.connection.close()


class Spark:
    """Spark, for a country on several machines; ``ANGEN_SPARK_MASTER`` names the cluster."""

    dialect: Dialect = "spark"

    def __init__(self, folder: Path) -> None:
        if "SparkSession" not in globals():
            raise Refused("没有安装 Spark：请先运行 pip install 'angen[spark]'，并准备 Java 17。")
        self.session = (
            SparkSession.builder.appName("angen")
            .master(os.environ.get("ANGEN_SPARK_MASTER", "local[*]"))
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "Asia/Shanghai")
            .config("spark.sql.ansi.enabled", "true")
            .config("spark.sql.shuffle.partitions", "16")
            .getOrCreate()
        )
        for table in sorted(tables_of(folder)):
            self.session.read.parquet(str(folder / table)).createOrReplaceTempView(table)

    def run(self, sql: str) -> Iterable[tuple[Any, ...]]:
        """The rows of a query."""
        return [tuple(row) for row in self.session.sql(sql).collect()]

    def hold(self, name: str, sql: str) -> None:
        """A view of the session, computed when first read and then kept."""
        self.session.sql(sql).persist().createOrReplaceTempView(name)

    def keep(self, name: str, kinds: str, rows: Sequence[Sequence[Any]]) -> None:
        """A table of the session."""
        made = self.session.createDataFrame([tuple(row) for row in rows], kinds.replace(" ", ": "))
        made.createOrReplaceTempView(name)

    def close(self) -> None:
        """End the session."""
        self.session.stop()


def tables_of(folder: Path) -> set[str]:
    """The tables a lake holds."""
    return {name.partition("/")[0] for name in manifest(folder)["files"]}


@contextmanager
def opened(folder: Path, engine: Name) -> Iterator[LakeSource]:
    """The lake in ``folder`` as a source, asked through the engine."""
    made = Duck(folder) if engine == "duckdb" else Spark(folder)
    try:
        yield LakeSource(made)
    finally:
        made.close()
