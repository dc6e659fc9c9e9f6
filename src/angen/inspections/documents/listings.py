"""Notices of listed hazards 挂牌督办 (安全生产法 第四十一条), in the manner of office papers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from angen.inspections.states import LISTING_RULES
from angen.papers.registry import Needed, Style, paper


@paper(
    kind="listing_notice",
    label="重大事故隐患挂牌督办通知书",
    code="督办",
    template="typst/listing_notice.typ",
    style=Style.OFFICE,
)
@dataclass(frozen=True)
class ListingNotice:
    """重大事故隐患挂牌督办通知书: who must do what by when, and who supervises it."""

    party: Annotated[str, Needed("责任单位")]
    hazard: Annotated[str, Needed("重大事故隐患", article=LISTING_RULES)]
    level: Annotated[str, Needed("督办级别")]
    supervisor: Annotated[str, Needed("监管责任单位", article=LISTING_RULES)]
    demands: Annotated[str, Needed("整改要求", article=LISTING_RULES)]
    due_on: Annotated[dt.date | None, Needed("督办期限", article=LISTING_RULES)]
    cite: str = ""
    place: str = ""
    found_on: dt.date | None = None
    person: str = ""
    copies_to: str = ""


@paper(
    kind="delisting_notice",
    label="重大事故隐患摘牌通知书",
    code="摘牌",
    template="typst/delisting_notice.typ",
    style=Style.OFFICE,
)
@dataclass(frozen=True)
class DelistingNotice:
    """重大事故隐患摘牌通知书: accepted, closed, and no longer supervised."""

    party: Annotated[str, Needed("责任单位")]
    hazard: Annotated[str, Needed("重大事故隐患", article=LISTING_RULES)]
    level: Annotated[str, Needed("督办级别")]
    supervisor: Annotated[str, Needed("监管责任单位")]
    opinion: Annotated[str, Needed("验收意见", article=LISTING_RULES)]
    listed_on: dt.date | None = None
    listing_number: str = ""
    accepted_on: dt.date | None = None
    copies_to: str = ""
