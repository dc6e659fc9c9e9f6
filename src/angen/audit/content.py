"""What an event leaves in the log: its declared fields and nothing else, as canonical JSON."""

from __future__ import annotations

import datetime as dt
import json
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final, Literal
from uuid import UUID

from angen.kernel.events import Event

Plain = str | int | bool | None | list[Any] | dict[str, Any]

_SCALARS: Final = (str, bool, int, dt.date, dt.datetime, Decimal, UUID, type(None))
_LISTS: Final = (list, tuple, Sequence)
_MAPPINGS: Final = (dict, Mapping)


def name_of(event: Event) -> str:
    """ "orgs.CertificateSuspended" for an event of ``angen.orgs.events``."""
    return name_of_class(type(event))


def name_of_class(cls: type[Event]) -> str:
    """The same for its class."""
    parts = cls.__module__.split(".")
    app = parts[1] if parts[0] == "angen" and len(parts) > 1 else parts[0]
    return f"{app}.{cls.__name__}"


def text_of(event: Event) -> str:
    """The declared fields of ``event`` as canonical JSON: sorted keys, no spaces.

    Days and moments are ISO text, decimals and UUIDs text. TypeError for a field declared with a
    type the log does not hold, and for a value that is not what its field declares.
    """
    held = {}
    for name, hint in _declared(type(event)).items():
        value = getattr(event, name)
        if not _fits(value, hint):
            raise TypeError(f"{name_of(event)}.{name} is not what it declares: {value!r}")
        held[name] = _plain(value)
    return _encoded(held)


def member(key: str, value: Any) -> str:
    """One key of a mapping and its value, as ``text_of`` writes them."""
    return f"{_encoded(key)}:{_encoded(_plain(value))}"


_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_seen: dict[type[Event], dict[str, Any]] = {}


def _declared(cls: type[Event]) -> dict[str, Any]:
    """The fields of an event class with their types, each of which the log can hold."""
    if cls in _seen:
        return _seen[cls]
    if not is_dataclass(cls) or not cls.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        raise TypeError(f"{cls.__name__} is not a frozen dataclass")
    if not cls.label:
        raise TypeError(f"{cls.__name__} has no label")
    hints = typing.get_type_hints(cls)
    held = {field.name: hints[field.name] for field in fields(cls)}
    for name, hint in held.items():
        if not _allowed(hint):
            raise TypeError(f"{cls.__name__}.{name}: the log cannot hold {hint}")
    _seen[cls] = held
    return held


def _allowed(hint: Any) -> bool:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint in (Any, object) or origin is Literal:
        return True
    if origin in (typing.Union, types.UnionType):
        return all(_allowed(part) for part in inner)
    if (origin or hint) in _LISTS or (origin or hint) in _MAPPINGS:
        return all(part is Ellipsis or _allowed(part) for part in inner)
    return isinstance(hint, type) and issubclass(hint, _SCALARS)


@cache
def _parts(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    return typing.get_origin(hint), typing.get_args(hint)


def _fits(value: Any, hint: Any) -> bool:
    """Whether ``value`` is of the declared type ``hint``, all the way down."""
    if hint is Any or hint is object:
        return True
    origin, inner = _parts(hint)
    if origin is Literal:
        return value in inner
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, part) for part in inner)
    whole = origin or hint
    if whole in _MAPPINGS:
        part = inner[1] if inner else Any
        if part is Any:
            return isinstance(value, Mapping)
        return isinstance(value, Mapping) and all(_fits(v, part) for v in value.values())
    if whole in _LISTS:
        return isinstance(value, list | tuple) and _items_fit(value, inner)
    if whole is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if whole is dt.date:
        return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return isinstance(value, whole)


def _items_fit(value: Sequence[Any], inner: tuple[Any, ...]) -> bool:
    if not inner:
        return True
    if len(inner) == 1 or inner[-1] is Ellipsis:
        return all(_fits(item, inner[0]) for item in value)
    return len(inner) == len(value) and all(map(_fits, value, inner))


def _plain(value: Any) -> Plain:
    """``value`` as JSON holds it; TypeError for what the log does not hold, such as a float."""
    if value is None or type(value) is str or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            raise TypeError("the log holds no moment without a time zone")
        return value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return _plain_mapping(value)
    raise TypeError(f"the log cannot hold a {type(value).__name__}")


def _plain_mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    for key in value:
        if not isinstance(key, str):
            raise TypeError(f"the log holds text keys only, not {key!r}")
    return {str(key): _plain(item) for key, item in value.items()}
