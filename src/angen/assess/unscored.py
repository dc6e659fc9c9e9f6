"""Why a unit or an item has no points, in words: not applicable, below the minimum sample, unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlglot import exp

from angen.policy.pack import Pack
from angen.policy.rated import Aside
from angen.policy.schema_scores import Adjustment, Item, Rating, Sample
from angen.rulebook.queries import written
from angen.rulebook.words import BASIS, amount, in_words, label_of, unit_of

PEOPLE, GRADE, GATE = "people", "grade", "gate"
NOTHING = "没有应计入的记录"
SHOWN = Decimal("0.01")
Facts = Sequence[tuple[str, str | None]]


@dataclass(frozen=True)
class Reason:
    """Why a unit was set aside. ``text`` is one sentence without a full stop.

    ``words`` and ``expression`` are the rule, ``facts`` what it read (name and value as text).
    """

    text: str
    words: str = ""
    expression: str = ""
    cite: str = ""
    basis: str = ""
    facts: tuple[tuple[str, str | None], ...] = ()


def reason_of(pack: Pack, rating: Rating, aside: Aside) -> Reason:
    """The reason of a unit that is not applicable or below the minimum sample."""
    facts = tuple((f.name, None if f.value is None else format(f.value, "f")) for f in aside.facts)
    cite, basis = rating.cite or "", BASIS.get(rating.basis, "")
    if aside.kind == "where" and rating.where is not None:
        words = in_words(rating.where, pack)
        text = f"不适用：{_said(facts)}，不在评定范围（{words}）"
        return Reason(text, words, rating.where.text, cite, basis, facts)
    if aside.kind == "sample" and rating.sample is not None:
        sample = rating.sample
        return Reason(
            sample_words(pack, sample, facts),
            _rule(pack, sample),
            f"{sample.count.text} >= {written(sample.at_least)}",
            sample.cite or cite,
            BASIS.get(sample.basis, ""),
            facts,
        )
    if aside.kind == "few" and aside.points is not None:
        apply, least = written(aside.points), written(rating.least_points)
        text = f"样本不足：适用的评分项合计{apply}分，至少{least}分"
        return Reason(text, f"适用的评分项合计不少于{least}分", "", cite, basis)
    return Reason("各项都不适用或者样本不足", "至少有一项可以评分", "", cite, basis)


def _rule(pack: Pack, sample: Sample) -> str:
    least, tree = written(sample.at_least), sample.count.tree
    if isinstance(tree, exp.Greatest):
        names = "、".join(label_of(name) for name in sample.count.names)
        return f"{names}至少一项不少于{least}"
    return f"{in_words(sample.count, pack)}不少于{least}"


def sample_words(pack: Pack, sample: Sample, facts: Facts) -> str:
    """How much there was and how much it takes."""
    least, tree = written(sample.at_least), sample.count.tree
    if isinstance(tree, exp.Column):
        return f"样本不足：{_said(facts)}，至少{least}{unit_of(tree.name)}"
    if isinstance(tree, exp.Greatest):
        unit = unit_of(facts[0][0]) if facts else ""
        return f"样本不足：{_said(facts)}，至少一项要有{least}{unit}"
    return f"样本不足：{_said(facts)}，{_rule(pack, sample)}才评"


def _said(facts: Facts) -> str:
    return "、".join(f"{label_of(name)}{fact_words(name, value)}" for name, value in facts)


def item_reason(pack: Pack, source: Item | Adjustment | None, stored: Mapping[str, Any]) -> str:
    """Why an item has no points; empty for one that has."""
    outcome, facts = stored["outcome"], [(name, value) for name, value in stored["facts"]]
    if outcome == "below_sample" and isinstance(source, Item) and source.sample is not None:
        return sample_words(pack, source.sample, facts)
    if outcome == "not_applicable":
        when = source.when if source is not None else None
        empty = [label_of(name) for name, value in facts if value is None]
        if when is not None and not empty:
            return f"不适用：{_said(facts)}，条件是{in_words(when, pack)}"
        named = f"（{'、'.join(empty)}）" if empty else ""
        return f"不适用：本期{NOTHING}{named}，分值按比例分到其他项"
    return unknown_words(stored)


def number(value: str | None) -> str:
    """A number of a stored result for reading, to two places; stored it stays exact."""
    return "" if value is None else written(Decimal(value).quantize(SHOWN))


def fact_words(name: str, value: str | None) -> str:
    """A fact with its unit."""
    if name == "yellow_cards":
        return f"{number(value)}张"
    return amount(None if value is None else Decimal(value), unit_of(name))


def unknown_words(item: Mapping[str, Any]) -> str:
    """Why an item was not scored, shortly."""
    if item["outcome"] == "not_applicable":
        return "不适用"
    if item["outcome"] == "below_sample":
        return "样本不足"
    if item["outcome"] == "unknown":
        return f"未知：{missing_words(item['missing'])}"
    return ""


def missing_words(names: Sequence[str]) -> str:
    """What is missing, in words."""
    said = {PEOPLE: "还没有人评分", GRADE: "等次条件缺数据", GATE: "否决项缺数据"}
    return "、".join(said.get(name) or f"缺{label_of(name)}" for name in names) or "缺数据"
