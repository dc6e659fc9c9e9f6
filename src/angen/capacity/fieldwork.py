"""Days on site that follow from recorded work: higher apps tell them, nobody enters them again.

Without a source only the days entered by hand are known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Worked:
    """A person was on site on a day; ``place`` says where. One visit, one entry."""

    officer: int
    on: dt.date
    place: str


# (from, to, officers) -> the days of these people, both ends included.
Source = Callable[[dt.date, dt.date, Collection[int]], Iterable[Worked]]
_sources: dict[str, Source] = {}


def days_from(name: str, source: Source) -> None:
    """Register where days on site come from; the same name again replaces it."""
    _sources[name] = source


def forget(name: str) -> None:
    """Forget a source (tests register their own)."""
    _sources.pop(name, None)


def worked(since: dt.date, until: dt.date, officers: Collection[int]) -> list[Worked]:
    """What the recorded work of these people tells, the earliest first."""
    found = [one for source in _sources.values() for one in source(since, until, officers)]
    return sorted(found, key=lambda one: (one.on, one.officer, one.place))
