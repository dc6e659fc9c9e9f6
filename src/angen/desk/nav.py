"""The menu: items that apps register, and the ledgers, as far as the actor may see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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

    def shown_to(self, actor: Actor) -> bool:
        """Whether the actor may follow it."""
        if self.permission and not anywhere(actor, self.permission):
            return False
        return self.when is None or self.when(actor)


_items: list[Item] = []


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
    for item in _items:
        if item.shown_to(actor):
            try:
                url = reverse(item.url)
            except NoReverseMatch:
                continue
            entry = {"label": item.label, "url": url, "icon": item.icon, "bar": item.bar}
            groups.setdefault(item.group, []).append((item.place, entry))
    # Who has but own records finds them on the own page; a ledger of one row teaches nothing.
    for one in () if getattr(actor, "outsider", False) else ledgers():
        if one.seen_by(actor):
            entry = {"label": one.title, "url": one.url(), "icon": one.icon, "bar": False}
            groups.setdefault(one.group, []).append((one.place, entry))
    entries = [entry for members in groups.values() for _, entry in members]
    mark(entries, path)
    return [
        {"label": label, "items": [e for _, e in sorted(groups[label], key=lambda m: m[0])]}
        for label in sorted(groups, key=rank)
    ]


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
