"""Checked expressions as DuckDB SQL that keeps numbers exact and unknown unknown.

Every number is DECIMAL(38,9). A quotient is rounded half away from zero to nine places; division by
zero, and a result too large for the type, is UNKNOWN. Logic is SQL's three values. Where SQL itself
would lose an unknown, this does not: ``least`` and ``greatest`` of an unknown are unknown, and so
is a ``case`` whose condition is unknown before any branch was taken.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from angen.policy.expressions import ExpressionRefused

DECIMAL = "DECIMAL(38,9)"
UNKNOWN = f"CAST(NULL AS {DECIMAL})"
UNIT = "1000000000"
# One more digit than the scale; the cast that drops it rounds.
SHIFT = "10000000000"
MAX_SQL = 20_000

Naming = Callable[[str], str]

OPERATORS: dict[type[exp.Expression], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.And: "AND",
    exp.Or: "OR",
}


def render(tree: exp.Expression, naming: Naming) -> str:
    """SQL of a checked tree; ``naming`` gives the SQL of a name. Raises ExpressionRefused."""
    sql = _render(tree, naming)
    if len(sql) > MAX_SQL:
        raise ExpressionRefused("表达式展开后太长，请减少least、greatest和case的嵌套。")
    return sql


def number(text: str) -> str:
    """A literal of the one numeric type."""
    return f"CAST('{text}' AS {DECIMAL})"


def _render(node: exp.Expression, naming: Naming) -> str:
    def sub(child: exp.Expression) -> str:
        sql = _render(child, naming)
        if len(sql) > MAX_SQL:
            raise ExpressionRefused("表达式展开后太长，请减少least、greatest和case的嵌套。")
        return sql

    operator = OPERATORS.get(type(node))
    if operator is not None:
        return f"({sub(node.this)} {operator} {sub(node.expression)})"
    match node:
        case exp.Paren():
            return sub(node.this)
        case exp.Column():
            return naming(node.name)
        case exp.Boolean():
            return "TRUE" if node.this else "FALSE"
        case exp.Literal():
            text = str(node.this)
            return "'" + text.replace("'", "''") + "'" if node.is_string else number(text)
        case exp.Not():
            return f"(NOT {sub(node.this)})"
        case exp.Neg():
            return f"(-{sub(node.this)})"
        case exp.Is():
            return f"({sub(node.this)} IS NULL)"
        case exp.Between():
            low, high = sub(node.args["low"]), sub(node.args["high"])
            return f"({sub(node.this)} BETWEEN {low} AND {high})"
        case exp.In():
            return f"({sub(node.this)} IN ({', '.join(sub(each) for each in node.expressions)}))"
        case exp.Case():
            return _case(node, sub)
        case exp.Least() | exp.Greatest():
            return _extreme(node, sub)
    return _arithmetic(node, sub)


def _case(node: exp.Case, sub: Callable[[exp.Expression], str]) -> str:
    parts = ["(CASE"]
    for branch in node.args["ifs"]:
        condition = sub(branch.this)
        parts.append(f"WHEN {condition} THEN {sub(branch.args['true'])}")
        parts.append(f"WHEN {condition} IS NULL THEN NULL")
    parts.append(f"ELSE {sub(node.args['default'])} END)")
    return " ".join(parts)


def _extreme(node: exp.Expression, sub: Callable[[exp.Expression], str]) -> str:
    operands = [sub(each) for each in (node.this, *node.expressions)]
    unknown = " OR ".join(f"{each} IS NULL" for each in operands)
    return f"(CASE WHEN {unknown} THEN NULL ELSE {node.key}({', '.join(operands)}) END)"


def _arithmetic(node: exp.Expression, sub: Callable[[exp.Expression], str]) -> str:
    first = sub(node.this)
    match node:
        case exp.Add():
            body = f"{first} + {sub(node.expression)}"
        case exp.Sub():
            body = f"{first} - {sub(node.expression)}"
        case exp.Mul():
            body = f"{first} * {sub(node.expression)}"
        case exp.Div():
            # DuckDB divides decimals as floating point, so the raw integers are divided.
            above = f"CAST({first} * {UNIT} AS HUGEINT) * {SHIFT}"
            below = f"CAST({sub(node.expression)} * {UNIT} AS HUGEINT)"
            # Not left to TRY: one error makes it evaluate all units again, one by one.
            body = f"CAST({above} // nullif({below}, 0) AS DECIMAL(38,0)) * 0.0000000001"
        case exp.Abs() | exp.Floor() | exp.Ceil():
            body = f"{node.key}({first})"
        case exp.Round():
            decimals = node.args.get("decimals")
            body = f"round({first}, {int(str(decimals.this)) if decimals else 0})"
        case _:
            raise AssertionError(f"{node.key} passed the white list without a rendering")
    return f"TRY(CAST({body} AS {DECIMAL}))"
