"""Counting rows instead of distinct records, where a relation has each record once anyway.

Told from the definition alone: a primary key stays unique through filters and choices of columns,
through joins that keep rows or drop them, and through joins on a key of the other side. The key
itself need then be neither read nor compared, which is most of the work at the size of a country.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import ibis.expr.operations as ops
from django.apps import apps
from ibis.expr.types import Table

from angen.assess.compiled import Compiled, Dialect, Query, compiled, defined, sql_of
from angen.kernel.indicators import Fact, Ratio, registered

ROWS = "COUNT(*)"
EACH = "COUNT(record_id)"
KEEPING = ("semi", "anti")  # a row stays once or goes
WIDENING = ("inner", "left")  # a row may come several times


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
    node = rows.as_table().op()
    inner = node.parent if isinstance(node, ops.Distinct) else node
    if not unique(inner, "record_id"):
        return Query(query.sql, EACH) if _told_apart(node) else query
    return Query(sql_of(inner.to_expr().select("unit_id"), dialect), ROWS)


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


def unique(node: ops.Node, column: str) -> bool:
    """Whether no two rows of a relation bear the same value in a column; False where not told."""
    if isinstance(node, ops.UnboundTable):
        return column == _key_of(node.name)
    if isinstance(node, (ops.Filter, ops.Sort, ops.Limit, ops.JoinReference)):
        return unique(node.parent, column)
    if isinstance(node, ops.Distinct):
        return node.schema.names == (column,) or unique(node.parent, column)
    if isinstance(node, ops.DropColumns):
        return unique(node.parent, column)
    if isinstance(node, ops.Project):
        return _through(node.values[column], node.parent)
    if isinstance(node, ops.Aggregate):
        return list(node.groups) == [column]
    if isinstance(node, ops.JoinChain):
        return _joined(node, node.values[column])
    return False


def _field(value: ops.Node) -> ops.Field | None:
    """A column itself, or written as text, which tells apart what the column tells apart."""
    if isinstance(value, ops.Cast) and value.to.is_string():
        value = value.arg
    return value if isinstance(value, ops.Field) else None


def _through(value: ops.Node, parent: ops.Node) -> bool:
    found = _field(value)
    return found is not None and found.rel == parent and unique(parent, found.name)


def _joined(node: ops.JoinChain, value: ops.Node) -> bool:
    found = _field(value)
    if found is None or found.rel != node.first or not unique(node.first, found.name):
        return False
    return all(link.how in KEEPING or _once(link) for link in node.rest)


def _once(link: ops.JoinLink) -> bool:
    """Whether a row meets at most one of the other side: one of the equalities is on its key."""
    if link.how not in WIDENING:
        return False
    for each in link.predicates:
        if isinstance(each, ops.Equals):
            for side in (each.left, each.right):
                found = _field(side)
                if found is not None and found.rel == link.table and unique(link.table, found.name):
                    return True
    return False


@cache
def _key_of(table: str) -> str:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table:
            return str(model._meta.pk.column)
    return ""
