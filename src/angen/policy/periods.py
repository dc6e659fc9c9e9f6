"""The times of ratings: months, quarters, half-years and years, with keys people write.

``2021-07``, ``2021Q3``, ``2021H2`` and ``2021``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from angen.policy.schema import Cycle

MONTHS: Final[Mapping[Cycle, int]] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
KEY: Final = re.compile(r"(\d{4})(?:-(\d{2})|Q([1-4])|H([12]))?")
NUMBERS: Final = "一二三四"


@dataclass(frozen=True, order=True)
class Span:
    """A time of a rating, both days included. ``nth`` counts from 1 within the year."""

    start: date
    end: date
    cycle: Cycle

    @property
    def nth(self) -> int:
        """Its number among those of the year."""
        return (self.start.month - 1) // MONTHS[self.cycle] + 1

    @property
    def key(self) -> str:
        """As people write it: 2021-07, 2021Q3, 2021H2, 2021."""
        year = f"{self.start.year:04d}"
        match self.cycle:
            case "month":
                return f"{year}-{self.nth:02d}"
            case "quarter":
                return f"{year}Q{self.nth}"
            case "half_year":
                return f"{year}H{self.nth}"
        return year

    @property
    def label(self) -> str:
        """In Chinese: 2021年第三季度."""
        year = f"{self.start.year}年"
        match self.cycle:
            case "month":
                return f"{year}{self.nth}月"
            case "quarter":
                return f"{year}第{NUMBERS[self.nth - 1]}季度"
            case "half_year":
                return f"{year}{'上' if self.nth == 1 else '下'}半年"
        return f"{year}度"

    def before(self, steps: int = 1) -> Span:
        """The time ``steps`` earlier."""
        found = self
        for _ in range(steps):
            found = span_of(found.cycle, found.start - timedelta(1))
        return found

    def inside(self, cycle: Cycle) -> list[Span]:
        """The shorter times that make it up, in order."""
        found = [span_of(cycle, self.end)]
        while found[0].start > self.start:
            found.insert(0, found[0].before())
        return found


def span_of(cycle: Cycle, day: date) -> Span:
    """The time of a kind that holds a day."""
    months = MONTHS[cycle]
    first = (day.month - 1) // months * months + 1
    after = first + months
    end = date(day.year + (after > 12), after - 12 if after > 12 else after, 1) - timedelta(1)
    return Span(date(day.year, first, 1), end, cycle)


def span_named(key: str) -> Span | None:
    """The time that a key names; None for what is no key."""
    found = KEY.fullmatch(key.strip().upper())
    if found is None:
        return None
    year, month, quarter, half = (int(each) if each else 0 for each in found.groups())
    if not 1 <= year <= 9998 or month > 12 or (found[2] and not month):
        return None
    if month:
        return span_of("month", date(year, month, 1))
    if quarter:
        return span_of("quarter", date(year, quarter * 3, 1))
    if half:
        return span_of("half_year", date(year, half * 6, 1))
    return span_of("year", date(year, 1, 1))
