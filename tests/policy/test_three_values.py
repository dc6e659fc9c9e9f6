"""The engine against a reference written here: Kleene logic over exact decimals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from angen.policy import engine
from angen.policy.expressions import parse
from angen.policy.sql import render

NAMES = ("a", "b", "c")
EXACT = Context(prec=80)
PLACES = Decimal("1e-9")

Env = Mapping[str, Decimal | None]
Truth = bool | None


@dataclass(frozen=True)
class Num:
    text: str
    value: Callable[[Env], Decimal | None]


@dataclass(frozen=True)
class Cond:
    text: str
    value: Callable[[Env], Truth]


def rounded(value: Decimal) -> Decimal:
    return value.quantize(PLACES, rounding=ROUND_HALF_UP, context=EXACT)


def strict(work: Callable[..., Decimal | None], *parts: Num) -> Callable[[Env], Decimal | None]:
    """Unknown in, unknown out."""

    def value(env: Env) -> Decimal | None:
        found = [part.value(env) for part in parts]
        if any(each is None for each in found):
            return None
        result = work(*found)
        return None if result is None else rounded(result)

    return value


def divide(x: Decimal, y: Decimal) -> Decimal | None:
    return None if y == 0 else EXACT.divide(x, y)


def negate(value: Truth) -> Truth:
    return None if value is None else not value


def both(x: Truth, y: Truth) -> Truth:
    if x is False or y is False:
        return False
    return None if x is None or y is None else True


def either(x: Truth, y: Truth) -> Truth:
    return negate(both(negate(x), negate(y)))


WORK: Mapping[str, Callable[..., Decimal | None]] = {
    "+": lambda x, y: EXACT.add(x, y),
    "-": lambda x, y: EXACT.subtract(x, y),
    "*": lambda x, y: EXACT.multiply(x, y),
    "/": divide,
}
COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "=": lambda x, y: x == y,
    "<>": lambda x, y: x != y,
    "<": lambda x, y: x < y,
    "<=": lambda x, y: x <= y,
    ">": lambda x, y: x > y,
    ">=": lambda x, y: x >= y,
}

decimals = st.decimals(-100, 100, places=2)
literals = st.decimals(0, 100, places=3).map(lambda v: Num(f"{v:f}", lambda env: v))
leaves = st.one_of(
    st.sampled_from(NAMES).map(lambda n: Num(n, lambda env: env[n])),
    literals,
)


@st.composite
def numbers(draw: st.DrawFn, depth: int = 2) -> Num:
    if depth == 0:
        return draw(leaves)
    inner = numbers(depth - 1)
    shape = draw(
        st.sampled_from(["leaf", *WORK, "least", "greatest", "abs", "-x", "round", "case"])
    )
    if shape == "leaf":
        return draw(leaves)
    x, y = draw(inner), draw(inner)
    if shape in WORK:
        return Num(f"({x.text} {shape} {y.text})", strict(WORK[shape], x, y))
    if shape in ("least", "greatest"):
        pick = min if shape == "least" else max
        return Num(f"{shape}({x.text}, {y.text})", strict(pick, x, y))
    if shape == "abs":
        return Num(f"abs({x.text})", strict(abs, x))
    if shape == "-x":
        return Num(f"(-{x.text})", strict(EXACT.minus, x))
    if shape == "round":
        work = lambda v: v.quantize(Decimal("0.1"), ROUND_HALF_UP, EXACT)  # noqa: E731
        return Num(f"round({x.text}, 1)", strict(work, x))
    test = draw(conditions(0))

    def chosen(env: Env) -> Decimal | None:
        answer = test.value(env)
        return None if answer is None else (x if answer else y).value(env)

    return Num(f"(case when {test.text} then {x.text} else {y.text} end)", chosen)


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> Cond:
    if depth > 0:
        shape = draw(st.sampled_from(["and", "or", "not", "compare", "between", "in", "null"]))
    else:
        shape = "compare"
    if shape == "not":
        x = draw(conditions(depth - 1))
        return Cond(f"(not {x.text})", lambda env: negate(x.value(env)))
    if shape in ("and", "or"):
        p, q = draw(conditions(depth - 1)), draw(conditions(depth - 1))
        join = both if shape == "and" else either
        return Cond(f"({p.text} {shape} {q.text})", lambda env: join(p.value(env), q.value(env)))
    inner = numbers(min(depth, 1))
    n, low, high = draw(inner), draw(inner), draw(inner)
    if shape == "null":
        return Cond(f"({n.text} is null)", lambda env: n.value(env) is None)
    if shape == "between":
        return Cond(
            f"({n.text} between {low.text} and {high.text})",
            lambda env: both(compare(">=", n, low)(env), compare("<=", n, high)(env)),
        )
    if shape == "in":
        return Cond(
            f"({n.text} in ({low.text}, {high.text}))",
            lambda env: either(compare("=", n, low)(env), compare("=", n, high)(env)),
        )
    sign = draw(st.sampled_from(list(COMPARE)))
    return Cond(f"({n.text} {sign} {low.text})", compare(sign, n, low))


def compare(sign: str, x: Num, y: Num) -> Callable[[Env], Truth]:
    def value(env: Env) -> Truth:
        left, right = x.value(env), y.value(env)
        return None if left is None or right is None else COMPARE[sign](left, right)

    return value


environments = st.lists(
    st.fixed_dictionaries({name: st.one_of(st.none(), decimals) for name in NAMES}),
    min_size=1,
    max_size=6,
)


def naming(name: str) -> str:
    return engine.number_at(NAMES.index(name))


def rows(envs: list[dict[str, Decimal | None]]) -> list[tuple[list[Decimal | None], tuple[()]]]:
    return [([env[name] for name in NAMES], ()) for env in envs]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conditions(3), environments)
def test_conditions_agree_with_the_reference(condition, envs):
    sql = render(parse(condition.text).tree, naming)
    found = [row[0] for row in engine.conditions([sql], rows(envs))]
    assert found == [condition.value(env) for env in envs]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(numbers(2), environments)
def test_numbers_agree_to_the_last_place(number, envs):
    sql = render(parse(number.text, kind="number").tree, naming)
    found = [row[0] for row in engine.numbers([sql], rows(envs))]
    expected = [number.value(env) for env in envs]
    assert found == [None if each is None else rounded(each) for each in expected]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conditions(3), environments, st.sampled_from(NAMES), decimals)
def test_learning_a_fact_never_overturns_an_answer(condition, envs, name, value):
    """What was decided without a fact stays so whatever the fact turns out to be."""
    if " is null" in condition.text:
        return
    sql = render(parse(condition.text).tree, naming)
    before = engine.conditions([sql], rows([{**env, name: None} for env in envs]))
    after = engine.conditions([sql], rows([{**env, name: value} for env in envs]))
    for (old,), (new,) in zip(before, after, strict=True):
        assert old is None or old == new


def one(text: str, *values: str | None) -> Decimal | None:
    row = [None if each is None else Decimal(each) for each in values]
    row += [None] * (len(NAMES) - len(row))
    sql = render(parse(text, kind="number").tree, naming)
    return engine.numbers([sql], [(row, ())])[0][0]


def test_quotients_are_exact_to_nine_places():
    assert one("a / b", "1", "3") == Decimal("0.333333333")
    assert one("a / b", "2", "3") == Decimal("0.666666667")
    assert one("a / b", "-2", "3") == Decimal("-0.666666667")
    assert one("a / b", "0.1", "0.000000003") == Decimal("33333333.333333333")
    assert one("a / b", "431", "123") == Decimal("3.504065041")
    assert one("a + b", "0.1", "0.2") == Decimal("0.3")


def test_division_by_zero_and_overflow_are_unknown():
    assert one("a / b", "1", "0") is None
    assert one("a * b * b", "999999999999", "999999999999") is None
    assert one("a * b", "123456789.5", "1000") == Decimal("123456789500")


def test_least_of_an_unknown_is_unknown():
    assert one("least(a, 1)", None) is None
    assert one("greatest(a, 1)", None) is None


def test_case_with_an_unknown_condition_is_unknown():
    assert one("case when a > 1 then 1 else 0 end", None) is None
    assert one("case when a > 1 then 1 when b > 1 then 2 else 0 end", "0", None) is None
    assert one("case when a > 1 then 1 when b > 1 then 2 else 0 end", "2", None) == 1
