"""Paging by position, not by number: page 10,000 costs what page 1 costs.

Rows are ordered by (value, primary key), empty values last; the descending order is the exact
reverse, so one index serves both. A cursor is the (value, primary key) of an outermost row.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Model, Q, QuerySet

POSITION = "keyset_value"


class BadCursor(ValueError):
    """A cursor nobody gave out."""


@dataclass(frozen=True)
class Slice:
    """Some rows, and the cursors to what lies before and after (empty where nothing does)."""

    rows: list[Any]
    before: str
    after: str


def ordered(queryset: QuerySet[Any], order: str, *, backwards: bool = False) -> QuerySet[Any]:
    """The rows by ``order`` and primary key; ``backwards`` reverses both."""
    descending = order.startswith("-") != backwards
    value = F(POSITION)
    placed: QuerySet[Any] = queryset.annotate(**{POSITION: F(order.lstrip("-"))})
    if descending:
        placed = placed.order_by(value.desc(nulls_first=True), "-pk")
    else:
        placed = placed.order_by(value.asc(nulls_last=True), "pk")
    return placed


def may_be_empty(model: type[Model], order: str) -> bool:
    """Whether the ordering column can be null; computed and joined ones are taken to be."""
    try:
        field = model._meta.get_field(order.lstrip("-"))
    except FieldDoesNotExist:
        return True
    return bool(getattr(field, "null", True))


def beyond(value: Any, pk: Any, *, descending: bool, empties: bool = True) -> Q:
    """The rows that come after (value, pk).

    Without ``empties`` no row can be empty there: asking for them would keep the index from being
    entered at the position, and a deep page would cost its depth.
    """
    step, edge = ("lt", "lte") if descending else ("gt", "gte")
    further = Q(**{f"pk__{step}": pk})
    empty = Q(**{f"{POSITION}__isnull": True})
    if value is None:
        return ~empty | (empty & further) if descending else empty & further
    same = Q(**{f"{POSITION}__{edge}": value}) & (Q(**{f"{POSITION}__{step}": value}) | further)
    return same if descending or not empties else same | empty


def cursor(record: Any) -> str:
    """The cursor of a row."""
    value = getattr(record, POSITION)
    text = None if value is None else value if isinstance(value, int | str) else str(value)
    packed = json.dumps([text, str(record.pk)], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def position(queryset: QuerySet[Any], text: str) -> tuple[Any, Any]:
    """The (value, pk) of a cursor, typed; raises ``BadCursor``."""
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        value, pk = json.loads(packed)
        field: Field[Any, Any] = queryset.query.annotations[POSITION].output_field
        model: type[Model] = queryset.model
        typed = None if value is None else field.to_python(value)
        return typed, model._meta.pk.to_python(pk)
    except (ValueError, TypeError, binascii.Error, UnicodeDecodeError, ValidationError) as error:
        raise BadCursor(text) from error


def page(
    queryset: QuerySet[Any], order: str, *, size: int, after: str = "", before: str = ""
) -> Slice:
    """``size`` rows after one cursor or before another; from the start without either."""
    backwards = bool(before) and not after
    found = ordered(queryset, order, backwards=backwards)
    given = before if backwards else after
    if given:
        value, pk = position(found, given)
        found = found.filter(
            beyond(
                value,
                pk,
                descending=order.startswith("-") != backwards,
                empties=may_be_empty(queryset.model, order),
            )
        )
    # The rows are found by key alone: what columns show is fetched for one page, not sorted for all.
    keys = found.values("pk")[: size + 1]
    rows = list(ordered(queryset, order, backwards=backwards).filter(pk__in=keys))
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return Slice([], "", "")
    has_before = more if backwards else bool(given)
    has_after = bool(given) if backwards else more
    return Slice(
        rows,
        cursor(rows[0]) if has_before else "",
        cursor(rows[-1]) if has_after else "",
    )
