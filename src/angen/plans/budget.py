"""The arithmetic of an annual plan (安监总政法〔2017〕150号): days there are, days it takes. Pure.

All days are person-days: 总法定工作日 = 法定工作日 × 人数; 监督检查 = 总 − 其他执法 − 非执法;
监督检查 = 重点检查 + 一般检查.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from angen.plans.states import NOT_ENFORCEMENT

ZERO = Decimal(0)


@dataclass(frozen=True)
class Capacity:
    """What there is. ``other`` other enforcement, ``none`` days without enforcement."""

    officers: int
    total: Decimal
    other: Decimal
    none: Decimal

    @property
    def supervision(self) -> Decimal:
        """Days left for inspections; below zero where more is deducted than there is."""
        return self.total - self.other - self.none

    @property
    def each(self) -> Decimal:
        """What one officer brings on average."""
        return self.supervision / self.officers if self.officers else ZERO


@dataclass(frozen=True)
class Demand:
    """What the plan takes: visits by kind, and what one of each costs."""

    key: int
    general: int
    key_cost: Decimal
    general_cost: Decimal

    @property
    def key_days(self) -> Decimal:
        """Days of key inspections."""
        return self.key * self.key_cost

    @property
    def general_days(self) -> Decimal:
        """Days of general inspections, drawn ones included."""
        return self.general * self.general_cost

    @property
    def days(self) -> Decimal:
        """All of it."""
        return self.key_days + self.general_days

    @property
    def key_share(self) -> Decimal | None:
        """Key days over all days; None for a plan without visits."""
        return self.key_days / self.days if self.days else None


@dataclass(frozen=True)
class Judgement:
    """How a plan stands: what is missing, and each single measure that would meet it."""

    short: Decimal
    share: Decimal | None
    least: Decimal | None
    remedies: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether there are days enough."""
        return self.short <= 0

    @property
    def keyed(self) -> bool | None:
        """Whether the key share is met; None where either is unknown."""
        if self.share is None or self.least is None:
            return None
        return self.share >= self.least


def capacity(budgets: Iterable[tuple[int, Mapping[str, Decimal]]]) -> Capacity:
    """From every officer's working days and the days of each kind."""
    officers, total, other, none = 0, ZERO, ZERO, ZERO
    for working, days in budgets:
        officers += 1
        total += working
        for kind, amount in days.items():
            if kind in NOT_ENFORCEMENT:
                none += amount
            else:
                other += amount
    return Capacity(officers, total, other, none)


def judge(there: Capacity, wanted: Demand, least: Decimal | None) -> Judgement:
    """Hold the plan against the days there are and the least share of key inspections."""
    short = wanted.days - there.supervision
    return Judgement(short, wanted.key_share, least, tuple(_remedies(there, wanted, short)))


def _remedies(there: Capacity, wanted: Demand, short: Decimal) -> Iterable[str]:
    if short <= 0:
        return
    if there.each > 0:
        yield f"增加执法人员 {math.ceil(short / there.each)} 名"
    fewer = int((short / wanted.general_cost).to_integral_value(ROUND_CEILING))
    if fewer <= wanted.general:
        yield f"减少一般检查 {fewer} 家次"
    else:
        rest = short - wanted.general_days
        more = int((rest / wanted.key_cost).to_integral_value(ROUND_CEILING))
        yield f"一般检查全部改由上级或其他部门承担，并减少重点检查 {more} 家次"
    deducted = there.other + there.none
    if short <= deducted:
        yield f"压减其他执法和非执法工作 {short:f} 人日"


def spread(count: int, months: Iterable[int] = range(1, 13)) -> list[int]:
    """``count`` visits over the months as evenly as can be, the earlier months first."""
    several = list(months)
    return [several[n * len(several) // count] for n in range(count)] if count else []


def averages(years: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """The mean days of each kind over the years given, to half a day; a kind nobody filled is 0."""
    known = list(years)
    kinds = sorted({kind for one in known for kind in one})
    half = Decimal("0.5")
    return {
        kind: (
            sum((y.get(kind, ZERO) for y in known), ZERO) / len(known) / half
        ).to_integral_value()
        * half
        for kind in kinds
    }
