"""The very records behind a fact: those that counted and those that did not.

They come from the relations the fact was counted from, so value and evidence cannot disagree. A
viewer is shown a record's text and link only where its ledger lets this viewer see it; the record
itself is always listed, or the numbers would not add up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Model

from angen.assess.compiled import Compiled, Query, compiled
from angen.assess.facts import asked
from angen.assess.sources import LIVE, Asked, Source
from angen.desk.ledger import Ledger, ledgers
from angen.kernel.access import Actor

HIDDEN = "（无权查看）"


class Record(NamedTuple):
    """A record by type ("orgs.certificate") and primary key as text."""

    type: str
    id: str

    def __str__(self) -> str:
        return f"{self.type}:{self.id}"


@dataclass(frozen=True)
class Evidence:
    """What counted for a fact and what was there but did not."""

    counted: tuple[Record, ...] = ()
    not_counted: tuple[Record, ...] = ()


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
    known = [
        each for name in sorted(set(names)) if (each := compiled(name, source.dialect)) is not None
    ]
    queries = list(dict.fromkeys(q for each in known for q in _relations(each) if q is not None))
    found = _rows(units, [asked(query, on, since) for query in queries], source)
    place = {query: number for number, query in enumerate(queries)}
    return {
        (unit, each.name): _evidence(each, unit, place, found) for each in known for unit in units
    }


def _relations(each: Compiled) -> tuple[Query, Query | None]:
    """What counted, and all there was: a ratio's whole, or the rows of the ledger."""
    return each.part, each.whole or each.recorded


_Rows = dict[tuple[int, str], set[Record]]


def _rows(units: Sequence[str], questions: Sequence[Asked], source: Source) -> _Rows:
    if not questions or not units:
        return {}
    found: _Rows = {}
    for number, unit, kind, key in source.records(units, questions):
        found.setdefault((number, unit), set()).add(Record(kind, key))
    return found


def _evidence(each: Compiled, unit: str, place: Mapping[Query, int], found: _Rows) -> Evidence:
    part, whole = _relations(each)
    counted = found.get((place[part], unit), set())
    there = found.get((place[whole], unit), set()) if whole is not None else set()
    return Evidence(tuple(sorted(counted, key=_order)), tuple(sorted(there - counted, key=_order)))


def _order(record: Record) -> tuple[str, int, str]:
    return record.type, int(record.id) if record.id.isdigit() else 0, record.id


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
