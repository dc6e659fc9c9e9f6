"""The log in words: what kinds of subjects and events are called, and what their fields mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Final

from django.apps import apps

from angen.audit import content
from angen.audit.models import Entry
from angen.kernel.events import Event

# Fields that many events share; an event may say more with field(metadata={"label": "..."}).
_SHARED: Final = {
    "account": "账号",
    "added": "新增",
    "address": "地址",
    "after": "改后",
    "agency": "机构",
    "answer": "答复",
    "approved_on": "审定日期",
    "area": "区划",
    "article": "依据",
    "before": "改前",
    "changed": "修改",
    "changes": "变更",
    "checked_on": "核验日期",
    "cite": "依据",
    "column": "栏目",
    "correction": "更正",
    "count": "数量",
    "decided_by": "决定人",
    "digest": "指纹",
    "document": "文件",
    "entries": "条数",
    "failures": "失败数",
    "genuine": "是否属实",
    "in_post": "在岗",
    "kind": "类别",
    "last_day": "最后一天",
    "ledger": "台账",
    "list": "名单",
    "name": "名称",
    "new": "新",
    "note": "说明",
    "number": "编号",
    "old": "旧",
    "on": "日期",
    "opinion": "意见",
    "pack": "政策包",
    "parent": "上级",
    "post": "岗位",
    "problems": "问题数",
    "proposed_by": "提出人",
    "purpose": "用途",
    "query": "筛选条件",
    "reason": "原因",
    "recommended_on": "推荐日期",
    "records": "记录数",
    "role": "角色",
    "same": "未变",
    "seed": "种子",
    "seen_on": "查岗日期",
    "sha256": "文件指纹（SHA-256）",
    "since": "起始日期",
    "size": "字节数",
    "source": "来源",
    "state": "状态",
    "title": "标题",
    "username": "用户名",
    "valid_from": "起始日期",
    "valid_to": "截止日期",
    "values": "内容",
    "version": "版本",
    "where": "地点",
}


def subject_types() -> dict[str, str]:
    """The Chinese names of all kinds of records: {"orgs.officer": "人员"}."""
    return {
        model._meta.label_lower: str(model._meta.verbose_name)
        for model in apps.get_models()
        if model.__module__.startswith("angen.")
    }


def event_classes(base: type[Event] = Event) -> Iterator[type[Event]]:
    """Every event the installation knows."""
    for cls in base.__subclasses__():
        if cls.label:
            yield cls
        yield from event_classes(cls)


def event_labels() -> dict[str, str]:
    """The Chinese names of all events: {"orgs.CertificateSuspended": "暂扣证件"}."""
    return {content.name_of_class(cls): cls.label for cls in event_classes()}


def subject_of(entry: Entry) -> str:
    """ "人员 12"."""
    return f"{subject_types().get(entry.subject_type, entry.subject_type)} {entry.subject_id}"


def details(entry: Entry) -> list[tuple[str, str]]:
    """What the entry holds, as (meaning, text); nested content is flattened with its path."""
    known = {content.name_of_class(cls): cls for cls in event_classes()}
    cls = known.get(entry.event)
    own = {f.name: f.metadata.get("label", "") for f in fields(cls)} if cls else {}
    found = []
    for name, value in entry.content.items():
        meaning = own.get(name) or _SHARED.get(name, name)
        found += [(" · ".join((meaning, *path)), text) for path, text in _flat(value)]
    return found


def _flat(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            for path, text in _flat(inner):
                yield (key, *path), text
        if not value:
            yield (), "无"
    else:
        yield (), _said(value)


def _said(value: Any) -> str:
    if value is None or value == "":
        return "未填"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return _listed(value)
    return str(value)


def _listed(value: list[Any]) -> str:
    """A pair of a change reads "旧 → 新", any other list is joined."""
    said = [_said(item) for item in value]
    return " → ".join(said) if len(said) == 2 else "、".join(said) or "无"
