"""Relations of indicators for all cycles at once.

A relation that depends on the day is lifted: each of its rows is computed once, and says by a mask
in which cycles it belongs to the relation. Filters become masks, tables that are joined by their
key become look-ups, so that relations over one table can be counted in one pass over it. Where a
day enters a value, or rows are grouped or numbered, a row is repeated for each of its cycles; so
every relation can be lifted that is made of the usual steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import ibis
import ibis.expr.operations as ops
from ibis.expr.types import Table

from angen.assess.compiled import STAND_IN
from angen.assess.lake.masks import EVERY, Mask
from angen.assess.lake.nodes import bare, fields, is_day, rewritten
from angen.assess.unique import unique

IN: Final = "angen_in"  # the mask of a row
BIT: Final = "angen_bit"  # the one cycle of a repeated row
DAY: Final = "angen_day"
SINCE: Final = "angen_since"
POINTS: Final = "angen_points"
Columns = Mapping[str, ops.Node]


@dataclass(frozen=True)
class Lookup:
    """At most one row of ``table`` for each row: where ``mine`` are equal to ``theirs``."""

    place: int
    table: Table
    mine: tuple[ops.Node, ...]
    theirs: tuple[str, ...]

    @property
    def found(self) -> ops.Node:
        """The condition that there is such a row."""
        return ops.NotNull(self.table[self.theirs[0]].op())


@dataclass(frozen=True)
class Lifted:
    """``columns`` over a table and its look-ups; a row belongs where ``keeps`` and ``mask`` say.

    ``day`` and ``since`` are columns where each row belongs to one cycle.
    """

    root: Table
    columns: Columns
    lookups: tuple[Lookup, ...] = ()
    keeps: tuple[ops.Node, ...] = ()
    mask: Mask = EVERY
    day: ops.Node | None = None
    since: ops.Node | None = None
    key: ops.Node | None = None  # a column known to bear each value once

    @property
    def always(self) -> bool:
        """Whether its rows are the same in every cycle."""
        return self.mask == EVERY

    def of(self, value: Any) -> Any:
        """A value of the relation over its root and look-ups, days put in where they are columns."""

        def swap(node: ops.Node) -> ops.Node | None:
            if isinstance(node, ops.Field):
                return self.columns[node.name]
            if isinstance(node, ops.CountStar):
                return ops.CountStar(self.root.op(), node.where)
            if is_day(node) and self.day is not None:
                return self.day if node.value == STAND_IN else self.since
            return None

        return rewritten(value, swap)

    def unique(self, column: str) -> bool:
        """Whether no two of its rows bear the same value in a column."""
        found = bare(self.columns[column])
        if not isinstance(found, ops.Field) or found.rel != self.root.op():
            return False
        return found == self.key or unique(found.rel, found.name)


def plain(table: Table) -> Lifted:
    """A relation as it lies, its mask in column ``IN`` if it has one."""
    columns = {name: table[name].op() for name in table.columns if name not in (IN, DAY, SINCE)}
    mask = Mask(atom=table[IN].op()) if IN in table.columns else EVERY
    return Lifted(table, columns, mask=mask)


def again(table: Table, found: Lifted, names: Iterable[str]) -> Lifted:
    """``table`` made of ``found``: its columns, and its days where rows belong to one cycle."""
    made = replace(plain(table), columns={name: table[name].op() for name in names})
    if found.day is None:
        return made
    return replace(made, day=table[DAY].op(), since=table[SINCE].op())


def marks(found: Lifted) -> dict[str, ops.Node]:
    """What a settled relation must hand on besides its own columns."""
    names = [] if found.always else [IN]
    names += [] if found.day is None else [DAY, SINCE]
    return {name: found.root[name].op() for name in names}


def exprs(values: Columns) -> dict[str, Any]:
    return {name: value.to_expr() for name, value in values.items()}


def with_lookup(lookups: tuple[Lookup, ...], more: Lookup) -> tuple[Lookup, ...]:
    return tuple(sorted({*lookups, more}, key=lambda each: each.place))


def looked_up(look: Lookup, name: str) -> ops.Node:
    found: ops.Node = look.table[f"look{look.place}_{name}"].op()
    return found


def seen_by(look: Lookup) -> Mask:
    """In which cycles there is something to be found."""
    nothing = ibis.literal(0, "int32").op()
    return Mask(atom=ops.Coalesce((looked_up(look, IN), nothing)))


def by_name(table: Table) -> Callable[[ops.Node], ops.Node | None]:
    return lambda node: table[node.name].op() if isinstance(node, ops.Field) else None


def selected(
    root: Table, lookups: Sequence[Lookup], keeps: Sequence[ops.Node], values: Columns
) -> Table:
    """Values over a table beside its look-ups, of the rows that keep what is asked."""
    needed = {each.name for value in (*values.values(), *keeps) for each in fields(value)}
    for look in lookups:
        needed |= {each.name for mine in look.mine for each in fields(mine)}
    made = root.select(*(name for name in root.columns if name in needed))
    for look in lookups:
        swap = by_name(made)
        on = [
            rewritten(mine, swap).to_expr() == look.table[theirs]
            for mine, theirs in zip(look.mine, look.theirs, strict=True)
        ]
        # Where something must be found the engine may choose in which order it looks.
        how = "inner" if look.found in keeps else "left"
        theirs = [name for name in look.table.columns if name in needed]
        made = made.join(look.table, on, how=how).select(*made.columns, *theirs)
    found = {look.found for look in lookups}
    keeps = [each for each in keeps if each not in found]
    swap = by_name(made)
    kept = [rewritten(each, swap).to_expr() for each in keeps]
    chosen = {name: rewritten(value, swap).to_expr() for name, value in values.items()}
    return (made.filter(*kept) if kept else made).select(**chosen)
