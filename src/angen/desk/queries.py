"""What the pages of ledgers show: one page of a list, one record, what an export holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

from angen.desk import keyset
from angen.desk.columns import Column, Ref
from angen.desk.filters import Asked, Control
from angen.desk.ledger import Ledger, Related, ledgers
from angen.desk.ledger import ledger as ledger_named
from angen.desk.models import StoredFile
from angen.desk.wanted import asked_of, found, wanted
from angen.kernel.access import Actor

Linked = dict[str, Ledger]  # column name: the ledger its reference leads to

SIZE = 50
FIRST_CONTROLS = 2
POSITION = ("after", "before")


@dataclass(frozen=True)
class Heading:
    """A column head; ``url`` sorts by it, ``direction`` is ascending, descending or empty."""

    label: str
    url: str
    direction: str
    numeric: bool


@dataclass(frozen=True)
class Shown:
    """A cell as people read it."""

    text: str
    link: str
    label: str
    numeric: bool
    alert: bool = False


@dataclass(frozen=True)
class Row:
    """A record of the list."""

    record: Any
    url: str
    cells: list[Shown]


@dataclass(frozen=True)
class Page:
    """Everything the list shows. ``query`` is the URL's question without the position."""

    ledger: Ledger
    headings: list[Heading]
    rows: list[Row]
    counted: int
    uncounted: bool  # whether there are more than were counted
    controls: list[Control]
    q: str
    sort: str
    query: str
    previous_url: str
    next_url: str

    @property
    def total(self) -> str:
        """How many records there are; counting stops where nobody would page to."""
        return f"超过 {self.counted:,} 条" if self.uncounted else f"共 {self.counted:,} 条"

    @property
    def first_controls(self) -> list[Control]:
        """The filters that always show; the others are folded away."""
        return self.controls[:FIRST_CONTROLS]

    @property
    def more_controls(self) -> list[Control]:
        """The folded filters."""
        return self.controls[FIRST_CONTROLS:]

    @property
    def more_active(self) -> bool:
        """Whether a folded filter is at work, so that it must be seen."""
        return any(control.active for control in self.more_controls)

    @property
    def narrowed(self) -> bool:
        """Whether a filter or a search word is at work."""
        return bool(self.q) or any(control.active for control in self.controls)


def order_of(ledger: Ledger, params: Mapping[str, Any]) -> tuple[str, str]:
    """The sort parameter in force ("-name", empty for the default) and its expression."""
    sort = asked_of(params).get("sort") or ""
    column = ledger.by_name.get(sort.removeprefix("-"))
    if column is None or not column.sort:
        column = ledger.by_name.get(ledger.order.removeprefix("-"))
        default = ledger.order if column is None else sign(ledger.order) + column.ordering
        return "", default
    return sort, sign(sort) + column.ordering


def sign(order: str) -> str:
    """The minus of a descending order."""
    return "-" if order.startswith("-") else ""


def page(
    ledger: Ledger, actor: Actor, params: Mapping[str, Any], *, base: str = "", size: int = SIZE
) -> Page:
    """One page of the list. ``base`` is the address its links start with."""
    asked = asked_of(params)
    base = base or ledger.url()
    sort, order = order_of(ledger, asked)
    asks = wanted(ledger, actor, asked)
    after, before = (asked.get(name) or "" for name in POSITION)
    try:
        part = keyset.page(
            asks.records, order, size=size, after=after, before=before, parts=asks.parts
        )
    except keyset.BadCursor:
        part = keyset.page(asks.records, order, size=size, parts=asks.parts)
    counted, more = asks.count(part)
    kept = kept_query(ledger, asked, sort)
    linked = links(ledger, actor)
    return Page(
        ledger=ledger,
        headings=[heading(c, sort, ledger.order, kept, base) for c in ledger.listed],
        rows=[row(ledger, record, linked) for record in part.rows],
        counted=counted,
        uncounted=more,
        controls=[one.control(asked, actor) for one in ledger.all_filters],
        q=asked.get("q") or "",
        sort=sort,
        query=urlencode(kept),
        previous_url=address(base, [*kept, ("before", part.before)]) if part.before else "",
        next_url=address(base, [*kept, ("after", part.after)]) if part.after else "",
    )


def kept_query(ledger: Ledger, asked: Asked, sort: str) -> list[tuple[str, str]]:
    """The parameters a link of the list carries on."""
    names = ["q", *(name for one in ledger.all_filters for name in one.names)]
    kept = [(name, value) for name in names if (value := asked.get(name) or "")]
    return [*kept, ("sort", sort)] if sort else kept


def address(base: str, query: list[tuple[str, str]]) -> str:
    """A URL with its question."""
    return f"{base}?{urlencode(query)}" if query else base


def heading(
    column: Column, sort: str, default: str, kept: list[tuple[str, str]], base: str
) -> Heading:
    """The head of ``column``: sorts ascending first, then the other way."""
    now = sort or default
    up = now == column.name
    direction = "ascending" if up else "descending" if now == f"-{column.name}" else ""
    url = ""
    if column.sort:
        wanted = f"-{column.name}" if up else column.name
        url = address(base, [*(p for p in kept if p[0] != "sort"), ("sort", wanted)])
    return Heading(column.label, url, direction, numeric(column))


def numeric(column: Column) -> bool:
    """Whether the cells stand on the right."""
    return column.numeric or bool(getattr(column, "numbers", False))


def row(ledger: Ledger, record: Any, linked: Linked) -> Row:
    """A record as the list shows it."""
    return Row(record, ledger.url("record", record), cells(ledger.listed, record, linked))


def cells(columns: tuple[Column, ...], record: Any, linked: Linked) -> list[Shown]:
    """The cells of ``columns`` for people."""
    return [
        Shown(c.shown(record), link(c, record, linked), c.label, numeric(c), alert(c, record))
        for c in columns
    ]


def alert(column: Column, record: Any) -> bool:
    """Whether a cell stands out in red."""
    asks = getattr(column, "alert", None)
    return asks is not None and bool(asks(record))


def links(ledger: Ledger, actor: Actor) -> Linked:
    """The ledgers that references lead to, as far as the actor may open them."""
    names = {c.name: c.ledger for c in ledger.fields if isinstance(c, Ref) and c.ledger}
    known = {one.key: one for one in ledgers() if one.key in names.values()}
    return {
        name: known[key]
        for name, key in names.items()
        if key in known and known[key].seen_by(actor)
    }


def link(column: Column, record: Any, linked: Linked) -> str:
    """Where a cell leads to."""
    if column.link is not None:
        return column.link(record)
    if column.name in linked and (target := column.value(record)) is not None:
        return linked[column.name].url("record", target)
    return ""


def groups(
    ledger: Ledger, record: Any, actor: Actor
) -> list[tuple[str, list[tuple[Column, Shown]]]]:
    """All columns of a record under their headings, in order of first mention."""
    made: dict[str, list[tuple[Column, Shown]]] = {}
    shown = cells(ledger.detailed, record, links(ledger, actor))
    for column, cell in zip(ledger.detailed, shown, strict=True):
        made.setdefault(column.group, []).append((column, cell))
    return list(made.items())


@dataclass(frozen=True)
class Table:
    """A related table below a record."""

    title: str
    page: Page
    all_url: str
    new_url: str
    more: bool


def related(ledger: Ledger, record: Any, actor: Actor) -> Iterator[Table]:
    """The related tables whose ledger the actor may see."""
    for one in ledger.related(record):
        other = ledger_named(one.ledger)
        if other.seen_by(actor):
            yield table(one, other, record, actor)


def table(one: Related, other: Ledger, record: Any, actor: Actor) -> Table:
    """The first rows of a related ledger."""
    records = other.rows(actor).filter(**{one.lookup: record})
    _, order = order_of(other, {})
    part = keyset.page(records, order, size=one.limit)
    shown = [Heading(c.label, "", "", numeric(c)) for c in other.listed]
    linked = links(other, actor)
    filtered = QueryDict(mutable=True)
    filtered.update(one.new)
    new = f"{other.url('record_new')}?{filtered.urlencode()}"
    return Table(
        one.title or other.title,
        Page(
            ledger=other,
            headings=shown,
            rows=[row(other, r, linked) for r in part.rows],
            counted=len(part.rows),
            uncounted=bool(part.after),
            controls=[],
            q="",
            sort="",
            query="",
            previous_url="",
            next_url="",
        ),
        other.url(),
        new if one.new and other.creates and other.kept_by(actor) else "",
        bool(part.after),
    )


def export_rows(
    ledger: Ledger,
    actor: Actor,
    params: Mapping[str, Any],
    limit: int,
    permission: str = "",
) -> Iterator[Any]:
    """The records of an export in the order of the list, read by a cursor on the server."""
    _, order = order_of(ledger, params)
    ordered = keyset.ordered(found(ledger, actor, params, permission), order)
    return ordered[:limit].iterator(chunk_size=2_000)


def attached(ledger: Ledger, record: Any) -> QuerySet[StoredFile]:
    """The files that hang on a record the actor was found to see."""
    return StoredFile.objects.filter(owner_ledger=ledger.key, owner_id=str(record.pk))
