"""Questions of many indicators, asked for several cycles in one pass over each table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import ibis
import ibis.expr.operations as ops
from ibis.expr.types import Table

from angen.assess.compiled import COMPILERS
from angen.assess.lake.apart import apart
from angen.assess.lake.engines import NUMERIC, Engine, number_of
from angen.assess.lake.lifted import IN, POINTS, Lifted, Lookup, plain, selected
from angen.assess.lake.lifter import Lifter
from angen.assess.lake.masks import EVERY, Bits, Mask, Point, both, either
from angen.assess.lake.nodes import fields
from angen.assess.numbers import said
from angen.policy.pack import Pack

# A sum holds the numbers of several cycles side by side, each in so many bits.
WIDTH: Final = 21
ABREAST: Final = 3
ALL_UNITS = "(SELECT code AS unit FROM orgs_area)"


_Asked = tuple[tuple[ops.Node, ...], Mask, str, ops.Node | None]


@dataclass
class _Pass:
    """What is counted in one pass over a table and its look-ups, by unit."""

    name: str
    root: Table
    unit: ops.Node
    lookups: dict[Lookup, None] = field(default_factory=dict)
    # By what a row must be, in which cycles, how and the value that is taken: its place.
    asked: dict[_Asked, int] = field(default_factory=dict)

    @property
    def always(self) -> tuple[ops.Node, ...]:
        """What every question keeps: rows without it need not be looked at."""
        keeps = [keeps for keeps, *_ in self.asked]
        return tuple(each for each in keeps[0] if all(each in more for more in keeps))


class Plan:
    """Questions over some points; ``prepare`` answers them all.

    Whoever asks gets the name of the column in which the answer will be. The tables of answers have
    a row for each unit and ``place``, the number of the point."""

    def __init__(
        self, engine: Engine, points: Sequence[Point], packs: Sequence[Pack], name: str
    ) -> None:
        self.engine, self.packs, self.prefix = engine, packs, f"angen_{name}_"
        self.bits = Bits(points)
        self.lifter = Lifter(self.bits, self._numbers, self._hold)
        self.passes: dict[tuple[ops.Node, ops.Node], _Pass] = {}
        self._held: dict[ops.Node, Table] = {}
        self._values: dict[str, Lifted] = {}
        self._waiting: list[tuple[str, Table | str]] = []  # in the order they need each other

    def counted(self, rows: Table) -> str:
        """The number of distinct records of a unit."""
        node = self.bits.fixed(rows.as_table().op())
        while isinstance(node, ops.Distinct):
            node = node.parent
        found = self.lifter.lifted(node, True)
        if not apart(found, "record_id", "unit_id"):
            found = self.lifter.grouped(found, ("unit_id", "record_id"))
        return self._ask(found, "count", None)

    def measured(self, rows: Table, value: str, how: str) -> tuple[str, str]:
        """The sum (or least, or greatest) of a column, and the number of rows."""
        found = self.lifter.lifted(self.bits.fixed(rows.as_table().op()))
        return self._ask(found, how, found.columns[value]), self._ask(found, "count", None)

    def seen(self, rows: Table) -> list[str]:
        """Numbers of which one is above zero where a unit has any row."""
        return [
            self._ask(self.lifter.lifted(each, True), "count", None)
            for each in _apart(self.bits.fixed(units(rows).op()))
        ]

    def _ask(self, found: Lifted, how: str, value: ops.Node | None) -> str:
        unit = found.columns["unit_id"]
        key = (found.root.op(), unit)
        if key not in self.passes:
            name = f"{self.prefix}{len(self.passes)}"
            self.passes[key] = _Pass(name, found.root, unit)
        one = self.passes[key]
        one.lookups |= dict.fromkeys(found.lookups)
        place = one.asked.setdefault((found.keeps, found.mask, how, value), len(one.asked))
        return f"{one.name}.q{place}"

    def prepare(self) -> list[str]:
        """Ask everything; the tables that hold the answers by ``unit_id`` and ``place``."""
        self.engine.hold(POINTS, " UNION ALL ".join(
            f"SELECT {1 << place} AS angen_bit, DATE '{each.day}' AS angen_day, "
            f"DATE '{each.first}' AS angen_since" for place, each in enumerate(self.bits.points)
        ))  # fmt: skip
        for name, made in self._waiting:
            self.engine.hold(name, made if isinstance(made, str) else self._sql(made))
        for one in self.passes.values():
            self._answer(one)
        return [one.name for one in self.passes.values()]

    def _answer(self, one: _Pass) -> None:
        """Several cycles in one sum, unless a unit has so many rows that they could run over."""
        abreast = ABREAST if len(self.bits.points) > 1 else 1
        self.engine.hold(one.name, self._counts(one, abreast))
        if abreast > 1:
            (most,) = next(iter(self.engine.run(f"SELECT MAX(angen_rows) FROM {one.name}")))  # noqa: S608
            if most is not None and most >= 1 << WIDTH:
                self.engine.hold(one.name, self._counts(one, 1))

    def _counts(self, one: _Pass, abreast: int) -> str:
        masks = [self._mask(one, *key[:2]) for key in one.asked]
        rows, names = self._rows(one, masks)
        some = self._some(one, masks, names)
        sums: list[str] = []
        columns: list[str] = []
        for (_, _, how, value), mask, place in zip(
            one.asked, masks, one.asked.values(), strict=True
        ):
            bits, name = mask.sql(names, self.bits.every), f"q{place}"
            if value is None:
                sums += self._words(name, bits, abreast)
                columns.append(self._unpacked(name, abreast))
            else:
                sums += self._taken(name, bits, how, names[value])
                columns.append(f"{self._chosen(name, 1)} AS {name}")
        return (
            f"SELECT unit_id, angen_rows, place, {', '.join(columns)} FROM (SELECT unit_id, "  # noqa: S608
            f"COUNT(*) AS angen_rows, {', '.join(sums)} FROM ({rows}) AS r "
            f"WHERE unit_id IS NOT NULL{some} GROUP BY unit_id) AS s CROSS JOIN ({self._places()}) AS p"
        )

    def _some(self, one: _Pass, masks: Sequence[Mask], names: dict[ops.Node, str]) -> str:
        """The condition that a row may count at all, as far as its own table tells.

        Rows are so left out before anything is looked up for them.
        """
        root = one.root.op()
        mask = either(
            *(m.implied(lambda atom: all(f.rel == root for f in fields(atom))) for m in masks)
        )
        if mask == EVERY or (EVERY in mask.parts and mask.join == "or"):
            return ""
        return f" AND {mask.sql(names, self.bits.every)} <> 0"

    def _places(self) -> str:
        return " UNION ALL ".join(
            f"SELECT {place} AS place, {place % ABREAST * WIDTH} AS shift"
            for place in range(len(self.bits.points))
        )

    def _mask(self, one: _Pass, keeps: Sequence[ops.Node], mask: Mask) -> Mask:
        return both(*(self.bits.where(each) for each in keeps if each not in one.always), mask)

    def _words(self, name: str, bits: str, abreast: int) -> Iterable[str]:
        """Numbers of rows, those of some cycles side by side in one sum."""
        number = len(self.bits.points)
        for start in range(0, number, abreast):
            here = min(abreast, number - start)
            part = f"CAST((({bits} >> {start}) & {(1 << here) - 1}) AS BIGINT)"
            if here > 1:  # bit n to the n-th stretch of WIDTH bits, without a look at each
                apart = sum(1 << place * (WIDTH - 1) for place in range(here))
                heads = sum(1 << place * WIDTH for place in range(here))
                part = f"(({part} * {apart}) & {heads})"
            yield f"CAST(SUM({part}) AS BIGINT) AS {name}w{start}"

    def _unpacked(self, name: str, abreast: int) -> str:
        """The number of a cycle out of its sum."""
        word = self._chosen(name, abreast)
        if abreast > 1:
            word = f"({word} >> p.shift) & {(1 << WIDTH) - 1}"
        return f"{word} AS {name}"

    def _chosen(self, name: str, abreast: int) -> str:
        """The sum that has a cycle."""
        starts = range(0, len(self.bits.points), abreast)
        told = " ".join(f"WHEN p.place < {start + abreast} THEN {name}w{start}" for start in starts)
        return f"(CASE {told} END)"

    def _taken(self, name: str, bits: str, how: str, value: str) -> Iterable[str]:
        """Sums, or least or greatest values, of each cycle."""
        for place in range(len(self.bits.points)):
            chosen = f"CASE WHEN ({bits} & {1 << place}) <> 0 THEN {value} END"
            yield f"CAST({how.upper()}({chosen}) AS {NUMERIC}) AS {name}w{place}"

    def _rows(self, one: _Pass, masks: Sequence[Mask]) -> tuple[str, dict[ops.Node, str]]:
        """The rows of a pass as SQL: unit, atoms of the masks and values, and their names."""
        lookups = sorted(one.lookups, key=lambda each: each.place)
        wanted: dict[ops.Node, None] = {}
        for mask in masks:
            wanted |= dict.fromkeys(mask.atoms())
        wanted |= {value: None for *_, value in one.asked if value is not None}
        names = {node: f"a{place}" for place, node in enumerate(wanted)}
        values = {"unit_id": one.unit} | {name: node for node, name in names.items()}
        rows = selected(one.root, lookups, one.always, values)
        return self._sql(rows), names

    def _sql(self, relation: Table) -> str:
        # Selections of selections are left to the engine: putting them together takes Ibis longer.
        before, ibis.options.sql.fuse_selects = ibis.options.sql.fuse_selects, False
        try:
            tree = COMPILERS[self.engine.dialect]().to_sqlglot(relation)
        finally:
            ibis.options.sql.fuse_selects = before
        sql: str = tree.sql(self.engine.dialect)
        return sql

    def _hold(self, table: Table) -> Table:
        """A relation that is computed once, for all that read it."""
        node = table.op()
        if node not in self._held:
            name = f"{self.prefix}held{len(self._held)}"
            self._held[node] = ibis.table(table.schema(), name=name)
            self._waiting.append((name, table))
        return self._held[node]

    def _numbers(self, name: str) -> Lifted:
        """A number of the packs by unit, in the cycles in which it stands."""
        if name not in self._values:
            self._values[name] = self._number(name)
        return self._values[name]

    def _number(self, name: str) -> Lifted:
        told: dict[str, int] = {}
        for place, point in enumerate(self.bits.points):
            sql = number_of(*said(self.packs, name, point.day), ALL_UNITS)
            told[sql] = told.get(sql, 0) | 1 << place
        held = f"{self.prefix}{name}"
        kinds = {"unit_id": "!string", "value": "!decimal(18, 6)"}
        if len(told) == 1:
            self._waiting.append((held, next(iter(told))))
            found = plain(ibis.table(kinds, name=held))
            return replace(found, key=found.columns["unit_id"])
        self._waiting.append((held, " UNION ALL ".join(
            f"SELECT unit_id, value, {mask} AS {IN} FROM ({sql}) AS v"  # noqa: S608
            for sql, mask in told.items()
        )))  # fmt: skip
        return plain(ibis.table({**kinds, IN: "!int32"}, name=held))


def _apart(node: Any) -> Iterable[Any]:
    """The sides of a union, each by itself."""
    if isinstance(node, ops.Union):
        yield from _apart(node.left)
        yield from _apart(node.right)
    else:
        yield node


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
