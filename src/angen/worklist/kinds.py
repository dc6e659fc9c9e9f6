"""Kinds of deadlines: an app names its own once, with what the button says and when to warn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LAST_DAY: Final = "deadline_last_warning_days"
WARNINGS: Final = ("deadline_warning_days", LAST_DAY)


@dataclass(frozen=True)
class Kind:
    """``name`` is "app.noun". ``verb`` is the button of the inbox ("去复查").

    Warnings go out so many natural days before the end as the rulebook's values ``warn_values``
    say; where no pack sets any, nobody is warned before the end. ``urgent`` ones do not wait for
    the end of a quiet night.
    """

    name: str
    label: str
    verb: str = "去办理"
    warn_values: tuple[str, ...] = WARNINGS
    urgent: bool = False


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; the same again changes nothing, another of the name is an error."""
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"deadline kind {kind.name} is declared twice")
    return kind


def unregister(name: str) -> None:
    """Forget a kind (tests declare their own)."""
    _kinds.pop(name, None)


def kind(name: str) -> Kind:
    """The kind ``name``; a name nobody declared is a programming error."""
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"no deadline kind is named {name}; see worklist.kinds") from None


def label(name: str) -> str:
    """What people read; the bare name where its app is not installed any more."""
    known = _kinds.get(name)
    return known.label if known else name


def verb(name: str) -> str:
    """What the button says."""
    known = _kinds.get(name)
    return known.verb if known else "去办理"


def kinds() -> list[Kind]:
    """All kinds by label."""
    return sorted(_kinds.values(), key=lambda one: one.label)
