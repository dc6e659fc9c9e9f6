"""Parts of the page of a visit that other rooms add: papers, orders, rechecks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from angen.inspections.models import Inspection
from angen.kernel.access import Actor

Context = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """``context`` filters by what the actor may see; None leaves the part out.

    The template is given the context as ``part`` and the visit as ``visit``.
    """

    key: str
    title: str
    template: str
    context: Callable[[Inspection, Actor], Context | None]
    place: int = 100


_parts: dict[str, Part] = {}


def part(
    key: str,
    title: str,
    template: str,
    context: Callable[[Inspection, Actor], Context | None],
    *,
    place: int = 100,
) -> None:
    """Add a part to the page of a visit; the same key again changes nothing."""
    _parts.setdefault(key, Part(key, title, template, context, place))


def shown(inspection: Inspection, actor: Actor) -> list[tuple[Part, Context]]:
    """The parts an actor sees of a visit, each with what its template needs."""
    found = []
    for one in sorted(_parts.values(), key=lambda p: (p.place, p.key)):
        context = one.context(inspection, actor)
        if context is not None:
            found.append((one, context))
    return found
