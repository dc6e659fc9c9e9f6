"""Indicators of funds, in 元, of the calendar year of the day.

None of them looks at fines: 罚没收入全额上缴国库 (行政处罚法 第七十四条).
"""

from __future__ import annotations

from decimal import Decimal

import ibis
from ibis.expr.types import DateValue, Table

from angen.kernel.indicators import Measure, Tables, indicator
from angen.orgs.indicators.relations import amount, bodies, only, records, year_of

LEDGER = "funds"
LINE = "capacity.budgetline"
YUAN_PER_CENT = Decimal("0.01")


def _lines(t: Tables, on: DateValue) -> Table:
    """Budget lines of a unit's enforcing bodies, of whatever year."""
    b, found = t.capacity_budgetline, bodies(t, on)
    lines = b.select(
        line_id=b.id,
        owner_id=b.agency_id,
        year=b.year,
        category=b.category,
        yuan=b.amount_cents * ibis.literal(YUAN_PER_CENT),
    )
    return lines.join(found.select("agency_id", "unit_id"), lines.owner_id == found.agency_id)


def _this_year(t: Tables, on: DateValue) -> Table:
    lines = _lines(t, on)
    return lines.filter(lines.year == on.year())


def _budget(t: Tables, on: DateValue, category: str = "") -> Measure:
    """The budget of the year, of one category or of all; a year without any line is unknown."""
    lines = _this_year(t, on)
    wanted = lines.filter(lines.category == category) if category else lines
    return Measure(
        amount(wanted, wanted.yuan, "line_id", LINE),
        ledger=LEDGER,
        recorded=records(lines, "line_id", LINE),
    )


def _moved(t: Tables, on: DateValue, moves: Table, record_type: str) -> Measure:
    """Money that moved in the year; unknown where no movement is recorded.

    The ledger a statement is held against are the year's budget lines, as for every indicator of
    funds; they are looked at only where movements are recorded.
    """
    lines = _lines(t, on)
    placed = lines.select("line_id", "unit_id")
    joined = moves.join(placed, moves.its_line == placed.line_id)
    recent = joined.filter(joined.moved_on >= year_of(on), joined.moved_on <= on)
    rows = recent.select(
        unit_id=recent.unit_id,
        record_id=recent.move_id.cast("string"),
        record_type=ibis.literal(record_type),
        value=recent.yuan,
    )
    ledger = records(_this_year(t, on), "line_id", LINE).union(
        records(recent, "move_id", record_type), distinct=True
    )
    recorded = only(ledger, rows.select("unit_id").distinct())
    return Measure(rows, ledger=LEDGER, recorded=recorded)


@indicator("budget_total", "预算总额", unit="元", over="year")
def budget_total(t: Tables, on: DateValue) -> Measure:
    """监管执法机构当年各类别、各来源预算的合计。当年一条预算也没有登记的为未知。"""
    return _budget(t, on)


@indicator("budget_office", "办公费预算", unit="元", over="year")
def budget_office(t: Tables, on: DateValue) -> Measure:
    """当年预算中的办公费。登记了当年预算而没有这一类的，为零。"""
    return _budget(t, on, "office")


@indicator("budget_travel", "差旅费预算", unit="元", over="year")
def budget_travel(t: Tables, on: DateValue) -> Measure:
    """当年预算中的差旅费。登记了当年预算而没有这一类的，为零。"""
    return _budget(t, on, "travel")


@indicator("budget_case", "办案费预算", unit="元", over="year")
def budget_case(t: Tables, on: DateValue) -> Measure:
    """当年预算中的办案费。登记了当年预算而没有这一类的，为零。"""
    return _budget(t, on, "case")


@indicator("budget_training", "培训费预算", unit="元", over="year")
def budget_training(t: Tables, on: DateValue) -> Measure:
    """当年预算中的培训费。登记了当年预算而没有这一类的，为零。"""
    return _budget(t, on, "training")


@indicator("budget_expert", "专家咨询费预算", unit="元", over="year")
def budget_expert(t: Tables, on: DateValue) -> Measure:
    """当年预算中的专家咨询费。登记了当年预算而没有这一类的，为零。"""
    return _budget(t, on, "expert")


@indicator("budget_appraisal", "鉴定费预算", unit="元", over="year")
def budget_appraisal(t: Tables, on: DateValue) -> Measure:
    """当年预算中的鉴定费。登记了当年预算而没有这一类的，为零。"""
    return _budget(t, on, "appraisal")


@indicator("budget_equipment", "装备费预算", unit="元", over="year")
def budget_equipment(t: Tables, on: DateValue) -> Measure:
    """当年预算中的装备费。登记了当年预算而没有这一类的，为零。"""
    return _budget(t, on, "equipment")


@indicator("budget_subsidy", "乡镇工作补助", unit="元", over="year")
def budget_subsidy(t: Tables, on: DateValue) -> Measure:
    """当年预算中的乡镇安监工作补助，各来源合计。登记了当年预算而没有这一类的，为零。"""
    return _budget(t, on, "subsidy")


@indicator("funds_received", "到账经费", unit="元", over="year")
def funds_received(t: Tables, on: DateValue) -> Measure:
    """当年1月1日至当日的到账金额，不论属于哪年预算。一条到账记录也没有的为未知。"""
    r = t.capacity_receipt
    moves = r.select(
        move_id=r.id,
        its_line=r.line_id,
        moved_on=r.received_on,
        yuan=r.amount_cents * ibis.literal(YUAN_PER_CENT),
    )
    return _moved(t, on, moves, "capacity.receipt")


@indicator("funds_spent", "支出经费", unit="元", over="year")
def funds_spent(t: Tables, on: DateValue) -> Measure:
    """当年1月1日至当日的支出金额，不论属于哪年预算。一条支出记录也没有的为未知。"""
    s = t.capacity_spending
    moves = s.select(
        move_id=s.id,
        its_line=s.line_id,
        moved_on=s.spent_on,
        yuan=s.amount_cents * ibis.literal(YUAN_PER_CENT),
    )
    return _moved(t, on, moves, "capacity.spending")
