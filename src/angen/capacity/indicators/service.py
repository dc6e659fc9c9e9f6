"""Indicators of service: field days, insurance, declarations and reports on conduct."""

from __future__ import annotations

from ibis.expr.types import DateValue, Table

from angen.kernel.indicators import Count, Ratio, Tables, indicator
from angen.orgs.indicators.relations import (
    ENFORCING,
    bodies,
    heard,
    held,
    holds,
    in_post,
    only,
    people,
    records,
    year_of,
)

DECLARATIONS = "declarations"


@indicator("insurance_cover", "人身意外保险覆盖率", unit="比例")
def insurance_cover(t: Tables, on: DateValue) -> Ratio:
    """在编在岗人员中，当日人身意外伤害保险有效的比例。

    单位一张保单也没有登记、也未申报为零的为未知。
    """
    i = t.capacity_insurance
    posts = held(t, on)
    known = i.filter(i.valid_from <= on).select(insurance_id=i.id, insured_id=i.officer_id)
    ledger = records(
        posts.join(known, posts.officer_id == known.insured_id),
        "insurance_id",
        "capacity.insurance",
    )
    staff = in_post(t, on)
    whole = only(staff.filter(staff.on_establishment), heard(t, on, "insurance", ledger))
    covered = i.filter(holds(i, on)).select("officer_id").distinct()
    return Ratio(part=people(whole.semi_join(covered, "officer_id")), whole=people(whole))


@indicator("field_days", "现场工作日数", unit="天", over="year")
def field_days(t: Tables, on: DateValue) -> Count:
    """当年（截至当日）在岗人员的现场工作日数；一人一天计一天。

    按工作当天的任职计入单位：后来调离的人员，当时的工作日仍归原单位。分管领导、借调在外的不计。
    """
    f, p, a = t.capacity_fieldday, t.orgs_appointment, t.orgs_agency
    days = f.filter(f.worked_on >= year_of(on), f.worked_on <= on).select(
        day_id=f.id, worker_id=f.officer_id, worked_on=f.worked_on
    )
    posts = p.filter(p.works_elsewhere == "", p.post != "leader").select(
        officer_id=p.officer_id,
        agency_id=p.agency_id,
        valid_from=p.valid_from,
        valid_to=p.valid_to,
    )
    enforcing = a.filter(a.kind.isin(ENFORCING)).select(
        body_id=a.id, unit_id=a.area_id, since=a.valid_from, until=a.valid_to
    )
    joined = days.join(
        posts,
        [
            days.worker_id == posts.officer_id,
            posts.valid_from <= days.worked_on,
            posts.valid_to.isnull() | (posts.valid_to >= days.worked_on),
        ],
    )
    placed = joined.join(
        enforcing,
        [
            joined.agency_id == enforcing.body_id,
            enforcing.since <= joined.worked_on,
            enforcing.until.isnull() | (enforcing.until >= joined.worked_on),
        ],
    )
    return Count(records(placed, "day_id", "capacity.fieldday"), ledger="field_days")


def _declared(t: Tables, on: DateValue) -> Table:
    """Declarations for the year of the day made by then, in each unit of their person."""
    d, posts = t.capacity_conductdeclaration, held(t, on)
    made = d.filter(d.year == on.year(), d.declared_on <= on).select(
        declaration_id=d.id,
        declarer_id=d.officer_id,
        adverse=d.side_job | d.shares | d.reimbursement | d.allowance,
    )
    return posts.join(made, posts.officer_id == made.declarer_id)


def _declarations(t: Tables, on: DateValue) -> Table:
    return records(_declared(t, on), "declaration_id", "capacity.conductdeclaration")


@indicator("declarations_made", "廉洁申报率", unit="比例", over="year")
def declarations_made(t: Tables, on: DateValue) -> Ratio:
    """在岗人员中，当日以前已作当年廉洁申报的比例。

    单位当年一份申报也没有登记、也未申报为零的为未知。
    """
    whole = only(in_post(t, on), heard(t, on, DECLARATIONS, _declarations(t, on)))
    declared = _declared(t, on).select("officer_id").distinct()
    return Ratio(part=people(whole.semi_join(declared, "officer_id")), whole=people(whole))


@indicator("declarations_adverse", "申报存在兼职、入股、报销、领补的人数", unit="人", over="year")
def declarations_adverse(t: Tables, on: DateValue) -> Count:
    """在岗人员中，当年廉洁申报有在企业兼职、入股、报销费用或领取津补贴之一的人数。"""
    declared = _declared(t, on)
    adverse = declared.filter(declared.adverse).select("officer_id").distinct()
    rows = people(in_post(t, on).semi_join(adverse, "officer_id"))
    return Count(rows, ledger=DECLARATIONS, recorded=_declarations(t, on))


@indicator("conduct_open", "未办结作风问题数", unit="件")
def conduct_open(t: Tables, on: DateValue) -> Count:
    """当日以前受理、当日尚未办结的作风核查件数。

    没有作风核查、当年也没有廉洁申报的单位为未知。
    """
    r, found = t.capacity_conductreport, bodies(t, on)
    kind = "capacity.conductreport"
    reports = r.filter(r.received_on <= on).select(
        report_id=r.id, about_id=r.agency_id, outcome=r.outcome, closed_on=r.closed_on
    )
    placed = reports.join(found.select("agency_id", "unit_id"), reports.about_id == found.agency_id)
    pending = placed.closed_on.isnull() & (placed.outcome == "open")
    rows = records(placed.filter(pending | (placed.closed_on > on)), "report_id", kind)
    recorded = records(placed, "report_id", kind).union(_declarations(t, on), distinct=True)
    return Count(rows, ledger=DECLARATIONS, recorded=recorded)
