"""``docs/made``: what the code declares, written out for readers. Generated, never edited."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.core.exceptions import EmptyResultSet

from angen.desk.ledger import ledgers
from angen.kernel.access import Declared, Reach, declared
from angen.kernel.events import Event
from angen.kernel.indicators import registered
from angen.kernel.states import Hours, Machine, Term, Working
from angen.orgs.roles import ROLES, Role
from angen.policy.loader import load_pack
from angen.policy.pack import Pack

REPOSITORY = Path(__file__).resolve().parents[3]
FOLDER = REPOSITORY / "docs" / "made"
HEAD = "<!-- 由 angen made 生成，请勿手工修改。 -->\n\n"
REACH = {"all": "全部", "area": "管辖区划", "body": "所在机构", "own": "本人"}
OVER = {"day": "某一日", "year": "当年至该日", "period": "一段时期"}


def pages() -> dict[str, str]:
    """File name to text."""
    made: dict[str, Callable[[], Iterator[str]]] = {
        "machines.md": _machines,
        "permissions.md": _permissions,
        "events.md": _events,
        "indicators.md": _indicators,
        "packs.md": _packs,
        "ledgers.md": _ledgers,
    }
    return {name: HEAD + "\n".join(write()).rstrip() + "\n" for name, write in made.items()}


def write() -> list[str]:
    """Bring the folder up to date; returns the names of files that changed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale = differing()
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return stale


def differing() -> list[str]:
    """Names of files that are missing or out of date."""
    found = []
    for name, text in pages().items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            found.append(name)
    return found


def _machines() -> Iterator[str]:
    yield "# 状态机\n\n状态只能按下列步骤改变，括号内是依据。\n"
    for machine in machines():
        yield f"## {machine.label}（`{machine.name}`）\n\n```mermaid\n{machine.diagram()}\n```\n"
        rows = (
            [
                m.label,
                f"`{m.name}`",
                "、".join(str(s.label) for s in m.sources),
                str(m.target.label),
                _term(m.within),
                m.article,
            ]
            for m in machine.moves.values()
        )
        yield from _table(["步骤", "名称", "之前的状态", "之后的状态", "期限", "依据"], rows)


def _term(within: Term | None) -> str:
    if within is None:
        return ""
    if isinstance(within, Hours):
        return f"{within.hours} 小时"
    return f"{within.days} 个{'工作日' if isinstance(within, Working) else '自然日'}"


def _permissions() -> Iterator[str]:
    yield "# 权限与角色\n\n默认谁都没有权限；下表写明每个权限管什么、哪些角色有、范围多大。\n"
    rows = (
        [
            f"`{p.name}`",
            p.label,
            str(p.model._meta.verbose_name),
            "；".join(role.label + _reach(role, p) for role in ROLES.values() if _carries(role, p)),
        ]
        for p in declared()
    )
    yield from _table(["权限", "含义", "对象", "角色（范围）"], rows)
    yield "\n## 角色\n"
    roles = (
        [role.label, f"`{role.key}`", "是" if role.second_factor else "否", _says(role)]
        for role in ROLES.values()
    )
    yield from _table(["角色", "名称", "动态验证码", "说明"], roles)


class _Holder:
    """Somebody with one role over everything, to ask a rule whom it serves."""

    pk = 0
    display_name = ""

    def __init__(self, role: type[Role]) -> None:
        self.role = role

    def reach(self, permission: str) -> list[Reach]:
        return [Reach("all")] if permission in self.role.may else []


def _carries(role: type[Role], permission: Declared) -> bool:
    found = permission.model._default_manager.filter(permission.rule(_Holder(role)))
    try:
        found.query.sql_with_params()
    except EmptyResultSet:
        return False  # the rule says "nobody", whatever the rows
    return True


def _reach(role: type[Role], permission: Declared) -> str:
    """How far, where the role names the permission; else the rule follows another one."""
    how = role.may.get(permission.name)
    return f"（{REACH[how]}）" if how else ""


def _events() -> Iterator[str]:
    yield "# 审计事项\n\n日志只保存下列字段，不保存整条记录。\n"
    rows = (
        [event.label, f"`{_name(event)}`", "、".join(f"`{f}`" for f in _fields(event))]
        for event in events()
    )
    yield from _table(["事项", "名称", "保存的字段"], rows)


def _indicators() -> Iterator[str]:
    yield "# 指标\n\n政策包只能引用下列指标。\n"
    rows = (
        [i.label, f"`{i.name}`", i.unit, OVER[i.over], "、".join(sorted(i.tags)), i.says]
        for i in registered().values()
    )
    yield from _table(["指标", "名称", "单位", "时间", "标记", "口径"], rows)


def _packs() -> Iterator[str]:
    yield "# 政策包\n\n每条标准都写明原文出处。\n"
    for pack in packs():
        head = pack.head
        yield f"## {pack.title}（`{pack.id}`）\n"
        yield f"- 发文机关：{head.issuer}\n- 文件：{head.document}\n- 施行：{head.since}\n"
        yield from _table(
            ["标准", "编号", "要求", "依据", "起", "止"],
            (
                [
                    s.says,
                    f"`{s.id}`",
                    f"`{s.requires.text}`",
                    s.cite or "",
                    _day(s.since),
                    _day(s.until),
                ]
                for s in pack.standards
            ),
        )
        numbers = (
            [f"`{name}`", f"{v.value.normalize():f}", v.unit, str(since), v.cite or ""]
            for name, series in sorted(pack.values.items())
            for since, v in sorted(series.versions.items())
        )
        yield from _table(["数值", "取值", "单位", "起", "依据"], numbers)


def _day(value: object) -> str:
    return "" if value is None else str(value)


def _ledgers() -> Iterator[str]:
    yield "# 台账\n\n每本台账的列、查看和维护权限、导入时认定同一条记录的列。\n"
    for group, members in groupby(ledgers(), key=lambda one: one.group):
        yield f"## {group}\n"
        rows = (
            [
                one.title,
                f"`{one.key}`",
                "、".join(c.label for c in one.fields),
                f"`{one.see}`",
                f"`{one.keep}`" if one.keep else "",
                "、".join(one.by_name[name].label for name in one.natural_key),
            ]
            for one in members
        )
        yield from _table(["台账", "名称", "列", "查看", "维护", "认定同一条记录"], rows)


def machines() -> list[Machine]:
    """Every state machine of the apps, by name."""
    found = {
        value.name: value
        for module in _rooms("states")
        for value in vars(module).values()
        if isinstance(value, Machine)
    }
    return [found[name] for name in sorted(found)]


def events() -> list[type[Event]]:
    """Every event of the apps, by name."""
    for _ in _rooms("events"):
        pass  # a class exists once its module is read
    return sorted(
        (e for e in _below(Event) if e.__module__.startswith("angen.") and e.label), key=_name
    )


def packs() -> list[Pack]:
    """The packs shipped with the code, by name."""
    folders = sorted(p.parent for p in (REPOSITORY / "packs").glob("*/pack.yaml"))
    return [load_pack(folder) for folder in folders]


def _below(base: type[Event]) -> Iterator[type[Event]]:
    for each in base.__subclasses__():
        yield each
        yield from _below(each)


def _rooms(room: str) -> Iterator[ModuleType]:
    """The room of every app, and every module inside it where it is a package."""
    for app in apps.get_app_configs():
        if not app.name.startswith("angen."):
            continue
        name = f"{app.name}.{room}"
        if importlib.util.find_spec(name) is None:
            continue
        module = importlib.import_module(name)
        yield module
        for inner in pkgutil.iter_modules(getattr(module, "__path__", [])):
            yield importlib.import_module(f"{name}.{inner.name}")


def _name(event: type[Event]) -> str:
    return f"{event.__module__.split('.')[1]}.{event.__name__}"


def _fields(event: type[Event]) -> list[str]:
    return [f.name for f in dataclasses.fields(event)]


def _says(thing: object) -> str:
    return " ".join((thing.__doc__ or "").split())


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    body = [[_cell(c) for c in row] for row in rows]
    if not body:
        return
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in body)
    yield ""


def _cell(text: str) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")
