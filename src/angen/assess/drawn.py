"""Whether the units of a relation are those of a shared one, and so held to those asked for already.

Asking again would cost little by itself. But PostgreSQL, which knows nothing of what it has set
aside, then guesses that a hundredth of the rows is left, and looks up the rest row by row.
"""

from __future__ import annotations

import ibis.expr.operations as ops
from ibis.expr.types import Table

from angen.assess.shared import PREFIX

PASSING = (ops.Filter, ops.Sort, ops.Limit, ops.JoinReference, ops.Distinct, ops.DropColumns)


def drawn(rows: Table) -> bool:
    """Whether ``unit_id`` of a relation comes from shared relations alone."""
    return _from_shared(rows.as_table().op(), "unit_id")


def _from_shared(node: ops.Node, column: str) -> bool:
    if isinstance(node, ops.UnboundTable):
        return str(node.name).startswith(PREFIX)
    if isinstance(node, PASSING):
        return _from_shared(node.parent, column)
    if isinstance(node, ops.Union):
        return _from_shared(node.left, column) and _from_shared(node.right, column)
    if isinstance(node, ops.Project):
        return _field(node.values[column], node.parent)
    if isinstance(node, ops.Aggregate):
        return column in node.groups and _field(node.groups[column], node.parent)
    if isinstance(node, ops.JoinChain):
        return _field(node.values[column], node.first)
    return False


def _field(value: ops.Node, rel: ops.Node) -> bool:
    return isinstance(value, ops.Field) and value.rel == rel and _from_shared(value.rel, value.name)
