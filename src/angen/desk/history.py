"""The history of a record as people read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def entries(log: Iterable[Any]) -> list[dict[str, Any]]:
    """Log entries for the timeline: {what, when, who, detail}."""
    return [
        {"what": e.label, "when": e.at, "who": e.by_name, "detail": detail(e.content)} for e in log
    ]


def detail(content: dict[str, Any]) -> str:
    """What an entry says beyond its label, in one line."""
    parts = []
    changes = content.get("changes")
    if isinstance(changes, dict):
        for label, pair in changes.items():
            old, new = (written(value) for value in pair)
            parts.append(f"{label}：{old} → {new}")
    for name, word in (
        ("reason", "原因"),
        ("purpose", "用途"),
        ("column", "号码"),
        ("source", "来源"),
        ("name", "文件"),
    ):
        if content.get(name):
            parts.append(f"{word}：{content[name]}")
    return "；".join(parts)


def written(value: Any) -> str:
    """A logged value for people; nothing is written as 空."""
    if value is None or value == "":
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
