"""What higher apps tell the plans: which visits were made. Without one nothing counts as done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Visit:
    """A visit that took place: to whom, when, by which officers and body (primary keys).

    ``counts``: it is one of the visits a plan promises and a cap limits. A recheck or the check of
    a report is not, yet its officers were there last. ``agency`` None: a visit of whatever body.
    """

    enterprise: UUID
    on: dt.date
    officers: tuple[int, ...]
    counts: bool = True
    agency: int | None = None


# (from, to, enterprises or None for all) -> the visits of these days, both included.
Source = Callable[[dt.date, dt.date, Sequence[UUID] | None], Iterable[Visit]]
_sources: dict[str, Source] = {}


def visits_from(name: str, source: Source) -> None:
    """Register where visits come from; the same name again replaces it."""
    _sources[name] = source


def forget(name: str) -> None:
    """Forget a source (tests register their own)."""
    _sources.pop(name, None)


def connected() -> bool:
    """Whether anybody records visits: if not, "done" is unknown, not zero."""
    return bool(_sources)


def visits(since: dt.date, until: dt.date, among: Sequence[UUID] | None = None) -> list[Visit]:
    """Every visit of these days, the earliest first."""
    found = [visit for source in _sources.values() for visit in source(since, until, among)]
    return sorted(found, key=lambda visit: (visit.on, visit.enterprise))
