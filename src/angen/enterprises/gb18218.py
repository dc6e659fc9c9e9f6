"""Identification and grading of major hazard installations (GB 18218), exactly.

``S = Σ q/Q`` decides whether there is one (S ≥ 1), ``R = α × Σ β·q/Q`` how grave it is. All sums
are fractions; only what is shown is rounded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from angen.kernel.refusal import Refused

PLACES = Decimal("0.0001")
ARTICLE = "安全生产法 第四十条、第一百一十七条"


@dataclass(frozen=True)
class Row:
    """A substance of the table: critical quantity in tonnes, correction factor β."""

    key: str
    name: str
    critical: Decimal
    beta: Decimal


@dataclass(frozen=True)
class Edition:
    """One edition of the standard; ``checked`` once it was held against the printed text."""

    name: str
    valid_from: dt.date
    checked: bool
    alphas: tuple[tuple[int, Decimal], ...]
    grades: tuple[tuple[int, Decimal], ...]
    rows: dict[str, Row]

    def alpha(self, residents: int) -> Decimal:
        """The factor for the people who live within 500 m."""
        return max((n, factor) for n, factor in self.alphas if n <= residents)[1]

    def grade(self, r: Fraction) -> int:
        """The grade of an exact R, 1 the gravest."""
        return min(grade for grade, least in self.grades if r >= Fraction(least))


@dataclass(frozen=True)
class Term:
    """One substance as it enters the sums."""

    row: Row
    quantity: Decimal

    @property
    def share(self) -> Fraction:
        """q/Q."""
        return Fraction(self.quantity) / Fraction(self.row.critical)

    @property
    def weighted(self) -> Fraction:
        """β·q/Q."""
        return Fraction(self.row.beta) * self.share


@dataclass(frozen=True)
class Graded:
    """The result with everything it was computed from."""

    edition: Edition
    alpha: Decimal
    terms: tuple[Term, ...]
    s: Fraction
    r: Fraction
    grade: int

    @property
    def s_value(self) -> Decimal:
        """S, cut off after four decimals."""
        return cut(self.s)

    @property
    def r_value(self) -> Decimal:
        """R, cut off after four decimals: never above what the exact value says."""
        return cut(self.r)


def cut(value: Fraction) -> Decimal:
    """A fraction as a decimal with four places, cut off."""
    return (
        Decimal(value.numerator * 10_000 // value.denominator)
        .scaleb(-4)
        .quantize(PLACES, rounding=ROUND_DOWN)
    )


@cache
def editions() -> tuple[Edition, ...]:
    """All editions known, the oldest first."""
    text = (files("angen.enterprises") / "data" / "gb18218.yaml").read_text(encoding="utf-8")
    loaded: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(text)
    return tuple(sorted((_edition(one) for one in loaded), key=lambda e: e.valid_from))


def _edition(raw: dict[str, Any]) -> Edition:
    rows = [
        Row(one["key"], one["name"], Decimal(one["critical"]), Decimal(one["beta"]))
        for one in raw["substances"]
    ]
    return Edition(
        raw["edition"],
        raw["valid_from"],
        bool(raw["checked"]),
        tuple((int(one["from"]), Decimal(one["factor"])) for one in raw["alpha"]),
        tuple((int(one["grade"]), Decimal(one["from"])) for one in raw["grades"]),
        {row.key: row for row in rows},
    )


def edition_on(day: dt.date) -> Edition:
    """The edition in force on ``day``; refused where its table is not held."""
    found = [one for one in editions() if one.valid_from <= day]
    if not found:
        first = editions()[0]
        raise Refused(
            f"系统只有 {first.name} 的数据（{first.valid_from} 起施行），更早的辨识请按当时的标准另行办理。"
        )
    return found[-1]


def graded(quantities: Iterable[tuple[str, Decimal]], *, residents: int, day: dt.date) -> Graded:
    """Grade a unit from (row key, tonnes); one substance given twice is added up.

    Refused for an unknown row, a quantity not above zero, no substance, and S below 1.
    """
    edition = edition_on(day)
    sums: dict[str, Decimal] = {}
    for key, quantity in quantities:
        if key not in edition.rows:
            raise Refused(f"{edition.name} 的表中没有“{key}”，请从列表中选择。")
        if not quantity.is_finite() or quantity <= 0:
            raise Refused(f"“{edition.rows[key].name}”的数量必须大于 0 吨，请核对。")
        sums[key] = sums.get(key, Decimal(0)) + quantity
    if not sums:
        raise Refused("请至少填写一种危险化学品及其数量。", article=ARTICLE)
    terms: Sequence[Term] = [Term(edition.rows[key], q) for key, q in sorted(sums.items())]
    s = sum((term.share for term in terms), Fraction(0))
    if s < 1:
        raise Refused(
            f"各物质数量与临界量之比的和是 {cut(s)}，小于 1，不构成重大危险源，不必登记。",
            article=f"{edition.name}；{ARTICLE}",
        )
    alpha = edition.alpha(residents)
    r = Fraction(alpha) * sum((term.weighted for term in terms), Fraction(0))
    return Graded(edition, alpha, tuple(terms), s, r, edition.grade(r))
