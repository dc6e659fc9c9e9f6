"""Whether a relation has each record once, told from its definition alone.

A primary key stays unique through filters and choices of columns, through joins that keep rows or
drop them, and through joins on a key of the other side. Such records are counted by rows: the key
need be neither read nor compared, which is most of the work where there are many.
"""

from __future__ import annotations

from functools import cache

import ibis.expr.operations as ops
from django.apps import apps
from ibis.expr.types import Table

from angen.assess.numbers import PREFIX

KEEPING = ("semi", "anti")  # a row stays once or goes
WIDENING = ("inner", "left")  # a row may come several times


def inner(rows: Table) -> Table:
    """A relation before its rows were made distinct."""
    node = rows.as_table().op()
    return (node.parent if isinstance(node, ops.Distinct) else node).to_expr()


def once(rows: Table) -> bool:
    """Whether each record of an indicator's relation comes once, were it not made distinct."""
    return unique(inner(rows).op(), "record_id")


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
    """Whether a row meets at most one of the other side: some equalities are on a key of it."""
    if link.how not in WIDENING:
        return False
    met = {
        found.name
        for each in link.predicates
        if isinstance(each, ops.Equals)
        for side in (each.left, each.right)
        if (found := _field(side)) is not None and found.rel == link.table
    }
    return any(unique(link.table, name) for name in met) or _groups(link.table) <= met


def _groups(node: ops.Node) -> set[str]:
    """The columns that together tell the rows of a grouped relation apart; more than any, else."""
    while isinstance(node, ops.JoinReference):
        node = node.parent
    return set(node.groups) if isinstance(node, ops.Aggregate) else {"", *node.schema.names}


@cache
def _key_of(table: str) -> str:
    if table.startswith(PREFIX):
        return "unit_id"  # a number of the packs stands once for each unit
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table:
            return str(model._meta.pk.column)
    return ""
