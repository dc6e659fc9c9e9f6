"""Formulas of packs in plain Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from sqlglot import exp

from angen.kernel.indicators import Indicator, registered
from angen.orgs.models import Area, KeyListEntry
from angen.policy.expressions import Expression
from angen.policy.pack import Pack
from angen.policy.schema import AppliesTo
from angen.rulebook.queries import written

Naming = Callable[[str], str]

COMPARED: Mapping[type[exp.Expression], str] = {
    exp.EQ: "等于",
    exp.NEQ: "不等于",
    exp.GT: "大于",
    exp.GTE: "不少于",
    exp.LT: "少于",
    exp.LTE: "不超过",
}
COUNTED: Mapping[type[exp.Expression], str] = {
    exp.Add: "＋",
    exp.Sub: "－",
    exp.Mul: "×",
    exp.Div: "÷",
}
FUNCTIONS: Mapping[type[exp.Expression], str] = {
    exp.Least: "取最小",
    exp.Greatest: "取最大",
    exp.Abs: "绝对值",
    exp.Round: "四舍五入",
    exp.Floor: "向下取整",
    exp.Ceil: "向上取整",
}
BASIS = {"unverified": "待核", "design": "设计"}
SPECIAL = {"level": "层级", "kind": "类别", "points": "分值", "score": "得分", "grade": "等次"}


def in_words(expression: Expression, pack: Pack) -> str:
    """What a formula asks, with indicators and values by their Chinese names."""
    known = registered()

    def naming(name: str) -> str:
        if name in known:
            return known[name].label
        if name in pack.values:
            return pack.values[name].says or name
        return SPECIAL.get(name, name)

    return _words(expression.tree, naming)


def label_of(name: str) -> str:
    """The Chinese name of an indicator; its own name where none is registered."""
    indicator: Indicator | None = registered().get(name)
    return indicator.label if indicator is not None else name


def unit_of(name: str) -> str:
    """The unit of measure of an indicator, empty for one that is not registered."""
    indicator = registered().get(name)
    return indicator.unit if indicator is not None else ""


def amount(value: Decimal | None, unit: str) -> str:
    """A number with its unit; a share of one as percent."""
    if value is None:
        return "未知"
    return f"{value * 100:.1f}%" if unit == "比例" else f"{written(value)}{unit}"


def _words(node: exp.Expression, naming: Naming) -> str:
    def sub(child: exp.Expression) -> str:
        return _words(child, naming)

    kind = type(node)
    if kind in COMPARED:
        return f"{sub(node.this)}{COMPARED[kind]}{sub(node.expression)}"
    if kind in COUNTED:
        return f"{sub(node.this)}{COUNTED[kind]}{sub(node.expression)}"
    if kind in FUNCTIONS:
        others = "、".join(sub(each) for each in (node.this, *node.expressions))
        return f"{FUNCTIONS[kind]}（{others}）"
    match node:
        case exp.Paren():
            return f"（{sub(node.this)}）"
        case exp.And():
            return f"{sub(node.this)}，并且{sub(node.expression)}"
        case exp.Or():
            return f"{sub(node.this)}，或者{sub(node.expression)}"
        case exp.Not():
            return f"不是（{sub(node.this)}）"
        case exp.Column():
            return naming(node.name)
        case exp.Literal():
            return f"“{node.this}”" if node.is_string else written(Decimal(str(node.this)))
        case exp.Neg():
            return f"－{sub(node.this)}"
        case exp.Between():
            return f"{sub(node.this)}在{sub(node.args['low'])}到{sub(node.args['high'])}之间"
        case exp.In():
            return f"{sub(node.this)}是{'、'.join(sub(e) for e in node.expressions)}之一"
        case exp.Is():
            return f"{sub(node.this)}未知"
        case exp.Boolean():
            return "成立" if node.this else "不成立"
    return node.sql("duckdb")


def applies_words(rule: AppliesTo) -> str:
    """Which units a rule is for."""
    levels = dict(Area.Level.choices)
    kinds = dict(Area.Kind.choices)
    lists = dict(KeyListEntry.List.choices)
    parts = []
    if rule.level:
        parts.append("、".join(str(levels.get(each, each)) for each in rule.level))
    if rule.kind:
        parts.append("、".join(str(kinds.get(each, each)) for each in rule.kind))
    if rule.key_list:
        names = (str(lists.get(each.replace("-", "_"), each)) for each in rule.key_list)
        parts.append("列入" + "、".join(names))
    if rule.features:
        parts.append("有“" + "”“".join(rule.features) + "”特征")
    return "；".join(parts) or "所有单位"
