"""Orders, requests for more time, and the papers that were issued."""

from __future__ import annotations

from ibis.expr.types import Table

from angen.inspections.indicators.hazards import checked
from angen.inspections.indicators.relations import ORDER, TAGS, after, of_bodies, within
from angen.kernel.indicators import Count, Period, Ratio, Tables, indicator
from angen.orgs.indicators.relations import records, year_of

EXTENSION = "inspections.extension"


def _orders(t: Tables, kind: str) -> Table:
    o = t.inspections_order
    given = o.filter(o.kind == kind, o.state != "voided").select(
        "agency_id", "issued_on", "due_on", "inspection_id", order_id=o.id
    )
    return of_bodies(t, given)


def _latest_due(t: Tables) -> Table:
    """The last day of each order's hazards, extensions included: of_order, until."""
    h = t.inspections_hazard
    bound = h.filter(h.order_id.notnull(), h.state != "dismissed")
    return bound.group_by(of_order=bound.order_id).aggregate(until=bound.due_on.max())


def _looks(t: Tables) -> Table:
    """Days on which an order was rechecked, by itself or through one of its hazards."""
    c, h = t.inspections_recheck, t.inspections_hazard
    direct = c.filter(c.order_id.notnull()).select("order_id", checked_on=c.checked_on.cast("date"))
    bound = h.filter(h.order_id.notnull()).select("order_id", hazard=h.id)
    seen = checked(t)
    through = seen.join(bound, seen.looked_id == bound.hazard)
    through = through.select("order_id", checked_on=through.checked_on.cast("date"))
    return direct.union(through).rename(of="order_id")


@indicator("orders_rechecked_in_time", "整改指令按期复查率", unit="比例", over="period", tags=TAGS)
def orders_rechecked_in_time(t: Tables, period: Period) -> Ratio:
    """期内应当复查的责令限期整改指令书中，期限届满后在政策规定的复查天数内（或之前）复查过的比例。

    期限含同意延期后的；作废的不计；没有政策规定复查天数的单位为未知。按下达机构所在区划计入单位。
    """
    given, late = _orders(t, "rectify"), _latest_due(t)
    dated = given.left_join(late, given.order_id == late.of_order)
    dated = dated.mutate(end_on=dated.until.fill_null(dated.due_on)).drop("of_order", "until")
    timed = after(dated.end_on, dated, t.value_recheck_days)
    whole = timed.filter(within(timed.last_on, period))
    looks = _looks(t)
    part = whole.semi_join(looks, [whole.order_id == looks.of, looks.checked_on <= whole.last_on])
    return Ratio(part=records(part, "order_id", ORDER), whole=records(whole, "order_id", ORDER))


@indicator("orders_issued", "下达整改指令和现场处理决定", unit="份", over="period", tags=TAGS)
def orders_issued(t: Tables, period: Period) -> Count:
    """期内下达的责令限期整改指令书和现场处理措施决定书份数，作废的不计。按下达机构所在区划计入单位。"""
    given = _orders(t, "rectify").union(_orders(t, "handle"))
    return Count(records(given.filter(within(given.issued_on, period)), "order_id", ORDER))


@indicator(
    "extensions_answered_in_time", "延期申请按期答复率", unit="比例", over="period", tags=TAGS
)
def extensions_answered_in_time(t: Tables, period: Period) -> Ratio:
    """期内应当答复的整改延期申请中，在政策规定天数内书面答复的比例，同意不同意都算。

    没有政策规定答复天数的单位、期内没有应答复申请的为未知。按隐患跟踪机构所在区划计入单位。
    """
    e, h = t.inspections_extension, t.inspections_hazard
    asked = e.select("asked_on", "answered_on", extension_id=e.id, of=e.hazard_id)
    of = h.select(hazard=h.id, agency_id=h.agency_id)
    found = of_bodies(t, asked.join(of, asked.of == of.hazard))
    timed = after(found.asked_on, found, t.value_extension_answer_days)
    whole = timed.filter(within(timed.last_on, period))
    part = whole.filter(whole.answered_on <= whole.last_on)
    return Ratio(
        part=records(part, "extension_id", EXTENSION),
        whole=records(whole, "extension_id", EXTENSION),
    )


@indicator("site_decisions_filmed", "现场处理决定音像记录率", unit="比例", over="period", tags=TAGS)
def site_decisions_filmed(t: Tables, period: Period) -> Ratio:
    """期内检查中作出的现场处理措施决定，该次检查有音像记录的比例（国办发〔2018〕118号 全过程记录）。

    按下达机构所在区划计入单位；期内没有现场处理决定的为未知。
    """
    given, v = _orders(t, "handle"), t.inspections_inspection
    visits = v.select(visit_id=v.id, filmed=v.filmed)
    whole = given.join(visits, given.inspection_id == visits.visit_id)
    whole = whole.filter(within(whole.issued_on, period))
    return Ratio(
        part=records(whole.filter(whole.filmed), "order_id", ORDER),
        whole=records(whole, "order_id", ORDER),
    )


@indicator("enforcement_papers_issued", "当年出具的执法文书", unit="份", over="year", tags=TAGS)
def enforcement_papers_issued(t: Tables, on: object) -> Count:
    """当年（截至当日）由系统编号出具、当日有效的检查和整改文书份数，不是上传的附件；作废的不计。

    按出具机构所在区划计入单位；没有出具过的为未知。
    """
    p, o, c = t.papers_paper, t.inspections_order, t.inspections_recheck
    bound = o.filter(o.paper_id.notnull()).select(bound_id=o.paper_id)
    bound = bound.union(c.filter(c.paper_id.notnull()).select(bound_id=c.paper_id))
    given = p.filter(p.state == "issued", p.issued_on >= year_of(on), p.issued_on <= on)
    given = given.select("agency_id", "subject_type", paper_id=given.id)
    tied = given.semi_join(bound, given.paper_id == bound.bound_id)
    own = given.filter(given.subject_type.startswith("inspections."))
    found = records(of_bodies(t, tied), "paper_id", "papers.paper")
    return Count(found.union(records(of_bodies(t, own), "paper_id", "papers.paper"), distinct=True))
