"""Paging by position, not by number: page 10,000 costs what page 1 costs.

Rows are ordered by (value, primary key), empty values last; the descending order is the exact
reverse, so one index serves both. A cursor is the (value, primary key) of an outermost row.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection
from django.db.models import F, Field, Func, Model, Q, QuerySet
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.lookups import Exact, In

POSITION = "keyset_value"


class BadCursor(ValueError):
    """A cursor nobody gave out."""


@dataclass(frozen=True)
class Slice:
    """Some rows, and the cursors to what lies before and after (empty where nothing does)."""

    rows: list[Any]
    before: str
    after: str


@dataclass(frozen=True)
class Part:
    """Rows of a list that are found fast by themselves.

    With ``by`` and ``keys`` they are the rows whose ``by`` is one of the keys. Where an index on
    (``by``, order, primary key) holds those of each key in the order of the list, they are to be
    ``merged``: the first of them all are among the first of every key, however many rows there are.
    """

    rows: QuerySet[Any]
    by: Combinable | None = None
    keys: tuple[str, ...] = ()
    merged: bool = False
    small: bool = False  # some ten thousand rows at most: reading them all takes no time
    sorts: bool = False  # rows are found first and sorted then, whatever the database would guess

    @property
    def whole(self) -> QuerySet[Any]:
        """All its rows."""
        return self.rows if self.by is None else self.rows.filter(In(self.by, self.keys))

    def filter(self, *conditions: Q) -> Part:
        """The same part with fewer rows."""
        return replace(self, rows=self.rows.filter(*conditions))

    def first(self, order: str, size: int, after: Q, *, backwards: bool) -> list[Any]:
        """The primary keys of its first ``size`` rows beyond ``after``."""
        if self.by is None or not self.merged or len(self.keys) == 1:
            found = ordered(self.whole, order, backwards=backwards, sorts=self.sorts)
            return list(found.filter(after).values_list("pk", flat=True)[:size])
        # One statement for all keys, planned once: a union of them would be planned key by key.
        of_key = self.rows.filter(Exact(self.by, RawSQL("part.key", ())))
        found = ordered(of_key, order, backwards=backwards).filter(after)
        sql, params = found.values_list("pk", POSITION)[:size].query.sql_with_params()
        last = "value desc nulls first, pk desc" if descends(order, backwards) else "value, pk"
        with connection.cursor() as cursor:
            cursor.execute(
                "select found.pk from unnest(%s::text[]) as part (key)"  # noqa: S608
                f" cross join lateral ({sql}) as found (pk, value) order by {last} limit %s",
                [list(self.keys), *params, size],
            )
            return [row[0] for row in cursor.fetchall()]


def descends(order: str, backwards: bool) -> bool:
    """Whether rows stand from the greatest value down."""
    return order.startswith("-") != backwards


class Itself(Func):
    """A value as no index knows it."""

    function = "greatest"
    arity = 1


def ordered(
    queryset: QuerySet[Any], order: str, *, backwards: bool = False, sorts: bool = False
) -> QuerySet[Any]:
    """The rows by ``order`` and primary key; ``backwards`` reverses both.

    With ``sorts`` no index may serve the order.
    """
    value = F(POSITION)
    by = F(order.lstrip("-"))
    placed: QuerySet[Any] = queryset.annotate(**{POSITION: Itself(by) if sorts else by})
    if descends(order, backwards):
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
    queryset: QuerySet[Any],
    order: str,
    *,
    size: int,
    after: str = "",
    before: str = "",
    parts: Sequence[Part] = (),
) -> Slice:
    """``size`` rows after one cursor or before another; from the start without either.

    ``parts`` together hold at least the rows of ``queryset``, which alone decides what is shown.
    """
    backwards = bool(before) and not after
    found = ordered(queryset, order, backwards=backwards)
    given, further = before if backwards else after, Q()
    if given:
        value, pk = position(found, given)
        further = beyond(
            value,
            pk,
            descending=descends(order, backwards),
            empties=may_be_empty(queryset.model, order),
        )
    # The rows are found by key alone: what columns show is fetched for one page, not sorted for all.
    keys: Any = found.filter(further).values("pk")[: size + 1]
    if parts:
        # As constants, lest the database joins the page with all that the rule allows.
        firsts = [part.first(order, size + 1, further, backwards=backwards) for part in parts]
        keys = {key for first in firsts for key in first}
    rows = list(found.filter(pk__in=keys)[: size + 1])
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
