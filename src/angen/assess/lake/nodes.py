"""Looking into the expressions of indicators, and writing them anew over other relations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ibis.expr.operations as ops

from angen.assess.compiled import FIRST_STAND_IN, STAND_IN

DAYS = (STAND_IN, FIRST_STAND_IN)


def parts(node: ops.Node) -> Iterator[ops.Node]:
    """A value and what it is made of, columns as they are: no relation is entered."""
    yield node
    if isinstance(node, ops.Field):
        return
    for each in _inside(node.args):
        if not isinstance(each, ops.Relation):
            yield from parts(each)


def _inside(given: Any) -> Iterator[ops.Node]:
    if isinstance(given, ops.Node):
        yield given
    elif isinstance(given, (tuple, list)):
        for each in given:
            yield from _inside(each)


def is_day(node: ops.Node) -> bool:
    """Whether a node is a stand-in for the day of a cycle or the first day of its period."""
    return isinstance(node, ops.Literal) and node.value in DAYS


def dated(node: ops.Node) -> bool:
    """Whether a value depends on the cycle."""
    return any(is_day(each) for each in parts(node))


def windowed(node: ops.Node) -> bool:
    """Whether a value looks at other rows than its own."""
    return any(isinstance(each, ops.WindowFunction) for each in parts(node))


def fields(node: ops.Node) -> set[ops.Field]:
    """The columns a value is made of."""
    return {each for each in parts(node) if isinstance(each, ops.Field)}


def rewritten(node: Any, swap: Callable[[ops.Node], ops.Node | None]) -> Any:
    """A value with each part that ``swap`` knows replaced by what it gives; others are rebuilt."""
    if isinstance(node, tuple):
        return tuple(rewritten(each, swap) for each in node)
    if not isinstance(node, ops.Node):
        return node
    given = swap(node)
    if given is not None:
        return given
    if isinstance(node, (ops.Field, ops.Relation)):
        return node
    after = tuple(rewritten(each, swap) for each in node.args)
    return node if after == node.args else type(node)(*after)


def bare(node: ops.Node) -> ops.Node:
    """A value without being written as text, which tells apart what the value tells apart."""
    return node.arg if isinstance(node, ops.Cast) and node.to.is_string() else node
