"""The formulas of a pack: one scalar SQL expression each, parsed and white-listed.

Allowed: names, numbers, quoted words against a text name, comparison, ``and or not``, ``+ - * /``,
``between``, ``in``, ``is null``, ``case when``, ``least greatest abs round floor ceil``.
Everything else is refused with a sentence, above all what would turn unknown into a number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

Kind = Literal["boolean", "number", "text"]

MAX_CHARS = 1000
MAX_NODES = 300
MAX_DEPTH = 30
INTEGER_DIGITS = 18
DECIMAL_DIGITS = 9

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
NUMBER = re.compile(rf"\d{{1,{INTEGER_DIGITS}}}(\.\d{{1,{DECIMAL_DIGITS}}})?")

# Attributes of a unit, readable wherever an expression is about one unit.
UNIT_NAMES: Mapping[str, Kind] = {"level": "text", "kind": "text"}
# Words that other files of a pack add; only the fields that declare them may read them.
ITEM_NAMES: Mapping[str, Kind] = {"points": "number"}
GRADE_NAMES: Mapping[str, Kind] = {"score": "number"}
GATE_NAMES: Mapping[str, Kind] = {"yellow_cards": "number"}
CONSEQUENCE_NAMES: Mapping[str, Kind] = {
    "score": "number",
    "grade": "text",
    "rank": "number",
    "rank_from_last": "number",
    "peers": "number",
    "failing_streak": "number",
    "last_streak": "number",
    "vetoes": "number",
}
SPECIAL_NAMES: frozenset[str] = frozenset(
    {*UNIT_NAMES, *ITEM_NAMES, *GATE_NAMES, *CONSEQUENCE_NAMES}
)

COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div)

# The only nodes an expression may hold, each with the arguments it may carry. An argument that a
# later sqlglot invents is refused until somebody has thought about it.
ALLOWED: Mapping[type[exp.Expression], frozenset[str]] = {
    exp.Column: frozenset({"this"}),
    exp.Identifier: frozenset({"this"}),
    exp.Literal: frozenset({"this", "is_string"}),
    exp.Boolean: frozenset({"this"}),
    exp.Null: frozenset(),
    exp.Paren: frozenset({"this"}),
    exp.Neg: frozenset({"this"}),
    exp.Not: frozenset({"this"}),
    exp.And: frozenset({"this", "expression"}),
    exp.Or: frozenset({"this", "expression"}),
    exp.Div: frozenset({"this", "expression", "typed", "safe"}),
    exp.Between: frozenset({"this", "low", "high"}),
    exp.In: frozenset({"this", "expressions"}),
    exp.Is: frozenset({"this", "expression"}),
    exp.Case: frozenset({"ifs", "default"}),
    exp.If: frozenset({"this", "true"}),
    exp.Least: frozenset({"this", "expressions", "ignore_nulls"}),
    exp.Greatest: frozenset({"this", "expressions", "ignore_nulls"}),
    exp.Abs: frozenset({"this"}),
    exp.Floor: frozenset({"this"}),
    exp.Ceil: frozenset({"this"}),
    exp.Round: frozenset({"this", "decimals"}),
    **{
        each: frozenset({"this", "expression"})
        for each in (*COMPARISONS, exp.Add, exp.Sub, exp.Mul)
    },
}

REASONS: Mapping[type[exp.Expression], str] = {
    exp.Coalesce: "coalesce会把未知当成数，请删去；缺数据的单位应显示未知",
    exp.Nullif: "不能用nullif，请用case when写明条件",
    exp.Subquery: "不能写子查询，请只用指标名和本包的数值",
    exp.Select: "不能写查询，请只用指标名和本包的数值",
    exp.Cast: "不能转换类型，数值都按小数精确计算",
    exp.Mod: "不能用%；百分数请写成小数，如0.8",
    exp.Null: "null只能写在is null里",
    exp.Alias: "不能用as另起名",
    exp.NullSafeEQ: "不能用is not distinct from，请用=",
    exp.NullSafeNEQ: "不能用is distinct from，请用<>",
}
TOO_DEEP = "表达式太长或嵌套太深，请拆成几条标准或先做成指标。"
ALLOWED_WORDS = "比较、and、or、not、加减乘除、between、in、is null、case、least、greatest、abs、round、floor、ceil"


class ExpressionRefused(ValueError):
    """An expression that is not allowed; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Expression:
    """A checked expression. ``names`` in the order of first use; ``kind`` what it yields."""

    text: str
    kind: Kind
    names: tuple[str, ...]
    tree: exp.Expression

    def worded(self, name: str, word: str) -> Expression:
        """The same with a text name replaced by a word; it reads that name no more."""

        def said(node: exp.Expression) -> exp.Expression:
            if isinstance(node, exp.Column) and node.name == name:
                return exp.Literal.string(word)
            return node

        tree = self.tree.transform(said)
        names = tuple(each for each in self.names if each != name)
        return Expression(f"{self.text} [{name}={word}]", self.kind, names, tree)

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and other.text == self.text


def parse(
    text: str, *, kind: Kind = "boolean", special: Mapping[str, Kind] = UNIT_NAMES
) -> Expression:
    """Parse and check ``text``.

    ``kind`` is what it must yield; ``special`` the reserved names this field may read. All other
    names are numbers: indicators or values of the pack. Raises ExpressionRefused.
    """
    tree = _parse(text)
    checker = _Checker(special)
    found = checker.kind(tree, 0)
    if found != kind:
        wanted = {
            "boolean": "这里要一个成立或不成立的条件，如“officers_in_post >= 2”",
            "number": "这里要算出一个数，不能是条件",
            "text": "这里要一个词",
        }[kind]
        raise ExpressionRefused(f"{wanted}。")
    return Expression(text.strip(), kind, tuple(checker.names), tree)


def _parse(text: str) -> exp.Expression:
    if not text.strip():
        raise ExpressionRefused("表达式是空的，请写上条件。")
    if len(text) > MAX_CHARS:
        raise ExpressionRefused(f"表达式超过{MAX_CHARS}个字符，请拆成几条标准或先做成指标。")
    if any(mark in text for mark in (";", "--", "/*", "#")):
        raise ExpressionRefused("表达式里不能有分号或注释，说明请写在says里。")
    try:
        trees = sqlglot.parse(text, read="duckdb")
    except RecursionError as error:
        raise ExpressionRefused(TOO_DEEP) from error
    except (SqlglotError, ValueError) as error:
        raise ExpressionRefused(
            f"看不懂表达式“{_short(text)}”，请检查括号、运算符和引号。"
        ) from error
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, exp.Expression):
        raise ExpressionRefused("只能写一个表达式。")
    return tree


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:60] + "…"


class _Checker:
    """Walks a tree once: white list, size, and that numbers meet numbers and words words."""

    def __init__(self, special: Mapping[str, Kind]) -> None:
        self.special = special
        self.names: dict[str, None] = {}
        self.count = 0

    def kind(self, node: exp.Expression, depth: int) -> Kind:
        """What ``node`` yields; raises for anything not allowed in it."""
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_NODES:
            raise ExpressionRefused(TOO_DEEP)
        self._allow(node)
        match node:
            case exp.Paren():
                return self.kind(node.this, depth + 1)
            case exp.Column():
                return self._name(node)
            case exp.Literal():
                return self._literal(node)
            case exp.Boolean():
                return "boolean"
            case exp.And() | exp.Or():
                self._need(node.this, "boolean", depth)
                return self._need(node.expression, "boolean", depth)
            case exp.Not():
                return self._need(node.this, "boolean", depth)
            case exp.Case():
                return self._case(node, depth)
            case exp.Between() | exp.In() | exp.Is():
                return self._test(node, depth)
            case _ if isinstance(node, COMPARISONS):
                return self._compare(node, depth)
        return self._number(node, depth)

    def _allow(self, node: exp.Expression) -> None:
        allowed = ALLOWED.get(type(node))
        if allowed is None or isinstance(node, exp.Null):
            reason = REASONS.get(type(node))
            word = node.name if isinstance(node, exp.Anonymous) else node.key
            raise ExpressionRefused(
                f"{reason}。" if reason else f"不能用{word}；只能用{ALLOWED_WORDS}。"
            )
        for key, value in node.args.items():
            if key not in allowed and value not in (None, False, []):
                raise ExpressionRefused(f"{node.key}的这种写法不能用；只能用{ALLOWED_WORDS}。")

    def _need(self, node: exp.Expression, wanted: Kind, depth: int) -> Kind:
        found = self.kind(node, depth + 1)
        if found != wanted:
            words = {"boolean": "条件", "number": "数", "text": "词"}
            raise ExpressionRefused(
                f"“{_short(node.sql('duckdb'))}”是{words[found]}，这里要{words[wanted]}。"
            )
        return wanted

    def _name(self, node: exp.Expression) -> Kind:
        identifier = node.this
        if not isinstance(identifier, exp.Identifier) or not NAME.fullmatch(identifier.name):
            raise ExpressionRefused(
                f"名称“{_short(node.sql('duckdb'))}”不合规，请只用小写英文字母、数字和下划线。"
            )
        self._allow(identifier)
        name = identifier.name
        if name in SPECIAL_NAMES and name not in self.special:
            raise ExpressionRefused(f"这里不能用{name}，它只在评级和后果里才有。")
        self.names[name] = None
        return self.special.get(name, "number")

    def _literal(self, node: exp.Literal) -> Kind:
        text = str(node.this)
        if node.is_string:
            if len(text) > 50 or not text.isprintable():
                raise ExpressionRefused("引号里的词太长或有看不见的字符，请改短。")
            return "text"
        if not NUMBER.fullmatch(text):
            raise ExpressionRefused(
                f"数“{_short(text)}”写法不对，请写整数或最多{DECIMAL_DIGITS}位小数。"
            )
        return "number"

    def _case(self, node: exp.Case, depth: int) -> Kind:
        kinds = []
        for branch in node.args["ifs"]:
            self._allow(branch)
            self._need(branch.this, "boolean", depth + 1)
            kinds.append(self.kind(branch.args["true"], depth + 2))
        default = node.args.get("default")
        if default is None:
            raise ExpressionRefused("case缺少else，请写明其他情况。")
        kinds.append(self.kind(default, depth + 1))
        if len(set(kinds)) > 1:
            raise ExpressionRefused("case各分支结果的类型不同，请都写成数或都写成条件。")
        return kinds[0]

    def _test(self, node: exp.Expression, depth: int) -> Kind:
        if isinstance(node, exp.Is):
            if not isinstance(node.expression, exp.Null):
                raise ExpressionRefused("is后面只能写null或not null。")
            self.kind(node.this, depth + 1)
            return "boolean"
        first = self.kind(node.this, depth + 1)
        if first == "boolean":
            raise ExpressionRefused("between和in前面要写数或词，不能是条件。")
        if isinstance(node, exp.In):
            others = node.expressions
        else:
            others = [node.args["low"], node.args["high"]]
        for other in others:
            self._need(other, first, depth)
        return "boolean"

    def _compare(self, node: exp.Expression, depth: int) -> Kind:
        left = self.kind(node.this, depth + 1)
        if left == "boolean":
            raise ExpressionRefused("条件之间请用and或or，不能比较大小。")
        if left == "text" and not isinstance(node, (exp.EQ, exp.NEQ)):
            raise ExpressionRefused("词只能用=、<>或in比较。")
        self._need(node.expression, left, depth)
        return "boolean"

    def _number(self, node: exp.Expression, depth: int) -> Kind:
        """Arithmetic and functions: all operands are numbers."""
        self._need(node.this, "number", depth)
        if isinstance(node, ARITHMETIC):
            return self._need(node.expression, "number", depth)
        for other in node.expressions:
            self._need(other, "number", depth)
        decimals = node.args.get("decimals")
        if decimals is not None and not (
            isinstance(decimals, exp.Literal)
            and str(decimals.this).isdigit()
            and int(str(decimals.this)) <= DECIMAL_DIGITS
        ):
            raise ExpressionRefused(f"round的位数请写0到{DECIMAL_DIGITS}的整数。")
        return "number"
