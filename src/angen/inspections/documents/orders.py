"""What orders something on site, and what is found when it is looked at again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from angen.inspections.states import POWERS, RECHECK_RULES, TWO_OFFICERS
from angen.papers.registry import Needed, Signer, Supervision, paper


@dataclass(frozen=True)
class Problem:
    """One hazard as a paper names it; ``cite`` is the standard with its clause."""

    text: str
    cite: str = ""
    major: bool = False
    due_on: dt.date | None = None
    unit: str = ""
    person: str = ""
    goal: str = ""


@dataclass(frozen=True)
class Remedy:
    """Where and how long one may complain (行政复议法 第二十条, 行政诉讼法 第四十六条).

    A number that no pack sets is left open, to be written in by hand.
    """

    government: str
    days: int | None
    months: int | None


Problems = Annotated[tuple[Problem, ...], Needed("存在的问题")]
Officers = Annotated[tuple[Signer, ...], Needed("执法人员", least=2, article=TWO_OFFICERS)]


@paper(
    kind="rectification_order",
    label="责令限期整改指令书",
    code="责改",
    template="typst/rectification_order.typ",
    supervision=Supervision("限期整改意见书", "整改"),
)
@dataclass(frozen=True)
class RectificationOrder:
    """责令限期整改指令书: the problems one by one, by when and by whom. ``remedy`` is empty on the
    supervision form, which orders nothing.
    """

    party: Annotated[str, Needed("被检查单位")]
    problems: Problems
    due_on: Annotated[dt.date | None, Needed("整改期限", article=POWERS)]
    officers: Officers
    inspected_on: dt.date | None = None
    remedy: Remedy | None = None
    reason: str = ""


@paper(
    kind="measures_decision",
    label="现场处理措施决定书",
    code="现决",
    template="typst/measures_decision.typ",
)
@dataclass(frozen=True)
class MeasuresDecision:
    """现场处理措施决定书 (安全生产法 第六十五条): what is dangerous, on which ground, what is ordered.

    It has no supervision form: without authority nothing can be decided.
    """

    party: Annotated[str, Needed("被检查单位")]
    problems: Problems
    measures: Annotated[tuple[str, ...], Needed("处理措施", article=POWERS)]
    scope: Annotated[str, Needed("措施适用的场所、设施", article=POWERS)]
    officers: Officers
    grounds: str = "《中华人民共和国安全生产法》第六十五条第一款第（三）项"
    inspected_on: dt.date | None = None
    due_on: dt.date | None = None
    remedy: Remedy | None = None


@dataclass(frozen=True)
class RecheckLine:
    """What was found of one hazard; ``new_due_on`` where it was not rectified."""

    text: str
    passed: bool
    note: str = ""
    new_due_on: dt.date | None = None


@paper(
    kind="recheck_opinion",
    label="整改复查意见书",
    code="复查",
    template="typst/recheck_opinion.typ",
    supervision=Supervision("监督检查复查意见书", "复查"),
)
@dataclass(frozen=True)
class RecheckOpinion:
    """整改复查意见书: the original paper with its date and number, and the opinion on each problem.

    ``resumed`` are the measures on site that end with it (安全生产法 第六十五条).
    """

    party: Annotated[str, Needed("被复查单位")]
    opinion: Annotated[str, Needed("复查意见", article=RECHECK_RULES)]
    officers: Officers
    lines: tuple[RecheckLine, ...] = ()
    checked_on: dt.date | None = None
    by_papers: bool = False
    original_label: str = ""
    original_number: str = ""
    original_on: dt.date | None = None
    resumed: tuple[str, ...] = ()
    scope: str = ""
