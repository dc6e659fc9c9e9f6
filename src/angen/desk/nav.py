"""The menu: items that apps register, and the ledgers, as far as the actor may see them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import NoReverseMatch, reverse

from angen.desk.anywhere import anywhere
from angen.desk.ledger import ledgers
from angen.kernel.access import Actor

Group = dict[str, Any]
# The order of known groups; others follow in order of registration.
GROUPS = (
    "",
    "工作",
    "监管对象",
    "计划与抽查",
    "检查与隐患",
    "队伍建设",
    "能力保障",
    "考核评价",
    "台账",
    "政策标准",
    "系统管理",
    "审计",
)


@dataclass(frozen=True)
class Item:
    """An entry of the menu. ``url`` is the name of a URL; ``bar`` puts it into the bottom bar."""

    group: str
    label: str
    url: str
    icon: str = "circle"
    permission: str = ""
    place: int = 100
    bar: bool = False
    when: Callable[[Actor], bool] | None = None


_items: list[Item] = []
MOST = 4096  # sets of roles whose menu is kept
_kept: dict[tuple[int, tuple[object, ...]], list[Item]] = {}


def register(
    group: str,
    label: str,
    url: str,
    *,
    icon: str = "circle",
    permission: str = "",
    place: int = 100,
    bar: bool = False,
    when: Callable[[Actor], bool] | None = None,
) -> None:
    """Add an entry; registering the same URL again changes nothing."""
    if not any(item.url == url and item.label == label for item in _items):
        _items.append(Item(group, label, url, icon, permission, place, bar, when))


def menu(actor: Actor, path: str) -> list[Group]:
    """The groups an actor sees: {label, items: [{label, url, icon, active, bar}]}."""
    groups: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for item in _offered(actor):
        if item.when is None or item.when(actor):
            entry = {"label": item.label, "url": item.url, "icon": item.icon, "bar": item.bar}
            groups.setdefault(item.group, []).append((item.place, entry))
    entries = [entry for members in groups.values() for _, entry in members]
    mark(entries, path)
    return [
        {"label": label, "items": [e for _, e in sorted(groups[label], key=lambda m: m[0])]}
        for label in sorted(groups, key=rank)
    ]


def _offered(actor: Actor) -> list[Item]:
    """What may be followed, with addresses in place of names.

    It follows from the actor's roles alone, and asking every rule takes longer than most pages:
    what was found is kept for all who hold the same roles.
    """
    key = getattr(actor, "standing", None)
    if key is None:
        return _found(actor)
    whole = (len(_items) + len(ledgers()), key)
    kept = _kept.get(whole)
    if kept is None:
        if len(_kept) >= MOST:
            _kept.clear()
        kept = _kept[whole] = _found(actor)
    return kept


def _found(actor: Actor) -> list[Item]:
    found = []
    for item in _items:
        if item.permission and not anywhere(actor, item.permission):
            continue
        with contextlib.suppress(NoReverseMatch):
            found.append(replace(item, url=reverse(item.url)))
    # Who has but own records finds them on the own page; a ledger of one row teaches nothing.
    for one in () if getattr(actor, "outsider", False) else ledgers():
        if one.seen_by(actor):
            found.append(Item(one.group, one.title, one.url(), one.icon, place=one.place))
    return found


def mark(entries: list[dict[str, Any]], path: str) -> None:
    """Mark the entry whose address the current one starts with, the longest of several."""
    active = max(
        (e["url"] for e in entries if path.startswith(e["url"]) and e["url"] != "/"),
        key=len,
        default="/" if path == "/" else "",
    )
    for entry in entries:
        entry["active"] = entry["url"] == active


def rank(label: str) -> int:
    """Where a group stands."""
    return GROUPS.index(label) if label in GROUPS else len(GROUPS)
