"""A county with four towns whose marks by quarter are stated, and a pack that rates them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import ibis

from angen.kernel.indicators import Indicator, Measure, Period
from angen.orgs.models import Area, LedgerStatement
from angen.rulebook.actions import install_pack
from assess import packs, world

MARK, HOLDERS, PLANS, CHECKED = "offices", "certificates", "training", "funds"
# Towns by name, with their marks of the first three quarters.
MARKS = {"甲": (95, 92, 96), "乙": (80, 80, 80), "丙": (80, 55, 52), "丁": (50, 58, 95)}


def _stated(ledger: str, label: str, unit: str, name: str, tags=frozenset()) -> Indicator:
    """The number a unit stated for a ledger within the period."""

    def definition(t, period: Period) -> Measure:
        said = t.orgs_ledgerstatement
        said = said.filter((said.ledger == ledger) & said.as_of.between(period.start, period.end))
        return Measure(
            said.select(
                unit_id=said.area_id,
                record_id=said.id.cast("string"),
                record_type=ibis.literal("orgs.ledgerstatement"),
                value=said["count"],
            )
        )

    return Indicator(name, label, unit, "period", definition, frozenset(tags))


INDICATORS = {
    each.name: each
    for each in (
        _stated(MARK, "任务得分", "分", "task_marks"),
        _stated(HOLDERS, "持证人数", "人", "card_holders"),
        _stated(PLANS, "应检企业", "家", "plan_due"),
        _stated(CHECKED, "检查家次", "次", "visits_made", {"volume"}),
    )
}
RATINGS = """
- id: effect
  says: 执法效能评估
  cite: 三
  cycle: quarter
  applies_to: {kind: [town, street]}
  rank_within: prefecture
  least_points: 50
  aspects:
    - says: 任务
      items:
        - {id: marks, says: 任务完成, points: 60, score: "task_marks * 0.6", cite: 三}
        - {id: visits, says: 检查家次, points: 10, score: "least(visits_made, 10)", cite: 三, when: plan_due > 0}
    - says: 评查
      items:
        - id: files
          says: 案卷评查
          points: 30
          cite: 三
          scored_by: people
          second_scorer: true
          max_difference: 5
          rubric: [{says: 程序, points: 20}, {says: 文书, points: 10}]
  gates:
    - {when: card_holders < 1, grade: 不合格, cite: 二, says: 没有持证人员}
  grades:
    - {name: 优秀, when: score >= 90}
    - {name: 合格, when: score >= pass_mark}
    - {name: 不合格, fails: true}
- id: annual
  says: 年度考核
  cite: 三
  cycle: year
  applies_to: {kind: [town, street]}
  parts:
    - {rating: effect, weight: 1, at_least: 3, basis: design}
  grades:
    - {name: 合格, when: score >= pass_mark}
    - {name: 不合格, fails: true}
"""
CONSEQUENCES = """
- {rating: effect, when: "grade = '不合格'", do: circular, cite: 三}
- {rating: effect, when: "grade = '不合格'", do: rectify, cite: 三, within: {natural_days: 30}}
- {rating: effect, when: "failing_streak >= 2", do: accountability, cite: 三, within: {working_days: 20}}
- {rating: effect, when: "rank_from_last <= last_places", do: statement, cite: 三}
- {rating: effect, when: "rank = 1", do: reward, cite: 三}
"""
VALUES = (
    packs.VALUES
    + """
pass_mark:
  2021-01-01: {value: 60, unit: 分, cite: 三}
last_places:
  2021-01-01: {value: 1, unit: 个, cite: 三}
appeal_days:
  2021-01-01: {value: 3650, unit: 天, cite: 三}
appeal_decision_days:
  2021-01-01: {value: 20, unit: 天, cite: 三}
"""
)
ENDS = (dt.date(2021, 3, 31), dt.date(2021, 6, 30), dt.date(2021, 9, 30))


def files(**changes: str) -> dict[str, str]:
    """The pack, with texts replaced."""
    texts = {"ratings": RATINGS, "consequences": CONSEQUENCES, "values": VALUES} | changes
    return packs.pack(**texts)


def town(code: str, name: str, county: Area, marks: tuple[int | None, ...]) -> Area:
    made = world.township(code, name, county)
    world.office(made)
    for end, mark in zip(ENDS, marks, strict=False):
        for ledger, number in ((MARK, mark), (HOLDERS, 2), (PLANS, 3), (CHECKED, 10)):
            if number is not None:
                state(made, ledger, number, end)
    return made


def state(unit: Area, ledger: str, number: int, on: dt.date) -> None:
    LedgerStatement.objects.update_or_create(
        area=unit, ledger=ledger, as_of=on, defaults={"count": number, "stated_by": "张三"}
    )


def built() -> tuple[Area, dict[str, Area]]:
    """The city and its towns by name; the pack is installed."""
    county = world.county()
    towns = {
        name: town(f"37110200{n}", name, county, marks)
        for n, (name, marks) in enumerate(MARKS.items(), 1)
    }
    city = county.parent
    assert city is not None
    world.office(city, "committee_office")
    install_pack(files(), by=None)
    return city, towns


FULL = [Decimal(20), Decimal(10)]
