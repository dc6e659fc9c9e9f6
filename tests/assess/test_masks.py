"""Conditions as bits of cycles say for each cycle what the condition itself says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import duckdb
import ibis
import pytest

from angen.assess.compiled import FIRST_STAND_IN, STAND_IN
from angen.assess.lake.masks import EVERY, Bits, Mask, Point, both, either, without
from angen.assess.lake.nodes import is_day, rewritten

ROWS = ibis.table({"a": "date", "b": "date", "kind": "string"}, name="given")
DAY = ibis.literal(STAND_IN, type="date")
FIRST = ibis.literal(FIRST_STAND_IN, type="date")
YEAR = DAY.truncate("Y").cast("date")
POINTS = [
    Point(dt.date(2021, month + 2, 28), dt.date(2021, month, 1)) for month in (1, 4, 7, 10)
] + [Point(dt.date(2021, 3, 28), dt.date(2020, 1, 1))]  # out of order, and over another
CONDITIONS: dict[str, Any] = {
    "on or before": ROWS.a <= DAY,
    "before": ROWS.a < DAY,
    "after": ROWS.a > DAY,
    "within": (ROWS.a >= FIRST) & (ROWS.a <= DAY),
    "open": ROWS.b.isnull() | (ROWS.b > DAY),
    "not": ~((ROWS.a <= DAY) & (ROWS.b > DAY)),
    "unknown is no": ~(ROWS.b <= DAY).fill_null(False),
    "unknown is yes": ~(ROWS.b <= DAY).fill_null(True),
    "a fixed part": (ROWS.kind == "x") | (ROWS.a >= ibis.least(FIRST, YEAR)),
    "the same day": ROWS.a == DAY,
    "any other": ROWS.a.year() * 12 + ROWS.a.month() >= DAY.year() * 12 + DAY.month(),
}


def _told(made: Any) -> list[Any]:
    days = ["NULL", *(f"DATE '2021-{m:02}-{d:02}'" for m in range(1, 13) for d in (1, 27, 28))]
    with duckdb.connect(":memory:") as base:
        base.execute(
            "CREATE TABLE given AS SELECT a.d AS a, b.d AS b, k AS kind FROM "
            f"(SELECT unnest([{', '.join(days)}]) AS d) a, "
            f"(SELECT unnest([{', '.join(days[::5])}]) AS d) b, (SELECT unnest(['x', NULL]) AS k)"
        )
        sql = ibis.to_sql(made, dialect="duckdb")
        return base.execute(f"SELECT * FROM ({sql}) ORDER BY ALL").fetchall()


def _at(point: Point) -> Callable[[Any], Any]:
    days = {STAND_IN: point.day, FIRST_STAND_IN: point.first}
    return lambda node: ibis.literal(days[node.value]).op() if is_day(node) else None


@pytest.mark.parametrize("name", CONDITIONS)
def test_the_bits_of_a_row_are_the_cycles_in_which_it_counts(name: str) -> None:
    bits, condition = Bits(POINTS), CONDITIONS[name].op()
    mask = bits.where(condition).value(bits.every)
    here = {
        f"c{place}": rewritten(condition, _at(point)).to_expr().fill_null(False)
        for place, point in enumerate(POINTS)
    }
    rows = _told(ROWS.select("a", "b", "kind", mask=mask, **here))
    assert len(rows) > 100
    for row in rows:
        assert row[3] == sum(1 << place for place, holds in enumerate(row[4:]) if holds), row


def test_masks_join() -> None:
    atoms = [Mask(atom=ibis.literal(n).op()) for n in (1, 2)]
    names = {each.atom: f"m{place}" for place, each in enumerate(atoms)}
    assert both(EVERY, atoms[0]) == atoms[0]
    assert both().sql({}, 7) == "7"
    assert both(*atoms).sql(names, 7) == "(m0 & m1)"
    assert either(atoms[0], without(atoms[1])).sql(names, 7) == "(m0 | (7 - m1))"
    assert without(without(atoms[0])) == atoms[0]


def test_what_is_implied_never_has_a_cycle_less() -> None:
    known, other = (Mask(atom=ibis.literal(n).op()) for n in (1, 2))
    sees = lambda atom: atom == known.atom  # noqa: E731
    assert both(known, other).implied(sees) == known
    assert either(known, other).implied(sees) == EVERY
    assert both(known, without(other)).implied(sees) == known
    assert without(both(known, other)).implied(sees) == EVERY


def test_too_many_cycles_are_refused() -> None:
    with pytest.raises(ValueError, match="cycles in one plan"):
        Bits(POINTS * 6)
