"""What to do next: which ledger lacks what, and what a rule asks for that is not met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import NoReverseMatch
from sqlglot import exp

from angen.assess.evidence import book_of, model_named
from angen.assess.facts import UnitFact
from angen.assess.standing import Line
from angen.orgs.models import LedgerStatement
from angen.policy.schema import Step
from angen.rulebook.queries import written
from angen.rulebook.words import label_of, unit_of

# Where the records of each ledger are entered.
KEPT_IN: Mapping[str, str] = {
    "offices": "orgs.agency",
    "officers": "orgs.appointment",
    "certificates": "orgs.certificate",
    "village_officers": "orgs.villageofficer",
    "grants": "orgs.grant",
    "training": "capacity.attendance",
    "equipment": "capacity.equipmentitem",
    "funds": "capacity.budgetline",
    "documents": "capacity.fileddocument",
    "premises": "capacity.premises",
    "insurance": "capacity.insurance",
    "field_days": "capacity.fieldday",
    "declarations": "capacity.conductdeclaration",
}
STEPS: Mapping[str, str] = {
    "circular": "通报",
    "rectify": "限期整改",
    "accountability": "问责",
    "statement": "作出说明",
    "fail_year": "年度考核不合格",
    "talk": "约谈",
    "supervise": "挂牌督办",
}


@dataclass(frozen=True)
class Advice:
    """One thing to do; ``url`` leads to the ledger, empty where there is none to open."""

    text: str
    url: str = ""
    ledger: str = ""


def ledger_label(ledger: str) -> str:
    """The Chinese name of a ledger of statements."""
    names = dict(LedgerStatement.Ledger.choices)
    return str(names.get(ledger, ledger))


def ledger_url(ledger: str) -> str:
    """The page of the ledger where its records are entered; empty where none is installed."""
    model = model_named(KEPT_IN.get(ledger, ""))
    book = book_of(model) if model is not None else None
    try:
        return book.url() if book is not None else ""
    except NoReverseMatch:
        return ""


def missing_of(fact: UnitFact) -> str:
    """Why a fact is unknown, in a few words; empty for a known one."""
    if fact.value is not None:
        return ""
    if fact.short:
        return f"缺{fact.short}条"
    if fact.whole is not None:
        return "没有可供计算的记录"
    return "没有记录，也没有零申报"


def for_unknown(fact: UnitFact) -> Advice:
    """How a fact becomes known."""
    label, ledger = label_of(fact.name), ledger_label(fact.ledger)
    url = ledger_url(fact.ledger)
    if fact.short and fact.stated is not None:
        said = f"{fact.stated.as_of}申报{fact.stated.number}条"
        text = f"{ledger}台账{said}，还缺{fact.short}条记录：请补登记，申报有误的请更正申报。"
    elif fact.ledger:
        text = f"{ledger}台账没有记录：请登记；确实没有的，请作零申报。"
    elif fact.whole is not None:
        text = f"“{label}”没有可供计算的记录：请先登记有关记录。"
    else:
        text = f"“{label}”没有数据：请补充登记。"
    return Advice(text, url, ledger if fact.ledger else "")


def for_line(line: Line) -> list[Advice]:
    """What the unit should do about a standard: nothing where it is met or does not apply."""
    if line.outcome == "unknown":
        found = [for_unknown(fact) for fact in line.facts if fact.value is None]
        absent = set(line.result.missing) - {fact.name for fact in line.facts}
        found += [Advice(f"“{label_of(n)}”没有数据：请补充登记。") for n in sorted(absent)]
        return list(dict.fromkeys(found))
    if line.outcome != "not_met":
        return []
    gap = gap_of(line)
    urls = [url for fact in line.facts if fact.ledger and (url := ledger_url(fact.ledger))]
    first = [Advice(gap, urls[0] if urls else "")] if gap else []
    return first + [Advice(step_words(step)) for step in line.standard.if_not]


def step_words(step: Step) -> str:
    """A consequence in words."""
    text = STEPS.get(step.do, step.do)
    if step.within is not None:
        kind = "个工作日" if step.within.working_days else "日"
        text = f"{step.within.working_days or step.within.natural_days}{kind}内{text}"
    return f"将{text}（{step.cite}）" if step.cite else f"将{text}"


def gap_of(line: Line) -> str:
    """How far a plain comparison of one fact with one number is from being met; else empty."""
    tree = line.standard.requires.tree
    if not isinstance(tree, (exp.GTE, exp.LTE)):
        return ""
    fact = next((f for f in line.facts if f.name == tree.this.name), None)
    limit = _number(line, tree.expression)
    if fact is None or fact.value is None or limit is None:
        return ""
    unit, label = unit_of(fact.name), label_of(fact.name)
    if unit == "比例":
        return f"{label}现为{fact.value * 100:.1f}%，应{_side(tree)}{limit * 100:.1f}%。"
    if isinstance(tree, exp.GTE):
        return f"{label}还差{written(limit - fact.value)}{unit}。"
    return f"{label}超出{written(fact.value - limit)}{unit}。"


def _side(tree: exp.Expression) -> str:
    return "不低于" if isinstance(tree, exp.GTE) else "不高于"


def _number(line: Line, node: exp.Expression) -> Decimal | None:
    if isinstance(node, exp.Literal):
        return Decimal(str(node.this))
    if isinstance(node, exp.Column):
        return next((v.value for v in line.result.values if v.name == node.name), None)
    return None
