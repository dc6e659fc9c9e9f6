"""Rows that need not be compared to be told apart, from how a relation is made.

A join to something that may be met several times makes of one record several rows. Where nothing of
that side is used it is left out; where each record meets each value of it once, so do the pairs.
"""

from __future__ import annotations

import ibis.expr.operations as ops

from angen.assess.lake.lifted import Lifted
from angen.assess.lake.nodes import bare, fields, rewritten
from angen.assess.unique import unique


def leaner(found: Lifted) -> Lifted:
    """A relation, of whose rows it does not matter how often they come, without idle left joins."""
    root = found.root.op()
    if not isinstance(root, ops.JoinChain) or found.lookups:
        return found
    if not found.always or found.day is not None:  # rows of single cycles stay as they lie
        return found
    values = (*found.columns.values(), *found.keeps)
    used = {each: root.values[each.name] for value in values for each in fields(value)}
    if any(link.how != "left" for link in root.rest) or not all(
        isinstance(value, ops.Field) and value.rel == root.first for value in used.values()
    ):
        return found
    before = root.first.parent

    def swap(node: ops.Node) -> ops.Node | None:
        return ops.Field(before, used[node].name) if isinstance(node, ops.Field) else None

    columns = {name: rewritten(value, swap) for name, value in found.columns.items()}
    keeps = tuple(rewritten(each, swap) for each in found.keeps)
    return leaner(Lifted(before.to_expr(), columns, keeps=keeps))


def apart(found: Lifted, record: str, unit: str) -> bool:
    """Whether no two rows bear the same record and the same unit; False where that is not told."""
    return found.unique(record) or _met_once(found, record, unit)


def _met_once(found: Lifted, record: str, unit: str) -> bool:
    """Each record once beside each unit it meets, or alone with a unit of its own.

    The other side is distinct and has nothing but what is met by and the unit, which is never
    empty: the units that one record meets are different ones.
    """
    root = found.root.op()
    if not isinstance(root, ops.JoinChain) or len(root.rest) != 1:
        return False
    (link,) = root.rest
    if link.how != "left" or len(link.predicates) != 1 or not _distinct(link):
        return False
    key = _of(found, found.columns[record])
    if key is None or key.rel != root.first or not unique(root.first, key.name):
        return False
    value = found.columns[unit]
    first, *others = value.arg if isinstance(value, ops.Coalesce) else (value,)
    place = _of(found, first)
    if place is None or place.rel != link.table or not _filled(link.table, place.name):
        return False
    mine = [_of(found, each) for each in others]
    return len(others) <= 1 and all(each is not None and each.rel == root.first for each in mine)


def _distinct(link: ops.JoinLink) -> bool:
    """Whether a side bears each pair of what it is met by and one more column once."""
    (condition,) = link.predicates
    if not isinstance(condition, ops.Equals) or not isinstance(link.table.parent, ops.Distinct):
        return False
    sides = [each for each in (condition.left, condition.right) if _field_of(each, link.table)]
    return len(sides) == 1 and len(link.table.schema) == 2


def _filled(node: ops.Node, column: str) -> bool:
    """Whether a column is never empty: of that kind, and not made empty by what was joined to it."""
    if not node.schema[column].nullable:
        return True
    if isinstance(node, (ops.Filter, ops.Distinct, ops.JoinReference)):
        return _filled(node.parent, column)
    value = node.values[column] if isinstance(node, (ops.Project, ops.JoinChain)) else None
    if not isinstance(value, ops.Field):
        return False
    # An inner join says of all its columns that they may be empty, and makes none so.
    inner = all(link.how == "inner" for link in getattr(node, "rest", ()))
    return inner and _filled(value.rel, value.name)


def _field_of(value: ops.Node, table: ops.Node) -> bool:
    return isinstance(value, ops.Field) and value.rel == table


def _of(found: Lifted, value: ops.Node) -> ops.Field | None:
    """The column of a side of the join that a value is; None if it is anything else."""
    root, value = found.root.op(), bare(value)
    if not isinstance(value, ops.Field) or value.rel != root:
        return None
    inner = bare(root.values[value.name])
    return inner if isinstance(inner, ops.Field) else None
