"""Counting rows instead of distinct records, where a relation has each record once anyway."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import ibis.expr.operations as ops
from ibis.expr.types import Table

from angen.assess.compiled import Compiled, Dialect, Query, compiled, defined, sql_of
from angen.assess.unique import inner, once
from angen.kernel.indicators import Fact, Ratio, registered

ROWS = "COUNT(*)"
EACH = "COUNT(record_id)"


@cache
def counted_by_rows(name: str, dialect: Dialect) -> Compiled:
    """The registered indicator ``name``, relations of unique records counted by rows.

    Raises ValueError where nothing bears that name.
    """
    found = compiled(name, dialect)
    if found is None:
        raise ValueError(f"no indicator is named {name}")
    fact = defined(registered()[name])
    if isinstance(fact, Ratio):
        assert found.whole is not None
        whole = _counted(fact.whole, found.whole, dialect)
        return replace(found, part=_counted(fact.part, found.part, dialect), whole=whole)
    assert found.recorded is not None
    part = _counted(fact.rows, found.part, dialect) if found.kind == "count" else found.part
    return replace(found, part=part, recorded=_recorded(fact, found.recorded, dialect))


def _recorded(fact: Fact, query: Query, dialect: Dialect) -> Query:
    assert not isinstance(fact, Ratio)
    if not fact.ledger:  # no statement is held against it: only whether there is any is asked
        units = _units(fact.rows if fact.recorded is None else fact.recorded)
        return Query(sql_of(units, dialect), ROWS)
    return _counted(fact.rows if fact.recorded is None else fact.recorded, query, dialect)


def _counted(rows: Table, query: Query, dialect: Dialect) -> Query:
    if not once(rows):
        return Query(query.sql, EACH) if _told_apart(rows.as_table().op()) else query
    return Query(sql_of(inner(rows).select("unit_id"), dialect), ROWS)


def _units(rows: Table) -> Table:
    """The units that have any row, as often as it comes: nothing need be told apart for that."""
    node = rows.as_table().op()
    while isinstance(node, ops.Distinct) or (
        isinstance(node, ops.Aggregate) and _same_unit(node.groups.get("unit_id"), node)
    ):
        node = node.parent
    if isinstance(node, ops.Union):
        return _units(node.left.to_expr()).union(_units(node.right.to_expr()))
    return node.to_expr().select("unit_id")


def _same_unit(value: ops.Node | None, node: ops.Aggregate) -> bool:
    return isinstance(value, ops.Field) and value.name == "unit_id" and value.rel == node.parent


def _told_apart(node: ops.Node) -> bool:
    """Whether a relation was made distinct over unit and record, all of one type."""
    if not isinstance(node, ops.Distinct) or not isinstance(node.parent, ops.Project):
        return False
    values = node.parent.values
    return set(values) == {"unit_id", "record_id", "record_type"} and isinstance(
        values["record_type"], ops.Literal
    )
