"""A kind of paper for tests: an order with problems, a deadline and two officers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any

from angen.papers import registry
from angen.papers.registry import Needed, Signer, Supervision, paper

OFFICERS = (Signer("镕堃", "42120001"), Signer("李喆龘犇", "42120002"))
PROBLEMS = ("配电箱未上锁", "灭火器压力不足")


@dataclass(frozen=True)
class Order:
    party: Annotated[str, Needed("被检查单位")]
    problems: Annotated[tuple[str, ...], Needed("存在问题")]
    deadline: Annotated[dt.date | None, Needed("整改期限")]
    officers: Annotated[
        tuple[Signer, ...], Needed("执法人员", least=2, article="行政处罚法 第四十二条")
    ]
    at: dt.datetime | None = None
    remark: str = ""


@dataclass(frozen=True)
class Scheme:
    """Has no supervision form."""

    party: Annotated[str, Needed("被检查单位")]
    problems: tuple[str, ...] = PROBLEMS
    deadline: dt.date = dt.date(2026, 12, 5)
    officers: tuple[Signer, ...] = OFFICERS
    at: dt.datetime | None = None
    remark: str = ""


def declare() -> None:
    paper(
        kind="test_order",
        label="责令限期整改指令书",
        code="责改",
        template="typst/order.typ",
        supervision=Supervision("限期整改意见书", "整改"),
    )(Order)
    paper(kind="test_scheme", label="现场检查方案", code="检查", template="typst/order.typ")(Scheme)


def withdraw() -> None:
    registry.withdraw("test_order")
    registry.withdraw("test_scheme")


def order(**changes: Any) -> Order:
    """An order that may be issued as it is."""
    fields: dict[str, Any] = {
        "party": "咸宁市某某木业有限公司",
        "problems": PROBLEMS,
        "deadline": dt.date(2026, 12, 5),
        "officers": OFFICERS,
        **changes,
    }
    return Order(**fields)
