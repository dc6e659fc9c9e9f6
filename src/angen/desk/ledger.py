"""A ledger (台账): one declaration gives list, record page, form, export, import and history."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, ClassVar
from urllib.parse import quote

from django.contrib.postgres.search import SearchVectorField
from django.db.models import GeneratedField, Model, QuerySet
from django.urls import reverse

from angen.desk.anywhere import anywhere
from angen.desk.columns import Choice, Column, Day, Flag, Ref, Text
from angen.desk.filters import Contains, Days, Filter, OneOf, YesNo
from angen.desk.keyset import Part
from angen.kernel.access import Actor, can, named, rows

IMPORT = "desk.import_records"


@dataclass(frozen=True)
class Act:
    """A button on the page of a record that leads to a legal act.

    ``url`` is the app's own page; with ``post`` the button posts to it. ``tone``: primary, danger
    or empty.
    """

    label: str
    url: str
    post: bool = False
    tone: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Related:
    """A table below the record: the rows of another ledger whose ``lookup`` is this record."""

    ledger: str
    lookup: str
    title: str = ""
    limit: int = 10
    new: dict[str, str] = field(default_factory=dict)  # values the "new" form starts with


class Ledger:
    """Base of every ledger; declare the class attributes and register the class.

    ``see`` lists, opens and exports; ``keep`` creates, changes, removes and imports, empty for a
    ledger nobody edits here. ``order`` is one column name or lookup, "-" before it reverses.
    ``natural_key`` names the columns by which an import recognises a record it already knows.
    ``teaches`` is the sentence an empty list shows. ``logged`` names the columns the history keeps,
    by default all; personal ones are kept masked. ``reveal`` is the permission to see masked
    numbers, by default ``keep``. ``mends`` names the columns that ``before_write`` fills where they
    are empty, if it does nothing else: an import then shows it no other new record.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    group: ClassVar[str] = "台账"
    icon: ClassVar[str] = "list"
    place: ClassVar[int] = 100  # position inside its group of the menu
    model: ClassVar[type[Model]]
    see: ClassVar[str]
    keep: ClassVar[str] = ""
    reveal: ClassVar[str] = ""
    columns: ClassVar[Sequence[Column]]
    order: ClassVar[str] = "pk"
    natural_key: ClassVar[Sequence[str]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    teaches: ClassVar[str] = ""
    mends: ClassVar[Sequence[str] | None] = None
    logged: ClassVar[Sequence[str] | None] = None
    search_fields: ClassVar[Sequence[str]] = ()
    select: ClassVar[Sequence[str]] = ()  # further links to fetch with each row
    creates: ClassVar[bool] = True
    removes: ClassVar[bool] = True
    imports: ClassVar[bool] = True
    offering: ClassVar[str] = ""  # lets the forms of acts offer entries where nobody edits here
    attaches: ClassVar[bool] = False  # whether files hang on its records

    # Hooks for the app

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Add the annotations that columns, filters and order use."""
        return queryset

    def parts(self, actor: Actor) -> Sequence[Part]:
        """Ways that lead to all the actor sees and are found faster than by the rule; or none.

        They hold the annotations that filters and order use.
        """
        return ()

    def name_of(self, record: Any) -> str:
        """The heading of a record's page."""
        return str(record)

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        """The legal acts the actor may start from here."""
        return ()

    def related(self, record: Any) -> Iterable[Related]:
        """The tables below the record."""
        return ()

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        """Derive fields before a record is checked and written; raise ``Refused`` to stop it.

        Imports call it for every row, so it must not query row by row.
        """

    def after_write(self, record: Any, created: bool, actor: Actor) -> None:
        """Follow a write inside its transaction; an import calls it for every written row."""

    # What the desk asks

    @cached_property
    def fields(self) -> tuple[Column, ...]:
        """All columns, completed from the model."""
        return tuple(column.bound(self.model) for column in self.columns)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.fields}

    @cached_property
    def listed(self) -> tuple[Column, ...]:
        """Columns of the list."""
        return tuple(c for c in self.fields if c.in_list)

    @cached_property
    def detailed(self) -> tuple[Column, ...]:
        """Columns of a record's page: not those that only an import carries."""
        return tuple(c for c in self.fields if not c.editable or c.model_field(self.model))

    @cached_property
    def exported(self) -> tuple[Column, ...]:
        """Columns of the export."""
        return tuple(c for c in self.fields if c.in_export)

    @cached_property
    def entered(self) -> tuple[Column, ...]:
        """Columns of the form."""
        return tuple(c for c in self.fields if c.in_form and c.editable)

    @cached_property
    def imported(self) -> tuple[Column, ...]:
        """Columns of the import, in the order of the template."""
        return tuple(c for c in self.fields if c.in_import and c.editable)

    @cached_property
    def all_filters(self) -> tuple[Filter, ...]:
        """The declared filters, then one for every column that asks for one."""
        made = (self.filter_of(c) for c in self.fields if c.filter)
        return (*self.filters, *(f for f in made if f is not None))

    @staticmethod
    def filter_of(column: Column) -> Filter | None:
        """The filter that suits a column."""
        if isinstance(column, Choice):
            return OneOf(column.name, column.label, column.name, column.choices)
        if isinstance(column, Flag):
            return YesNo(column.name, column.label, column.name)
        if isinstance(column, Day):
            return Days(column.name, column.label, column.name)
        if isinstance(column, Ref):
            return Contains(column.name, column.label, column.ordering)
        if isinstance(column, Text):
            return Contains(column.name, column.label, column.name)
        raise TypeError(f"column {column.name}: no filter suits a {type(column).__name__}")

    @cached_property
    def vector(self) -> bool:
        """Whether the model keeps its bigrams in a generated column named ``search``."""
        found = {f.name: f for f in self.model._meta.get_fields()}.get("search")
        return isinstance(found, GeneratedField) and isinstance(
            found.output_field, SearchVectorField
        )

    @cached_property
    def search_lookups(self) -> tuple[str, ...]:
        """Where the search box looks."""
        inside = [look for c in self.fields if c.search for look in c.search_lookups]
        return (*inside, *self.search_fields)

    def rows(self, actor: Actor, permission: str = "") -> QuerySet[Any]:
        """The records the actor sees, with everything the columns show."""
        found = self.annotate(rows(actor, permission or self.see))
        links = {link for c in self.fields if (link := self.link_of(c))} | set(self.select)
        return found.select_related(*sorted(links)) if links else found

    @staticmethod
    def link_of(column: Column) -> str:
        """The relation a column needs fetched with each row."""
        if isinstance(column, Ref):
            beyond = column.qualifier.rpartition("__")[0]
            return f"{column.name}__{beyond}" if beyond else column.name
        return ""

    def seen_by(self, actor: Actor) -> bool:
        """Whether the menu shows the ledger."""
        return anywhere(actor, self.see)

    def kept_by(self, actor: Actor, record: Any = None) -> bool:
        """Whether the actor may write here at all, or may change this record."""
        if not self.keep:
            return False
        return anywhere(actor, self.keep) if record is None else can(actor, self.keep, record)

    def offers_to(self, actor: Actor) -> bool:
        """Whether the actor is offered entries of the columns while typing."""
        return self.kept_by(actor) or bool(self.offering and anywhere(actor, self.offering))

    def imported_by(self, actor: Actor) -> bool:
        """Whether the actor may import into the ledger."""
        offered = self.imports and bool(self.natural_key)
        return offered and self.kept_by(actor) and anywhere(actor, IMPORT)

    def revealed_to(self, actor: Actor, record: Any) -> bool:
        """Whether the actor may have masked numbers of ``record`` shown."""
        permission = self.reveal or self.keep
        return bool(permission) and can(actor, permission, record)

    def stamp(self, record: Any) -> str:
        """The version of a record: changes whenever a stored value changes."""
        stored = [
            f"{f.attname}={f.value_to_string(record)}"
            for f in record._meta.concrete_fields
            if not f.generated
        ]
        return hashlib.sha256("\x1f".join(stored).encode()).hexdigest()[:24]

    def read(self, values: dict[str, object]) -> dict[str, Any]:
        """Values from entries by column name; references excepted. Raises ``Bad``."""
        return {name: self.by_name[name].read(raw) for name, raw in values.items()}

    def url(self, page: str = "ledger", record: Any = None) -> str:
        """The address of one of its pages."""
        if record is None:
            return reverse(f"desk:{page}", args=[self.key])
        before, after = addresses(page, self.key)
        return f"{before}{quote(str(record.pk), safe='')}{after}"

    def check(self) -> None:
        """Refuse a declaration that cannot work."""
        named(self.see)
        if self.keep:
            named(self.keep)
        if len(self.by_name) != len(self.fields):
            raise ValueError(f"ledger {self.key}: two columns share a name")
        for column in self.fields:
            if isinstance(column, Ref):
                named(column.see)
        for name in self.natural_key:
            if name not in self.by_name or not self.by_name[name].editable:
                raise ValueError(f"ledger {self.key}: natural key {name} is no entered column")
        reserved = {"q", "sort", "after", "before", "page"}
        taken = [name for f in self.all_filters for name in f.names]
        if reserved & set(taken) or len(set(taken)) != len(taken):
            raise ValueError(f"ledger {self.key}: filters share a parameter or use a reserved one")


@cache
def addresses(page: str, key: str) -> tuple[str, str]:
    """What stands before and after a primary key: a list asks for hundreds of addresses."""
    before, _, after = reverse(f"desk:{page}", args=[key, "PK"]).rpartition("PK")
    return before, after


_ledgers: dict[str, Ledger] = {}


def register(ledger: type[Ledger]) -> type[Ledger]:
    """Make a ledger known; a decorator of the class. Two ledgers cannot share a key."""
    if ledger.key in _ledgers:
        raise ValueError(f"ledger {ledger.key} is registered twice")
    _ledgers[ledger.key] = ledger()
    return ledger


Offer = Callable[[Any, Actor], Iterable[Act]]
_offers: dict[str, list[Offer]] = {}


def offering(key: str) -> Callable[[Offer], Offer]:
    """Add buttons to the records of a ledger of an app below, which does not know of them."""

    def add(offer: Offer) -> Offer:
        _offers.setdefault(key, []).append(offer)
        return offer

    return add


def acts_on(ledger: Ledger, record: Any, actor: Actor) -> list[Act]:
    """All that may be done or opened from a record: the ledger's own acts first."""
    more = (act for offer in _offers.get(ledger.key, ()) for act in offer(record, actor))
    return [*ledger.acts(record, actor), *more]


def unregister(key: str) -> None:
    """Forget a ledger (tests declare their own)."""
    _ledgers.pop(key, None)


def ledger(key: str) -> Ledger:
    """The ledger ``key``; raises ``LookupError``."""
    try:
        return _ledgers[key]
    except KeyError:
        raise LookupError(f"no ledger is named {key}") from None


def ledgers() -> list[Ledger]:
    """All ledgers by group and place."""
    return sorted(_ledgers.values(), key=lambda one: (one.group, one.place, one.key))
