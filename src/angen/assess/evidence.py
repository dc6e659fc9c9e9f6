"""The very records behind a fact: those that counted and those that did not.

They come from the relations the fact was counted from, so value and evidence cannot disagree. A
viewer is shown a record's text and link only where its ledger lets this viewer see it; the record
itself is always listed, or the numbers would not add up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple, overload

from django.apps import apps
from django.db.models import Model

from angen.assess.compiled import Compiled, Dialect, Query, compiled
from angen.assess.facts import asked
from angen.assess.sources import LIVE, Recorded, Source
from angen.desk.ledger import Ledger, ledgers
from angen.kernel.access import Actor

HIDDEN = "（无权查看）"


class Record(NamedTuple):
    """A record by type ("orgs.certificate") and primary key as text."""

    type: str
    id: str

    def __str__(self) -> str:
        return f"{self.type}:{self.id}"


class Records(Sequence[Record]):
    """Records in order: by type, numbers by their size, other keys as text.

    Keys are held, and a record is made when it is looked at: a page shows some tens of the hundred
    thousand behind the figures of a prefecture.
    """

    def __init__(self, keys: Mapping[str, Collection[str]] | None = None) -> None:
        kinds = sorted(keys or ())
        self._parts = [(kind, _ordered((keys or {})[kind])) for kind in kinds]

    def __len__(self) -> int:
        return sum(len(keys) for _, keys in self._parts)

    def __iter__(self) -> Iterator[Record]:
        return (Record(kind, key) for kind, keys in self._parts for key in keys)

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Record]: ...
    def __getitem__(self, place: int | slice) -> Record | Sequence[Record]:
        if isinstance(place, slice) and min(place.start or 0, place.stop or 0) >= 0:
            return tuple(islice(self, place.start, place.stop, place.step))
        return tuple(self)[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


def _ordered(keys: Collection[str]) -> list[str]:
    if any(map(str.isdigit, keys)):
        return sorted(keys, key=lambda key: (int(key) if key.isdigit() else 0, key))
    return sorted(keys)


@dataclass(frozen=True)
class Evidence:
    """What counted for a fact and what was there but did not."""

    counted: Sequence[Record] = ()
    not_counted: Sequence[Record] = ()


@dataclass(frozen=True)
class Shown:
    """A record for a page; without right to see it, ``text`` says so and ``url`` is empty."""

    record: Record
    kind: str
    text: str
    url: str


Found = Mapping[tuple[str, str], Evidence]


def evidence(
    units: Sequence[str],
    on: dt.date,
    names: Collection[str],
    since: dt.date | None = None,
    source: Source = LIVE,
) -> Found:
    """Evidence by unit (area code) and indicator name; one query. ``since`` as for facts."""
    known = _known(names, source.dialect)
    queries = list(relations(names, source.dialect))
    questions = [asked(query, on, since) for query in queries]
    found = _Books(source.records(units, questions) if queries and units else ())
    place = {query: number for number, query in enumerate(queries)}
    return {
        (unit, each.name): _evidence(each, unit, place, found) for each in known for unit in units
    }


def counted(
    units: Sequence[str], on: dt.date, names: Collection[str], source: Source = LIVE
) -> set[Record]:
    """The records that counted for any of the indicators in any of the units; one query."""
    questions = [asked(query, on) for query in parts(names, source.dialect)]
    rows = source.records(units, questions) if questions and units else ()
    return {Record(kind, key) for _, _, kind, keys in rows for key in keys}


def relations(names: Iterable[str], dialect: Dialect = "postgres") -> dict[Query, None]:
    """What the evidence of indicators is read from, each once and in order."""
    found = (query for each in _known(names, dialect) for query in _relations(each))
    return dict.fromkeys(query for query in found if query is not None)


def parts(names: Iterable[str], dialect: Dialect = "postgres") -> dict[Query, None]:
    """What counted for indicators, each relation once and in order."""
    return dict.fromkeys(each.part for each in _known(names, dialect))


def _known(names: Iterable[str], dialect: Dialect) -> list[Compiled]:
    return [each for name in sorted(set(names)) if (each := compiled(name, dialect)) is not None]


def _relations(each: Compiled) -> tuple[Query, Query | None]:
    """What counted, and all there was: a ratio's whole, or the rows of the ledger."""
    return each.part, each.whole or each.recorded


class _Books:
    """What each question found of each unit: keys by type of record."""

    def __init__(self, rows: Iterable[Recorded]) -> None:
        self._keys: dict[tuple[int, str], dict[str, set[str]]] = {}
        self._ordered: dict[tuple[int, str], Records] = {}
        for number, unit, kind, keys in rows:
            self._keys.setdefault((number, unit), {}).setdefault(kind, set()).update(keys)

    def all(self, number: int, unit: str) -> Records:
        """The records of a unit; made once for all the numbers that ask the same."""
        if (number, unit) not in self._ordered:
            self._ordered[(number, unit)] = Records(self._keys.get((number, unit), {}))
        return self._ordered[(number, unit)]

    def rest(self, number: int, unit: str, part: int) -> Records:
        """Those records of a unit that the question ``part`` did not find."""
        there, taken = (self._keys.get((each, unit), {}) for each in (number, part))
        return Records({kind: keys - taken.get(kind, set()) for kind, keys in there.items()})


def _evidence(each: Compiled, unit: str, place: Mapping[Query, int], found: _Books) -> Evidence:
    part, whole = _relations(each)
    if whole is None or whole == part:
        return Evidence(found.all(place[part], unit))
    return Evidence(found.all(place[part], unit), found.rest(place[whole], unit, part=place[part]))


def shown(records: Iterable[Record], viewer: Actor) -> dict[Record, Shown]:
    """Each record as ``viewer`` may see it; one query for each type of record."""
    by_type: dict[str, list[Record]] = {}
    for record in records:
        by_type.setdefault(record.type, []).append(record)
    found: dict[Record, Shown] = {}
    for kind, members in by_type.items():
        found |= _shown_of(kind, members, viewer)
    return found


def _shown_of(kind: str, members: Sequence[Record], viewer: Actor) -> dict[Record, Shown]:
    model = model_named(kind)
    label = str(model._meta.verbose_name) if model is not None else kind
    book = book_of(model) if model is not None else None
    seen: dict[str, Any] = {}
    if book is not None and book.seen_by(viewer):
        rows = book.rows(viewer).filter(pk__in=[record.id for record in members])
        seen = {str(row.pk): row for row in rows}
    return {
        record: (
            Shown(record, label, book.name_of(row), book.url("record", row))
            if book is not None and (row := seen.get(record.id)) is not None
            else Shown(record, label, HIDDEN, "")
        )
        for record in members
    }


def model_named(kind: str) -> type[Model] | None:
    """The model of a record type; None where there is none."""
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def book_of(model: type[Model]) -> Ledger | None:
    """The ledger in which records of ``model`` are kept."""
    return next((book for book in ledgers() if book.model is model), None)
