"""The document of a circular, its bytes made again, and its figures as a table."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings

from angen.assess.circulating import data_of
from angen.assess.documents import circular as document
from angen.assess.models import Circular
from angen.papers import registry, typeset
from angen.papers.documents import Circular as Document

# The marked places: all that a person writes.
WRITTEN: Final = ("title", "to", "opening", "findings", "demands", "copies_to")
DEMO_WATERMARK: Final = "演示数据"


def document_of(circular: Circular) -> Document:
    """The document of a circular, from its snapshot and what a person wrote."""
    texts = {name: getattr(circular, name) for name in WRITTEN}
    return document(data_of(circular.snapshot, circular.before), **texts)


def rebuilt(circular: Circular) -> bytes:
    """The bytes of an issued circular, made again from its snapshot: equal to those issued."""
    paper = circular.paper
    assert paper is not None
    kind = registry.named(paper.kind)
    face = typeset.Face(
        label=paper.label,
        body=paper.body,
        on=paper.issued_on,
        number=paper.number,
        numbered=kind.numbered,
        code=paper.code,
        watermark=DEMO_WATERMARK if settings.DEMO else "",
    )
    doc = registry.context(document_of(circular))
    return typeset.pdf(kind.template, face, doc, at=paper.issued_at)


HEADINGS: Final = (
    *("名次", "县（市、区）", "单位", "区划代码", "评定情况", "得分", "等次", "上期得分"),
    *("不合格", "连续不合格次数", "否决和警告", "缺少的数据"),
)


def table_of(data: dict[str, Any]) -> list[list[Any]]:
    """The figures unit by unit, for a spreadsheet beside the circular."""
    return [
        [
            unit["rank"],
            unit["county"],
            unit["name"],
            unit["code"],
            unit["outcome"],
            unit["score"],
            unit["grade"],
            unit["before"],
            "是" if unit["failing"] else "",
            unit["streak"],
            "；".join(unit["gates"]),
            "；".join(unit["missing"]),
        ]
        for unit in data["units"]
    ]
