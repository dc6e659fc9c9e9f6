"""Ledgers of field days, insurance, declarations and reports on conduct."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from angen.capacity.ledgers.columns import GROUP, not_after_today
from angen.capacity.models import ConductDeclaration, ConductReport, FieldDay, Insurance
from angen.desk.columns import Choice, Day, Flag, LongText, Text, Whole, Yuan
from angen.desk.dated import holds
from angen.desk.filters import Named, Soon
from angen.desk.ledger import Ledger, register
from angen.kernel.access import NOBODY, Actor
from angen.kernel.numbers import days
from angen.kernel.refusal import Refused
from angen.orgs.ledgers.columns import body, person, under

WARNING = "insurance_warning_days"
HELD = ("side_job", "shares", "reimbursement", "allowance")
ADVERSE = Q(side_job=True) | Q(shares=True) | Q(reimbursement=True) | Q(allowance=True)


@register
class FieldDays(Ledger):
    """现场工作日."""

    key, title, group, icon, place = "field-days", "现场工作日", GROUP, "route", 50
    model, see, keep = FieldDay, "capacity.see_people_records", "capacity.keep_people_records"
    columns = (
        person(),
        Day("worked_on", sort=True, filter=True),
        Text("place", search=True, width=30, example="某化工有限公司"),
        Text("task", search=True, width=30, example="现场检查"),
    )
    filters = (under("officer__agency__area__path"),)
    order, natural_key = "-worked_on", ("officer", "worked_on")
    teaches = "还没有现场工作日。到企业现场工作的，每人每天登记一条，岗位津贴据此计算。"

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        not_after_today(record.worked_on, "日期")

    def name_of(self, record: Any) -> str:
        return f"{record.officer} · {record.worked_on}"


def _expiring(today: dt.date) -> Q:
    span = days(WARNING, today)
    return NOBODY if span is None else Q(valid_to__gte=today, valid_to__lte=today + span)


@register
class Insurances(Ledger):
    """人身意外保险."""

    key, title, group, icon, place = "insurances", "人身意外保险", GROUP, "shield", 52
    model, see, keep = Insurance, "capacity.see_insurances", "capacity.keep_insurances"
    columns = (
        person(),
        Text("policy_no", search=True, width=20),
        Text("insurer", search=True, width=20),
        Yuan("sum_cents", sort=True),
        Day("valid_from", sort=True),
        Day("valid_to", sort=True),
    )
    filters = (
        under("officer__agency__area__path"),
        Named("valid", "有效", when=holds),
        Soon("expiring", "{}到期", when=_expiring, number=WARNING),
        Named("expired", "已到期", when=lambda today: Q(valid_to__lt=today)),
    )
    order, natural_key = "valid_to", ("officer", "policy_no")
    teaches = "还没有保单。请为一线执法人员登记人身意外伤害保险。"

    def name_of(self, record: Any) -> str:
        return f"{record.officer} · {record.policy_no}"


@register
class Declarations(Ledger):
    """廉洁申报."""

    key, title, group, icon, place = "declarations", "廉洁申报", GROUP, "clipboard-check", 53
    model, see, keep = ConductDeclaration, "capacity.see_declarations", "capacity.keep_declarations"
    # A declaration is a person's word: each of the four is answered, never left empty.
    columns = (
        person(),
        Whole("year", sort=True, minimum=2000, maximum=2100, example="2021"),
        Day("declared_on", sort=True, filter=True),
        *(Flag(name, required=True) for name in HELD),
        LongText("explanation", in_list=False),
    )
    filters = (
        under("officer__agency__area__path"),
        Named("adverse", "存在兼职、入股、报销或领补", when=lambda today: ADVERSE),
        Named("this_year", "今年", when=lambda today: Q(year=today.year)),
    )
    order, natural_key = "-year", ("officer", "year")
    teaches = "还没有廉洁申报。每人每年申报一次是否在企业兼职、入股、报销费用、领取津补贴。"

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        not_after_today(record.declared_on, "申报日期")
        if any(getattr(record, name) for name in HELD) and not record.explanation.strip():
            raise Refused("申报有兼职、入股、报销或领补的，请在“情况说明”里写明。")

    def name_of(self, record: Any) -> str:
        return f"{record.officer} · {record.year}年"


@register
class Reports(Ledger):
    """作风核查."""

    key, title, group, icon, place = "conduct-reports", "作风核查", GROUP, "alert-triangle", 54
    model, see, keep = (
        ConductReport,
        "capacity.see_conduct_reports",
        "capacity.keep_conduct_reports",
    )
    columns = (
        Text("number", search=True, sort=True),
        body(),
        person(required=False),
        Day("received_on", sort=True, filter=True),
        LongText("matter", in_list=False),
        Choice("outcome", filter=True, sort=True, required=True),
        Day("closed_on", sort=True),
        Text("basis", in_list=False, help="追责或尽职免责的，写明依据的条款。"),
    )
    filters = (under("agency__area__path"),)
    order, natural_key = "-received_on", ("agency", "number")
    # What was said of whom stays in the record and off the log.
    logged = ("number", "agency", "received_on", "outcome", "closed_on", "basis")
    teaches = "还没有作风核查。受理反映执法人员作风的问题后在这里登记，并写明结果。"

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        not_after_today(record.received_on, "受理日期")
        outcomes = ConductReport.Outcome
        if record.outcome == outcomes.OPEN and record.closed_on:
            raise Refused("填了办结日期，请把“结果”从“核查中”改为办结的结果。")
        if record.outcome != outcomes.OPEN and not record.closed_on:
            raise Refused("已有结果的，请填写办结日期。")
        if record.closed_on and record.received_on and record.closed_on < record.received_on:
            raise Refused("办结日期早于受理日期，请核对。")
        if record.outcome in (outcomes.EXEMPTED, outcomes.DISCIPLINED) and not record.basis.strip():
            raise Refused("追责或尽职免责的，请写明依据的条款。")

    def name_of(self, record: Any) -> str:
        return f"作风核查 {record.number}"
