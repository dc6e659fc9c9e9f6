"""In which cycles a row counts, as a number of one bit a cycle.

A condition of an indicator holds days of a record against days of the cycle. For twelve cycles at
once that is one look into a row of cut points and a whole number of twelve bits; conditions are then
joined by AND, OR and NOT of numbers, so that a row is read once whatever the cycles are.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final, NamedTuple

import duckdb
import ibis
import ibis.expr.operations as ops
from ibis.expr.types import IntegerValue, Value

from angen.assess.compiled import COMPILERS, FIRST_STAND_IN, STAND_IN
from angen.assess.lake.nodes import dated, fields, is_day, rewritten

MOST: Final = 24  # cycles of one plan: their bits fit a number of four bytes with room


class Point(NamedTuple):
    """A day to ask about, and where its period begins."""

    day: dt.date
    first: dt.date


@dataclass(frozen=True)
class Mask:
    """Bits of the cycles: ``join`` of ``parts`` ("and", "or", "not"), or the value of an ``atom``.

    The join of nothing by "and" is every cycle.
    """

    join: str = "and"
    parts: tuple[Mask, ...] = ()
    atom: ops.Node | None = None

    def atoms(self) -> list[ops.Node]:
        """The values it is made of, each once."""
        if self.atom is not None:
            return [self.atom]
        return list(dict.fromkeys(a for part in self.parts for a in part.atoms()))

    def sql(self, names: dict[ops.Node, str], every: int) -> str:
        """As SQL over columns that hold the atoms."""
        if self.atom is not None:
            return names[self.atom]
        inner = [part.sql(names, every) for part in self.parts]
        if self.join == "not":
            return f"({every} - {inner[0]})"
        if not inner:
            return str(every)
        return f"({(' & ' if self.join == 'and' else ' | ').join(inner)})"

    def value(self, every: int) -> IntegerValue:
        """As an expression of Ibis."""
        if self.atom is not None:
            return _expr(self.atom)
        inner = [part.value(every) for part in self.parts]
        if self.join == "not":
            return ibis.literal(every, "int32") - inner[0]
        if not inner:
            return ibis.literal(every, "int32")
        return reduce(operator.and_ if self.join == "and" else operator.or_, inner)

    def implied(self, known: Callable[[ops.Node], bool]) -> Mask:
        """What can be said of it by the atoms that are known: it never has a cycle more."""
        if self.atom is not None:
            return self if known(self.atom) else EVERY
        if self.join == "not":
            return self if all(known(each) for each in self.atoms()) else EVERY
        inner = [part.implied(known) for part in self.parts]
        if self.join == "and":
            return both(*inner)
        return EVERY if EVERY in inner else either(*inner)


EVERY: Final = Mask()


def both(*masks: Mask) -> Mask:
    """The cycles of all of them."""
    flat: dict[Mask, None] = {}
    for each in masks:
        flat |= dict.fromkeys(each.parts if each.atom is None and each.join == "and" else (each,))
    return next(iter(flat)) if len(flat) == 1 else Mask("and", tuple(flat))


def either(*masks: Mask) -> Mask:
    """The cycles of any of them."""
    return masks[0] if len(set(masks)) == 1 else Mask("or", tuple(dict.fromkeys(masks)))


def without(mask: Mask) -> Mask:
    """The cycles it lacks."""
    return mask.parts[0] if mask.join == "not" else Mask("not", (mask,))


TURNED: Final = {
    ops.Less: ops.Greater, ops.Greater: ops.Less,
    ops.LessEqual: ops.GreaterEqual, ops.GreaterEqual: ops.LessEqual,
}  # fmt: skip
DENIED: Final = {
    ops.Less: ops.GreaterEqual, ops.GreaterEqual: ops.Less,
    ops.Greater: ops.LessEqual, ops.LessEqual: ops.Greater,
    ops.Equals: ops.NotEquals, ops.NotEquals: ops.Equals,
}  # fmt: skip
HOLDS: Final[dict[type[ops.Node], Callable[[Any, Any], bool]]] = {
    ops.Less: operator.lt, ops.Greater: operator.gt,
    ops.LessEqual: operator.le, ops.GreaterEqual: operator.ge,
}  # fmt: skip


class Bits:
    """Conditions as masks over the ``points``, the first of them bit 1."""

    def __init__(self, points: Sequence[Point]) -> None:
        if len(points) > MOST:
            raise ValueError(f"{len(points)} cycles in one plan")
        self.points = tuple(points)
        self.every = (1 << len(points)) - 1
        self._days: dict[ops.Node, list[dt.date] | None] = {}

    def where(self, condition: ops.Node, holds: bool = True) -> Mask:
        """The cycles in which a condition is true; with ``holds`` False those in which it is false.

        What is unknown is neither, as in SQL.
        """
        if not dated(condition):
            told = condition if holds else ops.Not(condition)
            return Mask(atom=_if(told, self.every))
        if isinstance(condition, ops.Not):
            return self.where(condition.arg, not holds)
        if isinstance(condition, (ops.And, ops.Or)):
            sides = (self.where(condition.left, holds), self.where(condition.right, holds))
            return both(*sides) if isinstance(condition, ops.And) == holds else either(*sides)
        if (filled := _filled(condition)) is not None:
            inner, otherwise = filled
            known = self.where(inner, not otherwise)  # what is otherwise must be known to be
            return known if holds != otherwise else without(known)
        if not holds and type(condition) in DENIED:
            return self.where(DENIED[type(condition)](condition.left, condition.right))
        return self._stepped(condition) or self._each(condition if holds else ops.Not(condition))

    def _each(self, condition: ops.Node) -> Mask:
        """Any condition: asked for every cycle by itself."""
        told = [
            _expr(_if(rewritten(condition, self._at(point)), 1 << place))
            for place, point in enumerate(self.points)
        ]
        return Mask(atom=reduce(operator.add, told).cast("int32").op())

    def _stepped(self, condition: ops.Node) -> Mask | None:
        """A day of the record held against a day of the cycle: one look among the cut points."""
        kind = type(condition)
        if kind not in HOLDS:
            return None
        left, right = condition.left, condition.right
        if dated(left):
            kind, left, right = TURNED[kind], right, left
        if dated(left) or fields(right) or not left.dtype.is_date():
            return None
        days = self._of_cycles(right)
        return None if days is None else Mask(atom=self._step(left, kind, days))

    def _step(self, left: ops.Node, kind: type[ops.Node], days: list[dt.date]) -> ops.Node:
        """Nested halves over the sorted cut points, so that four looks do for twelve cycles."""
        cuts, day = sorted(set(days)), _expr(left)
        closed = kind in (ops.LessEqual, ops.Greater)  # a cut point itself lies before the cut
        one = dt.timedelta(1)
        least = [*cuts, cuts[-1] + one] if closed else [*(cut - one for cut in cuts), cuts[-1]]
        found = [
            sum(1 << place for place, cut in enumerate(days) if HOLDS[kind](each, cut))
            for each in least
        ]

        def among(low: int, high: int) -> IntegerValue:
            if len(set(found[low : high + 1])) == 1:
                return ibis.literal(found[low], "int32")
            middle = (low + high) // 2
            cut = ibis.literal(cuts[middle])
            before = day <= cut if closed else day < cut
            return before.ifelse(among(low, middle), among(middle + 1, high))

        nothing = ibis.literal(0, "int32")
        told: IntegerValue = day.isnull().ifelse(nothing, among(0, len(cuts)))
        return told.op()

    def _of_cycles(self, value: ops.Node) -> list[dt.date] | None:
        """What a value of the cycle alone is in each of them; None where that is no day."""
        if value not in self._days:
            self._days[value] = self._evaluated(value)
        return self._days[value]

    def _evaluated(self, value: ops.Node) -> list[dt.date] | None:
        if not value.dtype.is_date():
            return None
        told = [_expr(rewritten(value, self._at(point))) for point in self.points]
        compiler = COMPILERS["duckdb"]()
        with duckdb.connect(":memory:") as base:
            rows = [
                base.execute(compiler.to_sqlglot(each).sql("duckdb")).fetchone() for each in told
            ]
        days = [row[0] for row in rows if row is not None]
        return days if all(type(day) is dt.date for day in days) else None

    def fixed(self, node: ops.Node) -> ops.Node:
        """A relation with the days of the only point put in; as it is where there are several."""
        if len(self.points) > 1:
            return node
        put = self._at(self.points[0])
        made: ops.Node = node.replace(
            {each: put(each) for each in node.find(ops.Literal) if is_day(each)}
        )
        return made

    def _at(self, point: Point) -> Callable[[ops.Node], ops.Node | None]:
        days = {STAND_IN: point.day, FIRST_STAND_IN: point.first}
        return lambda node: ops.Literal(days[node.value], node.dtype) if is_day(node) else None


def _filled(condition: ops.Node) -> tuple[ops.Node, bool] | None:
    """A condition and what it is taken for where unknown."""
    if not isinstance(condition, ops.Coalesce) or len(condition.arg) != 2:
        return None
    inner, otherwise = condition.arg
    if not isinstance(otherwise, ops.Literal) or not isinstance(otherwise.value, bool):
        return None
    return inner, otherwise.value


def _if(condition: ops.Node, bits: int) -> ops.Node:
    told: ops.Node = (
        _expr(condition).ifelse(ibis.literal(bits, "int32"), ibis.literal(0, "int32")).op()
    )
    return told


def _expr(node: ops.Node) -> Any:
    found: Value = node.to_expr()
    return found
