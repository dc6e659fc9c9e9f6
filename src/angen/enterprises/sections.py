"""The sections of 一企一档: what each app shows of an enterprise on its one page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from angen.desk.anywhere import anywhere
from angen.enterprises.models import Enterprise
from angen.kernel.access import Actor

Context = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """A part of the page. ``context`` must filter by what the actor may see; None leaves it out."""

    key: str
    title: str
    template: str
    context: Callable[[Enterprise, Actor], Context | None]
    permission: str
    place: int = 100


_sections: dict[str, Section] = {}


def section(
    key: str,
    title: str,
    template: str,
    context: Callable[[Enterprise, Actor], Context | None],
    *,
    permission: str,
    place: int = 100,
) -> None:
    """Register a section; registering it again changes nothing."""
    _sections.setdefault(key, Section(key, title, template, context, permission, place))


def shown(enterprise: Enterprise, actor: Actor) -> list[tuple[Section, Context]]:
    """The sections an actor sees, each with what its template needs."""
    found = []
    for one in sorted(_sections.values(), key=lambda s: (s.place, s.key)):
        if anywhere(actor, one.permission):
            context = one.context(enterprise, actor)
            if context is not None:
                found.append((one, context))
    return found
