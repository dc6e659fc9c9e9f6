"""Filters of a list: each reads its own part of the URL and says what the control shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Q
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from angen.kernel.access import EVERYBODY, NOBODY, Actor, named, rows
from angen.kernel.numbers import days

Asked = MultiValueDict[str, str]


@dataclass(frozen=True)
class Option:
    """One entry of a control."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Control:
    """What a template needs to draw a filter. ``kind``: choice, area, days, named, text."""

    kind: str
    name: str
    label: str
    value: str = ""
    options: Sequence[Option] = ()
    trail: Sequence[Option] = ()
    until: str = ""

    @property
    def active(self) -> bool:
        """Whether the filter narrows the list now."""
        return bool(self.value or self.until)


@dataclass(frozen=True)
class Filter:
    """Base: ``name`` is the parameter in the URL, ``label`` what people read."""

    name: str
    label: str

    kind: ClassVar[str] = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters it reads."""
        return (self.name,)

    def condition(self, asked: Asked, actor: Actor) -> Q:
        """The condition that the URL asks for; none when it does not ask."""
        raise NotImplementedError

    def control(self, asked: Asked, actor: Actor) -> Control:
        """What the page shows."""
        return Control(self.kind, self.name, self.label, asked.get(self.name) or "")


@dataclass(frozen=True)
class OneOf(Filter):
    """One value of a list. ``lookup`` defaults to the name; a callable gives current choices."""

    lookup: str = ""
    choices: Sequence[tuple[str, str]] | Callable[[Actor], Sequence[tuple[str, str]]] = ()

    kind: ClassVar[str] = "choice"

    def listed(self, actor: Actor) -> Sequence[tuple[str, str]]:
        """The choices now."""
        return self.choices(actor) if callable(self.choices) else self.choices

    def condition(self, asked: Asked, actor: Actor) -> Q:
        value = asked.get(self.name)
        if not value:
            return EVERYBODY
        if value not in {str(key) for key, _ in self.listed(actor)}:
            return NOBODY
        return Q(**{self.lookup or self.name: value})

    def control(self, asked: Asked, actor: Actor) -> Control:
        value = asked.get(self.name) or ""
        options = [Option(str(k), str(v), str(k) == value) for k, v in self.listed(actor)]
        return Control(self.kind, self.name, self.label, value, options)


@dataclass(frozen=True)
class YesNo(OneOf):
    """Yes, no or, where the model allows it, not filled in."""

    choices: Sequence[tuple[str, str]] | Callable[[Actor], Sequence[tuple[str, str]]] = (
        ("1", "是"),
        ("0", "否"),
    )

    def condition(self, asked: Asked, actor: Actor) -> Q:
        value = asked.get(self.name)
        if value not in ("0", "1"):
            return EVERYBODY if not value else NOBODY
        return Q(**{self.lookup or self.name: value == "1"})


@dataclass(frozen=True)
class Contains(Filter):
    """Text that a field contains."""

    lookup: str = ""

    kind: ClassVar[str] = "text"

    def condition(self, asked: Asked, actor: Actor) -> Q:
        value = (asked.get(self.name) or "").strip()
        return Q(**{f"{self.lookup or self.name}__icontains": value}) if value else EVERYBODY


@dataclass(frozen=True)
class Days(Filter):
    """From one day to another, both included: ``<name>_from`` and ``<name>_to``."""

    lookup: str = ""

    kind: ClassVar[str] = "days"

    @property
    def names(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def condition(self, asked: Asked, actor: Actor) -> Q:
        found = Q()
        for name, comparison in zip(self.names, ("gte", "lte"), strict=True):
            if value := asked.get(name):
                try:
                    day = dt.date.fromisoformat(value)
                except ValueError:
                    return NOBODY
                found &= Q(**{f"{self.lookup or self.name}__{comparison}": day})
        return found

    def control(self, asked: Asked, actor: Actor) -> Control:
        since, until = (asked.get(name) or "" for name in self.names)
        return Control(self.kind, self.name, self.label, since, until=until)


@dataclass(frozen=True)
class Named(Filter):
    """A named condition of today: "90 天内到期" with ``when=lambda today: Q(...)``."""

    when: Callable[[dt.date], Q] = field(default=lambda today: NOBODY)

    kind: ClassVar[str] = "named"

    def condition(self, asked: Asked, actor: Actor) -> Q:
        return self.when(timezone.localdate()) if asked.get(self.name) == "1" else EVERYBODY


@dataclass(frozen=True)
class Soon(Named):
    """A named condition that policy's ``number`` of days decides; "{}" in the label becomes them."""

    number: str = ""

    def control(self, asked: Asked, actor: Actor) -> Control:
        span = days(self.number, timezone.localdate())
        said = "政策未定天数内" if span is None else f"{span.days} 天内"
        return Control(self.kind, self.name, self.label.format(said), asked.get(self.name) or "")


@dataclass(frozen=True)
class Subtree(Filter):
    """An area and everything below it.

    ``lookup`` is that of the area path ("agency__area__path"); ``see`` the permission whose model
    is the area: with ``code`` as primary key, ``name``, ``parent`` and ``path``.
    """

    lookup: str = "area__path"
    see: str = "orgs.see_areas"

    kind: ClassVar[str] = "area"

    def chosen(self, asked: Asked, actor: Actor) -> Any:
        """The area asked for; None without one. An invisible one raises ``LookupError``."""
        code = asked.get(self.name)
        if not code:
            return None
        found = rows(actor, self.see).filter(pk=code).first()
        if found is None:
            raise LookupError(code)
        return found

    def condition(self, asked: Asked, actor: Actor) -> Q:
        try:
            area = self.chosen(asked, actor)
        except LookupError:
            return NOBODY
        return EVERYBODY if area is None else Q(**{f"{self.lookup}__startswith": area.path})

    def control(self, asked: Asked, actor: Actor) -> Control:
        """The way down to the chosen area (``trail``) and what lies directly below it."""
        code = asked.get(self.name) or ""
        areas = rows(actor, self.see)
        trail: list[Option] = []
        if code:
            path = areas.filter(pk=code).values_list("path", flat=True).first() or ""
            above = areas.filter(pk__in=[c for c in path.split("/") if c]).order_by("path")
            trail = [Option(a.pk, a.name, a.pk == code) for a in above]
            below = areas.filter(parent_id=code)
        else:
            below = areas.filter(self.tops(actor))
        options = [Option(a.pk, a.name) for a in below.order_by("path")[:500]]
        return Control(self.kind, self.name, self.label, code, options, trail)

    def tops(self, actor: Actor) -> Q:
        """The uppermost areas the actor reaches."""
        found = NOBODY
        for reach in actor.reach(named(self.see).name):
            if reach.kind == "all":
                return Q(parent=None)
            if reach.kind == "area":
                found |= Q(path=reach.key)
        return found
