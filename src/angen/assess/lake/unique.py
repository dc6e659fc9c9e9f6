"""Counting rows instead of distinct records, where a relation has each record once anyway.

Told from the definition alone: a primary key stays unique through filters and choices of columns,
through joins that keep rows or drop them, and through joins on a key of the other side. The key
itself need then be neither read nor compared, which is most of the work at the size of a country.
"""

from __future__ import annotations

from functools import cache

import ibis.expr.operations as ops
from django.apps import apps
from ibis.expr.types import Table

KEEPING = ("semi", "anti")  # a row stays once or goes
WIDENING = ("inner", "left")  # a row may come several times


def units(rows: Table) -> Table:
    """The units that have any row, as often as it comes: nothing need be told apart for that."""
    node = rows.as_table().op()
    while isinstance(node, ops.Distinct) or (
        isinstance(node, ops.Aggregate) and _same_unit(node.groups.get("unit_id"), node)
    ):
        node = node.parent
    if isinstance(node, ops.Union):
        return units(node.left.to_expr()).union(units(node.right.to_expr()))
    return node.to_expr().select("unit_id")


def _same_unit(value: ops.Node | None, node: ops.Aggregate) -> bool:
    return isinstance(value, ops.Field) and value.name == "unit_id" and value.rel == node.parent


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
