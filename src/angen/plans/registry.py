"""What higher apps tell the plans: visits made, plans fulfilled, results of rounds, addresses.

Without a source of visits nothing counts as done.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Visit:
    """A visit that took place: to whom, when, by which officers (primary keys).

    ``counts``: it is one of the visits a plan promises. A recheck or the check of a report is not,
    yet its officers were there last. ``plan_item``, ``campaign`` and ``drawn`` are what it was made
    for (primary keys), as far as the inspectors said so.
    """

    enterprise: UUID
    on: dt.date
    officers: tuple[int, ...]
    counts: bool = True
    plan_item: UUID | None = None
    campaign: UUID | None = None
    drawn: int | None = None

    @property
    def linked(self) -> bool:
        """Whether it was made for something said."""
        return (self.plan_item, self.campaign, self.drawn) != (None, None, None)


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


# Year, and enterprises or None for all -> how many visits that a cap limits were made in it or are
# arranged for it, of whatever body; whoever is left out has none.
Arranged = Callable[[int, Sequence[UUID] | None], Mapping[UUID, int]]
_arranged: dict[str, Arranged] = {}


def arranged_from(name: str, source: Arranged) -> None:
    """Register who knows the visits of a year, those to come included; the same name replaces it."""
    _arranged[name] = source


def arranged(year: int, among: Sequence[UUID] | None = None) -> Counter[UUID]:
    """Visits of a year that a cap limits, made or to come, of each enterprise that has any."""
    found: Counter[UUID] = Counter()
    for source in _arranged.values():
        found.update(source(year, among))
    return found


@dataclass(frozen=True)
class Outcome:
    """What one pair of a cross-inspection round brought; None is unknown, never zero."""

    enterprises: int | None = None
    problems: int | None = None
    penalties: int | None = None
    closures: int | None = None
    transfers: int | None = None


# Primary keys of pairs -> what is known of each; a pair that is left out is unknown.
Outcomes = Callable[[Sequence[int]], Mapping[int, Outcome]]
_outcomes: dict[str, Outcomes] = {}


def outcomes_from(name: str, source: Outcomes) -> None:
    """Register where the results of cross inspection come from; the same name replaces it."""
    _outcomes[name] = source


def forget_outcomes(name: str) -> None:
    """Forget a source of results (tests register their own)."""
    _outcomes.pop(name, None)


def outcomes(pairs: Sequence[int]) -> dict[int, Outcome]:
    """What is known of each pair; where two sources speak of a pair the later one counts."""
    found = dict.fromkeys(pairs, Outcome())
    for source in _outcomes.values():
        found |= {pair: one for pair, one in source(pairs).items() if pair in found}
    return found


# Code of an area, year -> the planned visits that were made (primary keys of items, of whatever
# version of a plan was in force).
Fulfilled = Callable[[str, int], Set[UUID]]
_fulfilled: dict[str, Fulfilled] = {}


def fulfilled_from(name: str, source: Fulfilled) -> None:
    """Register who counts what was done of plans; the same name again replaces it."""
    _fulfilled[name] = source


def fulfilled(area: str, year: int) -> Set[UUID] | None:
    """The planned visits of an area's bodies that were made; None where nobody counts them."""
    if not _fulfilled:
        return None
    return frozenset().union(*(source(area, year) for source in _fulfilled.values()))


# Where everybody may read of a draw: the public site says, which this app does not know.
_public: dict[str, Callable[[UUID], str]] = {}


def open_at(what: str, address: Callable[[UUID], str]) -> None:
    """Register the public address of "draw" records."""
    _public[what] = address


def public_address(what: str, pk: UUID) -> str:
    """The public address of a record; empty where there is no public site."""
    return _public[what](pk) if what in _public else ""
