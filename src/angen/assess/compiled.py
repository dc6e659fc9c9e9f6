"""Indicators as SQL, compiled once a process, with the day left open.

An indicator is a function of a day, or of a period's first and last day. It is called once with
days that no record bears, and in the compiled tree these are taken out again and parameters put in
their place.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Final, Literal

import ibis
import ibis.expr.operations as ops
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
from ibis.backends.sql.compilers.postgres import PostgresCompiler
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from ibis.expr.types import Table
from sqlglot import exp

from angen.assess import shared
from angen.assess.drawn import drawn
from angen.assess.kept import kept
from angen.assess.tables import ModelTables
from angen.assess.unique import inner, once
from angen.kernel.indicators import (
    Count,
    Fact,
    Indicator,
    Measure,
    Period,
    Ratio,
    Sharing,
    Tables,
    registered,
)

# A day that stands for "the day": far from every real one, and told apart in all three parts.
STAND_IN: Final = dt.date(2917, 3, 19)
DAY: Final = "ANGEN_DAY()"
# The same for the first day of a period; its last day is "the day".
FIRST_STAND_IN: Final = dt.date(2913, 7, 23)
FIRST: Final = "ANGEN_FIRST()"
# The first day of the year of "the day": truncating makes a moment, dear to hold dates against.
YEAR: Final = "ANGEN_YEAR()"

Kind = Literal["count", "ratio", "measure"]
Dialect = Literal["postgres", "duckdb", "spark"]
COMPILERS: Final[dict[Dialect, Any]] = {
    "postgres": PostgresCompiler,
    "duckdb": DuckDBCompiler,
    "spark": PySparkCompiler,
}


@dataclass(frozen=True)
class Query:
    """One relation as SQL with ``DAY`` and ``FIRST`` open; two equal ones are asked once.

    ``takes`` is the aggregate over a unit's rows, an SQL expression. ``rows`` is the relation with
    nothing but the unit, a row for each record; empty where records may come more than once. Such
    rows are those of ``base`` for which ``where`` holds, if ``base`` is given. ``drawn``: it has
    rows of no other units than the statement asks for.
    """

    sql: str
    takes: str
    rows: str = ""
    base: str = ""
    where: str = ""
    drawn: bool = False


@dataclass(frozen=True)
class Compiled:
    """An indicator ready to be asked.

    ``part`` gives the value of a count or measure and the part of a ratio; ``whole`` only a
    ratio's whole; ``recorded`` counts the rows of the ledger that a statement is held against.
    """

    name: str
    kind: Kind
    part: Query
    whole: Query | None = None
    recorded: Query | None = None
    ledger: str = ""
    how: str = "count"


NUMBER = "COUNT(DISTINCT record_id)"
# A relation that others take their rows from, as their conditions name it.
BASE, BASE_ALIAS = "base", "t0"


def sql_of(relation: Table, dialect: Dialect = "postgres", *, repeats: bool = False) -> str:
    """The SQL of a relation in a dialect, its day open.

    With ``repeats`` rows may come more than once, for a reader who counts each record once anyhow.

    Raises ValueError where the day was computed with while compiling, so that it cannot be found.
    """
    tree = COMPILERS[dialect]().to_sqlglot(relation.as_table())
    if repeats and isinstance(tree, exp.Select):
        tree.set("distinct", None)
    return _open(tree, dialect)


def _open(tree: exp.Expression, dialect: Dialect) -> str:
    """The text of a tree with its days taken out."""
    places = {_parts(STAND_IN): DAY, _parts(FIRST_STAND_IN): FIRST}

    def opened(node: exp.Expression) -> exp.Expression:
        if dialect == "postgres" and _year_of_day(node):
            return exp.Anonymous(this=YEAR.removesuffix("()"))
        if dialect == "postgres" and _days_later(node):
            return exp.Add(this=node.this, expression=node.expression.args["day"].expression)
        if not isinstance(node, exp.DateFromParts):
            return node
        place = places.get(_parts_of(node))
        return exp.Anonymous(this=place.removesuffix("()")) if place else node

    sql: str = tree.transform(opened).sql(dialect)
    if str(STAND_IN.year) in sql or str(FIRST_STAND_IN.year) in sql:
        raise ValueError(f"the day of an indicator is not one literal: {sql}")
    return sql


def _year_of_day(node: exp.Expression) -> bool:
    if not isinstance(node, (exp.DateTrunc, exp.TimestampTrunc)):
        return False
    if node.unit is None or node.unit.name != "YEAR":
        return False
    return isinstance(node.this, exp.DateFromParts) and _parts_of(node.this) == _parts(STAND_IN)


def _days_later(node: exp.Expression) -> bool:
    """A date and so many days: with a number it stays a date, with an interval it does not."""
    if not isinstance(node, exp.Add) or not isinstance(node.expression, exp.MakeInterval):
        return False
    return [key for key, value in node.expression.args.items() if value] == ["day"]


def _parts_of(node: exp.DateFromParts) -> tuple[str, ...]:
    return tuple(node.args[key].name for key in ("year", "month", "day"))


@cache
def over_period(sql: str) -> bool:
    """Whether a relation, or one that it shares, reads the first day of a period."""
    return FIRST in sql or any(over_period(shared.text(each)) for each in shared.named(sql))


def _parts(day: dt.date) -> tuple[str, ...]:
    return str(day.year), str(day.month), str(day.day)


class SharingTables(ModelTables, Sharing):
    """Tables of the base, with what indicators share kept apart."""

    def shared(self, name: str, rows: Table) -> Table:
        """Keep the text of ``rows`` and give a relation that bears its name."""
        return ibis.table(rows.schema(), name=shared.keep(name, _text_of(rows.op())))


@cache
def _text_of(node: ops.Relation) -> str:
    """The SQL of a relation that many indicators define alike."""
    return sql_of(node.to_expr())


def defined(indicator: Indicator, tables: Tables | None = None) -> Fact:
    """The relations of an indicator with stand-ins for its day, or for its period's two days."""
    tables, day = tables or ModelTables(), ibis.literal(STAND_IN, type="date")
    if indicator.over == "period":
        first = ibis.literal(FIRST_STAND_IN, type="date")
        return indicator.definition(tables, Period(first, day))
    return indicator.definition(tables, day)


def compiled_from(indicator: Indicator, dialect: Dialect = "postgres") -> Compiled:
    """Compile an indicator's definition."""
    plain = defined(indicator)
    fact = defined(indicator, SharingTables()) if dialect == "postgres" else plain
    if isinstance(fact, Ratio):
        assert isinstance(plain, Ratio)
        part = _number(fact.part, dialect, plain.part)
        whole = _number(fact.whole, dialect, plain.whole)
        return Compiled(indicator.name, "ratio", part, whole=whole, how="ratio")
    if not isinstance(fact, (Count, Measure)):
        raise TypeError(f"indicator {indicator.name} returns {type(fact).__name__}")
    assert isinstance(plain, (Count, Measure))
    how, rows = "count", _number(fact.rows, dialect, plain.rows)
    recorded = rows
    if fact.recorded is not None:
        recorded = _number(fact.recorded, dialect, plain.recorded)
    if isinstance(fact, Measure):
        how = fact.how
        takes = f"{how.upper()}({exp.to_identifier(fact.value, quoted=True).sql(dialect)})"
        rows = Query(sql_of(fact.rows, dialect), takes, drawn=drawn(fact.rows))
    return Compiled(
        indicator.name,
        "count" if isinstance(fact, Count) else "measure",
        rows,
        recorded=recorded,
        ledger=fact.ledger,
        how=how,
    )


def _number(relation: Table, dialect: Dialect, plain: Table | None) -> Query:
    """``plain`` is the relation with all of its definition, nothing shared."""
    sql = sql_of(relation, dialect, repeats=True)
    if plain is None or not once(plain):
        return Query(sql, NUMBER, drawn=drawn(relation))
    rows = sql_of(inner(relation).select("unit_id"), dialect)
    return Query(sql, NUMBER, rows, *_taken_from(relation, dialect), drawn(relation))


def _taken_from(relation: Table, dialect: Dialect) -> tuple[str, str]:
    """The relation whose rows are taken and the condition; both empty where it is made otherwise."""
    top = inner(relation).op()
    unit = top.values.get("unit_id") if isinstance(top, ops.Project) else None
    if not isinstance(unit, ops.Field) or unit.name != "unit_id" or unit.rel != top.parent:
        return "", ""
    node = top.parent
    while isinstance(node, ops.Filter):
        node = node.parent
    standing_for = ibis.table(node.schema, name=BASE)
    rows = top.parent.replace({node: standing_for.op()}).to_expr().select("unit_id")
    tree = COMPILERS[dialect]().to_sqlglot(rows)
    where = tree.args.get("where")
    if tree.find(exp.Subquery, exp.Join) or where is None:
        return "", ""
    for table in tree.find_all(exp.Table):
        if table.alias != BASE_ALIAS:
            return "", ""
    return sql_of(node.to_expr(), dialect), _open(where.this, dialect)


@cache
def compiled(name: str, dialect: Dialect = "postgres") -> Compiled | None:
    """The registered indicator ``name``, compiled; None where nothing bears that name."""
    indicator = registered().get(name)
    if indicator is None:
        return None
    if dialect != "postgres" or not ours(indicator):
        return compiled_from(indicator, dialect)
    return _kept()[name]


def ours(indicator: Indicator) -> bool:
    """Whether the definition is part of this software, so that its text may be kept on disk."""
    return indicator.definition.__module__.startswith("angen.")


@cache
def _kept() -> dict[str, Compiled]:
    """Every indicator of the software."""
    mine = [each for each in registered().values() if ours(each)]

    def compile_all() -> dict[str, Any]:
        made = {each.name: asdict(compiled_from(each)) for each in mine}
        return {"indicators": made, "shared": shared.texts()}

    found = kept(compile_all)
    shared.restore(found["shared"])
    return {name: _from_text(text) for name, text in found["indicators"].items()}


def _from_text(text: dict[str, Any]) -> Compiled:
    queries = {
        key: Query(**text[key]) if text[key] is not None else None
        for key in ("part", "whole", "recorded")
    }
    return Compiled(**{**text, **queries})
