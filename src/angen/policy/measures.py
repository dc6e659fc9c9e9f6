"""Units of measure through an expression: people are not compared with yuan."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlglot import exp

from angen.policy.expressions import COMPARISONS

# One word for each unit; packs and indicators may write any of these.
SAME = {
    "person": "人",
    "people": "人",
    "officer": "人",
    "officers": "人",
    "名": "人",
    "yuan": "元",
    "rmb": "元",
    "cny": "元",
    "cent": "分钱",
    "cents": "分钱",
    "day": "天",
    "days": "天",
    "日": "天",
    "month": "月",
    "months": "月",
    "个月": "月",
    "year": "年",
    "years": "年",
    "hour": "小时",
    "hours": "小时",
    "学时": "小时",
    "ratio": "比例",
    "percent": "%",
    "point": "分",
    "points": "分",
    "time": "次",
    "times": "次",
    "set": "套",
    "sets": "套",
    "item": "项",
    "items": "项",
}
RATIO = "比例"

UnitOf = Callable[[str], str | None]


class Mismatch(ValueError):
    """Two quantities of different units met; the message is a Chinese sentence."""


def canonical(unit: str) -> str:
    """The one word for a unit of measure."""
    unit = unit.strip()
    return SAME.get(unit.lower(), unit)


def measure(node: exp.Expression, unit_of: UnitOf) -> str | None:
    """The unit that ``node`` yields; None for a bare number, a word or a condition.

    Raises Mismatch where two known units that differ are compared, added or chosen between.
    """
    match node:
        case exp.Column():
            unit = unit_of(node.name)
            return None if unit is None else canonical(unit)
        case exp.Mul() | exp.Div():
            return _product(node, unit_of)
        case exp.Add() | exp.Sub() | exp.Least() | exp.Greatest():
            others = [node.expression] if isinstance(node, (exp.Add, exp.Sub)) else node.expressions
            return _same([node.this, *others], unit_of)
        case exp.Between():
            _same([node.this, node.args["low"], node.args["high"]], unit_of)
            return None
        case exp.In():
            _same([node.this, *node.expressions], unit_of)
            return None
        case exp.Case():
            for branch in node.args["ifs"]:
                measure(branch.this, unit_of)
            results = [branch.args["true"] for branch in node.args["ifs"]]
            return _same([*results, node.args["default"]], unit_of)
        case exp.Paren() | exp.Neg() | exp.Abs() | exp.Round() | exp.Floor() | exp.Ceil():
            return measure(node.this, unit_of)
        case exp.And() | exp.Or():
            measure(node.this, unit_of)
            measure(node.expression, unit_of)
        case exp.Not() | exp.Is():
            measure(node.this, unit_of)
        case _ if isinstance(node, COMPARISONS):
            _same([node.this, node.expression], unit_of)
    return None


def _product(node: exp.Expression, unit_of: UnitOf) -> str | None:
    left, right = measure(node.this, unit_of), measure(node.expression, unit_of)
    if isinstance(node, exp.Div):
        if left is not None and left == right:
            return RATIO
        return left if right in (None, RATIO) else None
    if left in (None, RATIO):
        return right if right is not None else left
    return left if right in (None, RATIO) else None


def _same(nodes: Iterable[exp.Expression], unit_of: UnitOf) -> str | None:
    known: tuple[exp.Expression, str] | None = None
    for node in nodes:
        unit = measure(node, unit_of)
        if unit is None:
            continue
        if known is None:
            known = (node, unit)
        elif known[1] != unit:
            raise Mismatch(
                f"“{known[0].sql('duckdb')}”的单位是{known[1]}，“{node.sql('duckdb')}”的单位是"
                f"{unit}，不能相比或相加，请换成同一单位。"
            )
    return known[1] if known else None
