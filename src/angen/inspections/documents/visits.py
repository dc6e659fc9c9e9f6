"""The scheme of a visit and its record (安全生产法 第六十五条、第六十八条)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from angen.inspections.states import CARD, RECORD, TWO_OFFICERS
from angen.papers.registry import Needed, Signer, Supervision, paper


@paper(
    kind="inspection_scheme",
    label="现场检查方案",
    code="检查",
    template="typst/inspection_scheme.typ",
    supervision=Supervision("安全生产监督检查方案", "检查"),
)
@dataclass(frozen=True)
class InspectionScheme:
    """现场检查方案: whom, when, by whom and what for, with its approval."""

    party: Annotated[str, Needed("被检查单位")]
    planned_on: Annotated[dt.date, Needed("检查时间")]
    content: Annotated[str, Needed("检查内容")]
    officers: Annotated[tuple[Signer, ...], Needed("检查人员", least=2, article=TWO_OFFICERS)]
    approved_by: Annotated[str, Needed("批准人")]
    approved_on: Annotated[dt.date | None, Needed("批准日期")]
    address: str = ""
    contact: str = ""
    phone: str = ""
    sector: str = ""
    origin: str = ""
    manner: str = ""
    prepared_by: str = ""
    helpers: str = ""
    partners: str = ""
    remark: str = ""


@paper(
    kind="inspection_record",
    label="现场检查记录",
    code="检记",
    template="typst/inspection_record.typ",
    supervision=Supervision("安全生产监督检查记录", "现记"),
)
@dataclass(frozen=True)
class InspectionRecord:
    """现场检查记录: what was looked at and found, signed by both sides or with a witness."""

    party: Annotated[str, Needed("被检查单位")]
    started_at: Annotated[dt.datetime | None, Needed("检查开始时间", article=RECORD)]
    ended_at: Annotated[dt.datetime | None, Needed("检查结束时间", article=RECORD)]
    place: Annotated[str, Needed("检查场所", article=RECORD)]
    narrative: Annotated[str, Needed("检查情况", article=RECORD)]
    officers: Annotated[tuple[Signer, ...], Needed("检查人员", least=2, article=TWO_OFFICERS)]
    card_shown: Annotated[str, Needed("出示执法证件", article=CARD)]
    address: str = ""
    principal: str = ""
    principal_phone: str = ""
    met_person: str = ""
    met_post: str = ""
    met_phone: str = ""
    problems: tuple[str, ...] = ()
    helpers: str = ""
    partners: str = ""
    filmed: bool = False
    refused: bool = False
    refusal: str = ""
    witness: str = ""
