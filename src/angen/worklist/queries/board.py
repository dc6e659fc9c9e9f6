"""The deadlines of an office, or of all offices of an area, side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, F, Q, QuerySet, Value

from angen.desk.columns import Cell
from angen.kernel.access import rows
from angen.kernel.calendar import SHANGHAI
from angen.orgs.models import Agency
from angen.rulebook.queries import nationwide
from angen.worklist import kinds, timing
from angen.worklist.models import IS_WAITING, Deadline, DeadlineQuerySet
from angen.worklist.states import DeadlineState

SEE = "worklist.see_board"
SHOWN = 12  # cards of a column
SOON, DONE = "board_soon_days", "board_done_days"
LOADS = 40  # rows of the table of people or offices
MOST_ROWS = 100_000  # rows of an export

_FIELDS = (
    *("pk", "title", "kind", "due_on", "due_at", "state", "late", "closed_at"),
    *("agency__name", "officer__name", "account__name"),
)


@dataclass(frozen=True)
class Card:
    """One deadline on the board."""

    pk: str
    title: str
    kind: str
    said: str
    left: str
    agency: str
    person: str


@dataclass(frozen=True)
class Column:
    """A column of the board."""

    key: str
    label: str
    count: int
    cards: Sequence[Card]


@dataclass(frozen=True)
class Load:
    """What lies with one person or one office; ``key`` narrows the board to it."""

    key: str
    label: str
    overdue: int
    soon: int
    waiting: int
    done: int


def seen(actor: Any) -> DeadlineQuerySet:
    """The deadlines whose board the actor sees."""
    return cast(DeadlineQuerySet, rows(actor, SEE))


@dataclass(frozen=True)
class Span:
    """How many days from now a deadline is near, and how many days ago one was lately met.

    The board may show many places together, so these are the numbers of the whole country. Where
    no pack sets them only today is near, and only what was met this very moment is late news.
    """

    soon: int
    done: int

    @classmethod
    def on(cls, day: dt.date) -> Span:
        """As the packs say on a day."""
        return cls(int(nationwide(SOON, day) or 0), int(nationwide(DONE, day) or 0))


def conditions(now: dt.datetime, span: Span) -> dict[str, tuple[str, Q]]:
    """Columns by key: label and condition."""
    is_open = Q(state=DeadlineState.OPEN)
    near = timing.end_of(now.astimezone(SHANGHAI).date() + dt.timedelta(span.soon))
    since = now - dt.timedelta(span.done)
    later = (is_open & Q(ends_at__gt=near)) | Q(state=DeadlineState.PAUSED)
    return {
        "overdue": ("已超期", is_open & Q(ends_at__lt=now)),
        "soon": (
            f"{span.soon}天内到期" if span.soon else "今天到期",
            is_open & Q(ends_at__gte=now, ends_at__lte=near),
        ),
        "later": ("以后", later),
        "done": (f"近{span.done}天办结", Q(state=DeadlineState.MET, closed_at__gte=since)),
    }


def columns(
    found: QuerySet[Deadline], now: dt.datetime, span: Span, loads: Sequence[Load]
) -> list[Column]:
    """The four columns with their first cards; one query. How many there are is known from ``loads``."""
    asked = conditions(now, span)
    overdue, soon = (sum(load.overdue for load in loads), sum(load.soon for load in loads))
    counts = {
        "overdue": overdue,
        "soon": soon,
        "later": sum(load.waiting for load in loads) - overdue - soon,
        "done": sum(load.done for load in loads),
    }
    parts = [
        found.filter(condition)
        .annotate(column=Value(key))
        .order_by("-closed_at" if key == "done" else "ends_at", "pk")
        .values("column", *_FIELDS)[:SHOWN]
        for key, (_, condition) in asked.items()
        if counts[key]
    ]
    cards: dict[str, list[Card]] = {key: [] for key in asked}
    for row in parts[0].union(*parts[1:], all=True) if parts else ():
        cards[row["column"]].append(_card(row, now))
    return [Column(key, label, counts[key], cards[key]) for key, (label, _) in asked.items()]


def _card(row: dict[str, Any], now: dt.datetime) -> Card:
    if row["state"] == DeadlineState.MET:
        left = "超期办结" if row["late"] else "按期办结"
    elif row["state"] == DeadlineState.PAUSED:
        left = "中止计算"
    else:
        left = timing.left(row["due_on"], row["due_at"], now)
    return Card(
        pk=str(row["pk"]),
        title=row["title"],
        kind=kinds.label(row["kind"]),
        said=timing.said(row["due_on"], row["due_at"]),
        left=left,
        agency=row["agency__name"],
        person=row["officer__name"] or row["account__name"] or "",
    )


def loads(found: DeadlineQuerySet, now: dt.datetime, span: Span, *, by_person: bool) -> list[Load]:
    """Who has how much on the table: people of one office, or offices; two queries.

    The most burdened first. Pages show the first ``LOADS``, only these offices are named.
    """
    asked = conditions(now, span)
    names = ("officer", "account", "officer__name", "account__name")
    grouped = (
        found.filter(IS_WAITING | asked["done"][1])
        .values(*(names if by_person else ("agency",)))
        .annotate(
            overdue=Count("pk", filter=asked["overdue"][1]),
            soon=Count("pk", filter=asked["soon"][1]),
            waiting=Count("pk", filter=IS_WAITING),
            done=Count("pk", filter=asked["done"][1]),
        )
        .order_by()
    )
    lines = sorted(grouped, key=lambda row: (-row["overdue"], -row["soon"], -row["waiting"]))
    if not by_person:
        shown = [row["agency"] for row in lines[:LOADS]]
        named = dict(Agency.objects.filter(pk__in=shown).values_list("pk", "name"))
        lines = [{**row, "agency__name": named.get(row["agency"], "")} for row in lines]
    return [_load(row, by_person) for row in lines]


def _load(row: dict[str, Any], by_person: bool) -> Load:
    numbers = (row["overdue"], row["soon"], row["waiting"], row["done"])
    if not by_person:
        return Load(str(row["agency"]), row["agency__name"], *numbers)
    if row["officer"] is not None:
        return Load(f"o{row['officer']}", row["officer__name"], *numbers)
    if row["account"] is not None:
        return Load(f"a{row['account']}", row["account__name"], *numbers)
    return Load("none", "未指定到人", *numbers)


def of_person(key: str) -> Q:
    """The condition of a person as ``loads`` names it; nobody for what names nobody."""
    if key == "none":
        return Q(officer=None, account=None)
    number = key[1:]
    if not number.isdecimal() or len(number) > 18 or key[0] not in "oa":
        return Q(pk__in=())
    return Q(officer=int(number)) if key[0] == "o" else Q(account=int(number))


HEADS = (
    *(("内容", 44), ("事项", 20), ("机构", 28), ("承办人", 12), ("期限", 18)),
    *(("状态", 10), ("剩余", 14), ("上报级数", 10), ("办结时间", 18), ("依据", 30)),
)


def lines(found: QuerySet[Deadline], now: dt.datetime, span: Span) -> Iterator[list[Cell]]:
    """The rows of the export: what waits, then what was lately done."""
    asked = conditions(now, span)
    wanted = Q()
    for _, condition in asked.values():
        wanted |= condition
    ordered = found.filter(wanted).order_by(F("closed_at").desc(nulls_first=True), "ends_at", "pk")
    fields = (*_FIELDS, "escalated", "article")
    for row in ordered.values(*fields)[:MOST_ROWS].iterator(chunk_size=2000):
        card = _card(row, now)
        closed = row["closed_at"]
        yield [
            *(card.title, card.kind, card.agency, card.person, card.said),
            str(DeadlineState(row["state"]).label),
            *(card.left, row["escalated"] or None),
            timing.said(closed.date(), closed) if closed else None,
            row["article"],
        ]
