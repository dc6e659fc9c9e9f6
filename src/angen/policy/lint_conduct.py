"""Linter: what a score may not reward.

Fines may not be tied to assessment (行政处罚法 第七十四条; 湖南省政府办公厅意见 第20条), so such a rule is
refused. Rewarding more inspections or more cases runs against the rules on inspections of
enterprises (国办发〔2024〕54号, 应急〔2025〕11号): computed, marked, and warned of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Protocol

from angen.policy.pack import Pack
from angen.policy.problems import Problem, Spot, problem_at
from angen.policy.uses import uses

FINE_NAME = re.compile(r"(^|_)(fines?|fined|penalty_amounts?|penalties_amount)(_|$)")
FINE_TEXT = re.compile(
    r"(罚款|罚没款?|处罚)(总额|数额|金额|额|收入|指标|任务|数量|总量|到位率|增长|增幅|排名)"
)
# A rule that forbids or caps fines, or sends them to the treasury, speaks of them rightly.
FINE_RIGHTLY = re.compile(
    r"不得|禁止|严禁|不下达|不与|脱钩|上缴|国库|收支两条线|不超过|以下|以内|限额|上限"
)
VOLUME_TEXT = re.compile(
    r"(检查|执法)(次数|家次|数量|总量)|立案(数|率|数量|件数)|办案(数|数量|件数)|(案件|处罚)(数|数量|件数)"
)
VOLUME_RIGHTLY = re.compile(r"不超过|上限|不得|减少|压减|频次限制|以内")

FINE_SENTENCE = (
    "罚款数额不得与评分、排名或达标挂钩（行政处罚法第七十四条；湖南意见第20条），请删去这一条。"
)
VOLUME_SENTENCE = (
    "以检查或办案数量论好坏，与国办发〔2024〕54号、应急〔2025〕11号规范涉企检查的要求不合；"
    "仍会计算，但页面和通报会注明，建议改用质量或闭环指标。"
)


class Tagged(Protocol):
    """An indicator with its tags."""

    @property
    def tags(self) -> frozenset[str]: ...


def fines_and_volume(pack: Pack, indicators: Mapping[str, Tagged]) -> Iterator[Problem]:
    """Refuse rules tied to fines and warn of rules that reward volume, once for each place."""
    seen: set[tuple[str, Spot]] = set()
    for spot, says, names, judged in _places(pack):
        tags = {tag for name in names if name in indicators for tag in indicators[name].tags}
        made_up = any(
            FINE_NAME.search(name)
            for name in names
            if name not in indicators and name not in pack.values
        )
        fined = "fine" in tags or made_up or _tied(says, FINE_TEXT, FINE_RIGHTLY)
        if fined and ("fine", spot) not in seen:
            seen.add(("fine", spot))
            yield problem_at(spot, FINE_SENTENCE, code="fine")
        # Whether there was anything to judge may be asked of the volume; it earns nothing.
        volume = ("volume" in tags and judged) or _tied(says, VOLUME_TEXT, VOLUME_RIGHTLY)
        if volume and not fined and ("volume", spot) not in seen:
            seen.add(("volume", spot))
            yield problem_at(spot, VOLUME_SENTENCE, severity="warning", code="volume")


def _tied(says: str, pattern: re.Pattern[str], rightly: re.Pattern[str]) -> bool:
    """Whether a clause of the sentence speaks of it without forbidding or capping it."""
    clauses = re.split(r"[，。；,;]", says)
    return any(pattern.search(each) and not rightly.search(each) for each in clauses)


def _places(pack: Pack) -> Iterator[tuple[Spot, str, tuple[str, ...], bool]]:
    """Every rule with its words, the indicators it reads, and whether it judges."""
    for use in uses(pack):
        judges = use.role != "condition" and not use.gate
        yield use.spot, use.says, use.names, judges
    for duty in pack.duties:
        yield duty.spot("says"), duty.says, (), True
    for rating in pack.ratings:
        for aspect in rating.aspects:
            yield aspect.spot("says"), aspect.says, (), True
        for item in rating.items:
            if item.scored_by == "people":
                yield item.spot("says"), item.says, (), True
            for line in item.rubric:
                yield line.spot("says"), line.says, (), True
        for extra in rating.adjustments:
            if extra.scored_by == "people":
                yield extra.spot("says"), extra.says, (), True
