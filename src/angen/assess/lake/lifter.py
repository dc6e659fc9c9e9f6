"""The steps of which relations are made, each taken for all cycles at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import ibis
import ibis.expr.operations as ops
from ibis.expr.types import Table

from angen.assess.compiled import STAND_IN
from angen.assess.lake.apart import leaner
from angen.assess.lake.lifted import (
    BIT,
    DAY,
    IN,
    POINTS,
    SINCE,
    Columns,
    Lifted,
    Lookup,
    again,
    exprs,
    looked_up,
    marks,
    plain,
    seen_by,
    selected,
    with_lookup,
)
from angen.assess.lake.masks import Bits, Mask, both, either, without
from angen.assess.lake.nodes import bare, dated, fields, is_day, rewritten, windowed
from angen.assess.lake.tables import held_of
from angen.assess.numbers import PREFIX


class Unlifted(Exception):
    """A step that is not known here: an indicator of another make must be written in the usual ones."""


@dataclass
class Lifter:
    """Lifts relations over the points of ``bits``; equal parts are found again by their place."""

    bits: Bits
    numbers: Callable[[str], Lifted]
    hold: Callable[[Table], Table]
    _lookups: dict[Any, Lookup] = field(default_factory=dict)
    _lifted: dict[tuple[ops.Node, bool], Lifted] = field(default_factory=dict)

    def lifted(self, node: ops.Node, once: bool = False) -> Lifted:
        """A relation lifted; ``once``: it does not matter how often a row comes."""
        key = (node, once)
        if key not in self._lifted:
            known = STEPS.get(type(node))
            if known is None:
                raise Unlifted(type(node).__name__)
            self._lifted[key] = known(self, node, once)
        return self._lifted[key]

    def _table(self, node: ops.UnboundTable, once: bool) -> Lifted:
        if node.name.startswith(PREFIX):
            return self.numbers(node.name.removeprefix(PREFIX))
        found = plain(node.to_expr())
        there = held_of(node.name)
        return replace(found, columns={n: v for n, v in found.columns.items() if n in there})

    def _filtered(self, node: ops.Filter, once: bool) -> Lifted:
        alone = not any(windowed(each) for each in node.predicates)
        found = self.lifted(node.parent, once and alone)
        if not alone:
            return self._screened(found, node.predicates)
        told = [found.of(each) for each in node.predicates]
        fixed = tuple(each for each in told if not dated(each))
        moving = [self.bits.where(each) for each in told if dated(each)]
        keeps = tuple(dict.fromkeys((*found.keeps, *fixed)))
        return replace(found, keeps=keeps, mask=both(found.mask, *moving))

    def _screened(self, found: Lifted, conditions: Sequence[ops.Node]) -> Lifted:
        """Rows chosen by what they are among each other, within their cycle."""
        found = self.settled(found)
        given = {f"angen_{place}": each for place, each in enumerate(conditions)}
        own = dict(found.columns)
        made = self._numbered(found, own | given)
        keeps = tuple(made.columns[name] for name in given)
        return replace(made, columns={n: made.columns[n] for n in own}, keeps=keeps)

    def _projected(self, node: ops.Project, once: bool) -> Lifted:
        alone = not any(windowed(value) for value in node.values.values())
        found = self.lifted(node.parent, once and alone)
        if not alone:
            return self._numbered(found, node.values)
        if any(dated(value) for value in node.values.values()):
            found = self.repeated(found)
        return replace(found, columns={n: found.of(v) for n, v in node.values.items()})

    def _numbered(self, found: Lifted, values: Columns) -> Lifted:
        """Rows numbered among each other, within their cycle."""
        found = self.settled(found)
        bit = None if found.always else found.mask.atom

        def within(node: ops.Node) -> ops.Node | None:
            if not isinstance(node, ops.WindowFunction) or bit is None:
                return None
            return node.copy(group_by=(*node.group_by, bit))

        made = {name: rewritten(found.of(value), within) for name, value in values.items()}
        return again(found.root.select(**exprs(made | marks(found))), found, made)

    def _dropped(self, node: ops.DropColumns, once: bool) -> Lifted:
        found = self.lifted(node.parent, once)
        kept = {n: v for n, v in found.columns.items() if n not in node.columns_to_drop}
        return replace(found, columns=kept)

    def _sorted(self, node: ops.Sort, once: bool) -> Lifted:
        return self.lifted(node.parent, once)

    def _distinct(self, node: ops.Distinct, once: bool) -> Lifted:
        found = self.lifted(node.parent, True)
        if any(found.unique(name) for name in found.columns):
            return found
        return self.grouped(found, tuple(found.columns))

    def grouped(self, found: Lifted, names: Sequence[str]) -> Lifted:
        """Each combination of columns once, with the cycles of all its rows."""
        # Under names of their own and not written as text, so that it is done once for many.
        plainly = {f"key{place}": bare(found.columns[name]) for place, name in enumerate(names)}
        table = self.actual(replace(found, columns=plainly))
        if found.always:
            made = self.hold(table.distinct())
        else:
            made = self.hold(table.group_by(list(plainly)).aggregate(**{IN: table[IN].bit_or()}))
        after = plain(made)
        columns = {
            name: value if bare(found.columns[name]) is found.columns[name]
            else ops.Cast(value, found.columns[name].dtype)
            for name, value in zip(names, after.columns.values(), strict=True)
        }  # fmt: skip
        return replace(after, columns=columns, key=made["key0"].op() if len(names) == 1 else None)

    def _united(self, node: ops.Union, once: bool) -> Lifted:
        some = once or node.distinct
        left, right = (self.lifted(each, some) for each in (node.left, node.right))
        names = list(left.columns)
        if some and left.day is None and left.root.equals(right.root) and all(
            left.columns[name] == right.columns[name] for name in names
        ):  # fmt: skip
            made = self._merged(left, right)
        else:
            marked = not (left.always and right.always)
            chosen = [*names, *([IN] if marked else [])]
            sides = [self.actual(each, marked=marked).select(*chosen) for each in (left, right)]
            made = plain(sides[0].union(sides[1]))
        return self.grouped(made, names) if node.distinct and not once else made

    def _merged(self, left: Lifted, right: Lifted) -> Lifted:
        """Rows of one table of which either is told: each of them comes once."""
        common = tuple(each for each in left.keeps if each in right.keeps)
        masks = [
            both(*(self.bits.where(k) for k in each.keeps if k not in common), each.mask)
            for each in (left, right)
        ]
        seen = sorted({*left.lookups, *right.lookups}, key=lambda each: each.place)
        return replace(left, lookups=tuple(seen), keeps=common, mask=either(*masks))

    def _gathered(self, node: ops.Aggregate, once: bool) -> Lifted:
        """Rows put together, within their cycle."""
        found = self.lifted(node.parent)
        if not node.metrics and all(not dated(found.of(v)) for v in node.groups.values()):
            found = replace(found, columns={n: found.of(v) for n, v in node.groups.items()})
            return self.grouped(found, tuple(node.groups))
        found = self.settled(found)
        groups = {name: found.of(value) for name, value in node.groups.items()} | marks(found)
        metrics = {name: found.of(value) for name, value in node.metrics.items()}
        made = found.root.group_by(**exprs(groups)).aggregate(**exprs(metrics))
        return again(made, found, node.schema.names)

    def _joined(self, node: ops.JoinChain, once: bool) -> Lifted:
        found = self.lifted(node.first.parent, once)
        sides: dict[ops.Node, Columns] = {node.first: found.columns}
        for link in node.rest:
            found, sides = self._linked(found, sides, link, once)

        def swap(value: ops.Node) -> ops.Node | None:
            return sides[value.rel][value.name] if isinstance(value, ops.Field) else None

        made = {name: rewritten(value, swap) for name, value in node.values.items()}
        return replace(found, columns=made)

    def _linked(
        self, found: Lifted, sides: dict[ops.Node, Columns], link: ops.JoinLink, once: bool
    ) -> tuple[Lifted, dict[ops.Node, Columns]]:
        """``found`` with one more side, and the columns of every side over it."""
        if link.how not in ("inner", "left", "semi", "anti"):
            raise Unlifted(f"{link.how} join")
        other = self.lifted(link.table.parent, link.how in ("semi", "anti"))
        pairs, rest = _equalities(link, sides)
        easy = not any(dated(each) for each in (*pairs.values(), *rest))
        keeping = link.how in ("semi", "anti")
        if keeping and easy and not rest:
            return self._flagged(found, other, pairs, link.how), sides
        simple = link.how == "inner" or (other.always and not rest)
        if easy and simple and not keeping and any(other.unique(name) for name in pairs):
            return self._looked(found, sides, other, pairs, rest, link)
        return self._met(found, sides, other, link, once)

    def _looked(
        self,
        found: Lifted,
        sides: dict[ops.Node, Columns],
        other: Lifted,
        pairs: dict[str, ops.Node],
        rest: Sequence[ops.Node],
        link: ops.JoinLink,
    ) -> tuple[Lifted, dict[ops.Node, Columns]]:
        """A side that is met at most once becomes a look-up."""
        look = self._look(self.actual(other), pairs)
        theirs = {name: looked_up(look, name) for name in other.columns}
        sides = sides | {link.table: theirs}
        made = replace(found, lookups=with_lookup(found.lookups, look))
        if link.how == "left":
            return made, sides

        def swap(value: ops.Node) -> ops.Node | None:
            return sides[value.rel][value.name] if isinstance(value, ops.Field) else None

        keeps = (*found.keeps, look.found, *(rewritten(each, swap) for each in rest))
        mask = found.mask if other.always else both(found.mask, seen_by(look))
        return replace(made, keeps=tuple(dict.fromkeys(keeps)), mask=mask), sides

    def _flagged(
        self, found: Lifted, other: Lifted, pairs: dict[str, ops.Node], how: str
    ) -> Lifted:
        """Rows that have, or lack, a match on the other side."""
        keys = leaner(replace(other, columns={name: other.columns[name] for name in pairs}))
        if not any(keys.unique(name) for name in pairs):
            keys = self.grouped(keys, tuple(pairs))
        look = self._look(self.actual(keys), pairs)
        found = replace(found, lookups=with_lookup(found.lookups, look))
        if keys.always:
            told = look.found if how == "semi" else ops.IsNull(look.found.arg)
            return replace(found, keeps=tuple(dict.fromkeys((*found.keeps, told))))
        mask = seen_by(look)
        return replace(found, mask=both(found.mask, mask if how == "semi" else without(mask)))

    def _look(self, table: Table, pairs: dict[str, ops.Node]) -> Lookup:
        key = (table.op(), tuple(pairs.items()))
        if key not in self._lookups:
            place = len(self._lookups)
            renamed = table.select(**{f"look{place}_{n}": table[n] for n in table.columns})
            names = tuple(f"look{place}_{name}" for name in pairs)
            self._lookups[key] = Lookup(place, renamed, tuple(pairs.values()), names)
        return self._lookups[key]

    def _met(
        self,
        found: Lifted,
        sides: dict[ops.Node, Columns],
        other: Lifted,
        link: ops.JoinLink,
        once: bool,
    ) -> tuple[Lifted, dict[ops.Node, Columns]]:
        """Any other join: the rows of both sides, each within its cycles."""
        keeping = link.how in ("semi", "anti")
        flat, names = _flat(found, sides)
        if any(dated(each) for each in link.predicates) or (
            not other.always and link.how != "inner"
        ):
            flat = self.repeated(flat)
        left, right = self.actual(flat), self.actual(other)
        right = right.select(**{f"other_{name}": right[name] for name in right.columns})
        if once and link.how == "left":
            right = right.distinct()  # rows that differ in nothing are not met twice

        def swap(value: ops.Node) -> ops.Node | None:
            if isinstance(value, ops.Field):
                if value.rel == link.table:
                    return right[f"other_{value.name}"].op()
                return left[names[value.rel, value.name]].op()
            if is_day(value):
                return left[DAY if value.value == STAND_IN else SINCE].op()
            return None

        on = [rewritten(each, swap).to_expr() for each in link.predicates]
        marks = [] if flat.always else [left[IN]]
        marks += [] if other.always else [right[f"other_{IN}"]]
        if len(marks) == 2:
            on.append((marks[0] & marks[1]) != 0)
        made = left.join(right, on, how=link.how)
        kept = {name: made[name].op() for name in left.columns}
        if not keeping:
            kept |= {name: made[name].op() for name in right.columns if name != f"other_{IN}"}
        if link.how == "inner" and not other.always:
            mine = made[f"other_{IN}"] if flat.always else made[IN] & made[f"other_{IN}"]
            kept[IN] = mine.cast("int32").op()
        table = made.select(**exprs(kept))
        after = again(table, flat, [name for name in kept if name not in (IN, DAY, SINCE)])
        if IN in kept:
            after = replace(after, mask=Mask(atom=table[IN].op()))
        told: dict[ops.Node, Columns] = {
            side: {name: table[names[side, name]].op() for name in columns}
            for side, columns in sides.items()
        }
        if not keeping:
            told[link.table] = {n: table[f"other_{n}"].op() for n in other.columns}
        return after, told

    def actual(self, found: Lifted, *, marked: bool = False) -> Table:
        """Its rows as a relation of their own, with ``IN`` where they are not always there."""
        values = dict(found.columns)
        if not found.always or marked:
            values[IN] = found.mask.value(self.bits.every).cast("int32").op()
        if found.day is not None and found.since is not None:
            values |= {DAY: found.day, SINCE: found.since}
        made = selected(found.root, found.lookups, found.keeps, values)
        return made if found.always else made.filter(made[IN] != 0)

    def repeated(self, found: Lifted) -> Lifted:
        """A row for each of its cycles, with the days of the cycle."""
        if found.day is not None:
            return found
        kinds = {BIT: "!int32", DAY: "!date", SINCE: "!date"}
        points, rows = ibis.table(kinds, name=POINTS), self.actual(found, marked=True)
        made = rows.join(points, (rows[IN] & points[BIT]) != 0)
        made = made.select(*found.columns, DAY, SINCE, **{IN: made[BIT]})
        return again(made, replace(found, day=made[DAY].op()), found.columns)

    def settled(self, found: Lifted) -> Lifted:
        """Rows that lie together as their cycles have them, to be grouped or numbered."""
        if not found.always:
            found = self.repeated(found)
        table = self.actual(found)
        return again(table, found, found.columns)


def _flat(
    found: Lifted, sides: Mapping[ops.Node, Columns]
) -> tuple[Lifted, dict[tuple[ops.Node, str], str]]:
    """``found`` with the columns of all sides of a join, each under a name of its own."""
    names = {
        (side, name): f"side{place}_{name}"
        for place, (side, columns) in enumerate(sides.items())
        for name in columns
    }
    chosen = {names[key]: sides[key[0]][key[1]] for key in names}
    return replace(found, columns=chosen), names


def _equalities(
    link: ops.JoinLink, sides: Mapping[ops.Node, Columns]
) -> tuple[dict[str, ops.Node], list[ops.Node]]:
    """What columns of the new side must be equal to, and the other conditions."""
    pairs: dict[str, ops.Node] = {}
    rest: list[ops.Node] = []
    for each in link.predicates:
        for mine, theirs in ((each.left, each.right), (each.right, each.left)) * isinstance(
            each, ops.Equals
        ):
            known = isinstance(theirs, ops.Field) and theirs.rel == link.table
            if known and theirs.name not in pairs and _beside(mine, sides):
                pairs[theirs.name] = rewritten(
                    mine,
                    lambda node: (
                        sides[node.rel][node.name] if isinstance(node, ops.Field) else None
                    ),
                )
                break
        else:
            rest.append(each)
    return pairs, rest


def _beside(value: ops.Node, sides: Mapping[ops.Node, Columns]) -> bool:
    return all(each.rel in sides for each in fields(value))


STEPS: Final[dict[type[ops.Node], Callable[[Lifter, Any, bool], Lifted]]] = {
    ops.UnboundTable: Lifter._table,
    ops.Filter: Lifter._filtered,
    ops.Project: Lifter._projected,
    ops.DropColumns: Lifter._dropped,
    ops.Sort: Lifter._sorted,
    ops.Distinct: Lifter._distinct,
    ops.Union: Lifter._united,
    ops.Aggregate: Lifter._gathered,
    ops.JoinChain: Lifter._joined,
}
