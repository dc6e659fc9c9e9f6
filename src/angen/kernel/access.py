"""One function answers both "may I?" and "which rows?".

A rule is a function ``actor -> Q``. ``rows`` filters by it, ``can`` asks it for one record and
``require`` refuses, so lists, buttons, pages, exports and imports cannot disagree. A permission
nobody declared raises; an actor without a matching role gets nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from django.db.models import Exists, Manager, Model, OuterRef, Q, QuerySet

from angen.kernel.refusal import NotAllowed

M = TypeVar("M", bound=Model)

NOBODY = Q(pk__in=())
EVERYBODY = Q()


@dataclass(frozen=True)
class Reach:
    """How far one role of an actor carries one permission.

    ``kind``: ``all`` the whole base; ``area`` the subtree whose path starts with ``key``;
    ``body`` the records of the agency with primary key ``key``; ``own`` the actor's own records.
    """

    kind: Literal["all", "area", "body", "own"]
    key: str = ""


class Actor(Protocol):
    """Somebody who acts: an account, or the system itself."""

    @property
    def pk(self) -> Any: ...

    @property
    def display_name(self) -> str: ...

    def reach(self, permission: str) -> Sequence[Reach]: ...


Rule = Callable[[Actor], Q]


@dataclass(frozen=True)
class Declared:
    """A declared permission: its name, Chinese label, model and rule."""

    name: str
    label: str
    model: type[Model]
    rule: Rule


_rules: dict[str, Declared] = {}


def rule(name: str, model: type[Model], label: str = "") -> Callable[[Rule], Rule]:
    """Declare the rule of permission ``name`` ("app.verb_noun") over ``model``."""

    def declare(function: Rule) -> Rule:
        if name in _rules:
            raise ValueError(f"permission {name} is declared twice")
        _rules[name] = Declared(name, label or (function.__doc__ or name).strip(), model, function)
        return function

    return declare


def declared() -> Iterable[Declared]:
    """All permissions, by name."""
    return [_rules[name] for name in sorted(_rules)]


def named(name: str) -> Declared:
    """The permission ``name``; a name nobody declared is a programming error."""
    try:
        return _rules[name]
    except KeyError:
        raise LookupError(f"no permission is named {name}") from None


def within(
    actor: Actor,
    permission: str,
    *,
    area: str = "",
    body: str = "",
    own: str = "",
) -> Q:
    """The rows the actor's roles reach with ``permission``.

    ``area`` is the lookup of the area path ("agency__area__path"), ``body`` that of the agency,
    ``own`` that of the account. A reach the caller names no lookup for matches nothing.
    """
    found: Q | None = None
    for reach in actor.reach(permission):
        part: Q | None = None
        if reach.kind == "all":
            return EVERYBODY
        if reach.kind in ("area", "body") and not reach.key:
            continue  # an empty path is a prefix of every path
        if reach.kind == "area" and area:
            part = Q(**{f"{area}__startswith": reach.key})
        elif reach.kind == "body" and body:
            part = Q(**{body: reach.key})
        elif reach.kind == "own" and own:
            part = Q(**{own: actor.pk})
        if part is not None:
            found = part if found is None else found | part
    return NOBODY if found is None else found


def rows(actor: Actor, name: str, among: QuerySet[M] | Manager[M] | None = None) -> QuerySet[Any]:
    """The records on which ``actor`` holds permission ``name``."""
    known = named(name)
    base = known.model._default_manager.all() if among is None else among.all()
    return base.filter(known.rule(actor))


def can(actor: Actor, name: str, record: Model) -> bool:
    """Whether ``actor`` holds permission ``name`` on ``record`` as it stands in the database."""
    known = named(name)
    if not isinstance(record, known.model):
        raise TypeError(f"{name} speaks of {known.model.__name__}, not {type(record).__name__}")
    return rows(actor, name).filter(pk=record.pk).exists()


def marked(found: QuerySet[M], actor: Actor, **flags: str) -> QuerySet[M]:
    """``found`` with a flag for each permission named: may this be done with the record?

    For pages that offer several acts: they come with the record and cost no query each.
    """
    asked = {
        flag: Exists(rows(actor, name).filter(pk=OuterRef("pk"))) for flag, name in flags.items()
    }
    made: QuerySet[M] = found.annotate(**asked)
    return made


def can_any(actor: Actor, name: str) -> bool:
    """Whether any role of ``actor`` carries ``name`` at all: for showing a menu, not for an act."""
    named(name)
    return bool(actor.reach(name))


def require(actor: Actor, name: str, record: Model) -> None:
    """Refuse unless ``actor`` holds permission ``name`` on ``record``."""
    if not can(actor, name, record):
        known = named(name)
        raise NotAllowed(
            f"您没有“{known.label}”的权限，或不在您的管辖范围。请联系本单位系统管理员。"
        )
