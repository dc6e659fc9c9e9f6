"""Indicators of bodies: offices, brigades, posts, relations, authority, coverage of an area."""

from __future__ import annotations

from ibis.expr.types import DateValue, Table

from angen.kernel.indicators import Count, Measure, Ratio, Tables, indicator
from angen.orgs.indicators.relations import (
    TOWNSHIPS,
    ZONES,
    amount,
    bodies,
    children,
    heard,
    holds,
    in_post,
    only,
    records,
    statements,
)

AGENCY = "orgs.agency"
DELEGATED = ("delegated", "empowered", "joint")


def _offices(t: Tables, on: DateValue) -> Table:
    return records(bodies(t, on), "agency_id", AGENCY)


@indicator("offices_established", "机构数", unit="个")
def offices_established(t: Tables, on: DateValue) -> Count:
    """监管执法机构（乡镇机构、园区机构、应急管理部门、执法队伍）在当日有效的数目，按机构所在区划计。

    不含安委会、安委办、政府、其他部门和村委会；尚未设立或已撤销的不计。
    """
    return Count(_offices(t, on), ledger="offices")


@indicator("brigades_established", "执法监察机构数", unit="个")
def brigades_established(t: Tables, on: DateValue) -> Count:
    """当日有效的执法监察队伍数。应急管理部门本身不计。"""
    rows = records(bodies(t, on, ("enforcement_brigade",)), "agency_id", AGENCY)
    return Count(rows, ledger="offices", recorded=_offices(t, on))


@indicator("offices_independent", "单独设立机构数", unit="个")
def offices_independent(t: Tables, on: DateValue) -> Count:
    """当日有效、登记为“单独设立”的监管执法机构数。挂靠、合署的不计。"""
    found = bodies(t, on)
    rows = records(found.filter(found.independent), "agency_id", AGENCY)
    return Count(rows, ledger="offices", recorded=_offices(t, on))


@indicator("bureaus_administrative", "县级监管机构中的行政机构数", unit="个")
def bureaus_administrative(t: Tables, on: DateValue) -> Count:
    """应急管理（安监）部门中性质登记为行政机构的数目。事业单位不计；性质未登记的单位按未知处理。"""
    found = bodies(t, on)
    bureau = found.filter(found.kind == "emergency_bureau")
    vague = bureau.filter(bureau.form == "").select("unit_id").distinct()
    rows = records(bureau.filter(bureau.form == "administrative"), "agency_id", AGENCY)
    recorded = records(found, "agency_id", AGENCY).anti_join(vague, "unit_id")
    return Count(rows, ledger="offices", recorded=recorded)


@indicator("posts", "编制数", unit="个")
def posts(t: Tables, on: DateValue) -> Measure:
    """当日有效的编制批复合计数，限当日有效的监管执法机构。多个批复相加；已失效的不计。"""
    e, found = t.orgs_establishment, bodies(t, on)
    granted = e.filter(holds(e, on)).select(post_id=e.id, body_id=e.agency_id, number=e.posts)
    joined = granted.join(found, granted.body_id == found.agency_id)
    return Measure(amount(joined, joined.number, "post_id", "orgs.establishment"), ledger="offices")


@indicator("offices_with_leader_and_guide", "隶属关系明确率", unit="比例")
def offices_with_leader_and_guide(t: Tables, on: DateValue) -> Ratio:
    """当日既登记了领导单位、又登记了业务指导单位的监管执法机构所占比例。

    一项隶属也未登记的单位为未知。
    """
    r, found = t.orgs_agencyrelation, bodies(t, on)
    related = r.join(found, r.agency_id == found.agency_id).select("unit_id")
    now = r.filter(holds(r, on))
    leads = now.filter(now.kind == "leads").select(agency_id=now.agency_id)
    guides = now.filter(now.kind == "guides").select(agency_id=now.agency_id)
    whole = only(found, related.distinct())
    part = whole.semi_join(leads, "agency_id").semi_join(guides, "agency_id")
    return Ratio(part=records(part, "agency_id", AGENCY), whole=records(whole, "agency_id", AGENCY))


def _grants(t: Tables, on: DateValue, forms: tuple[str, ...] = DELEGATED) -> Table:
    g, found = t.orgs_grant, bodies(t, on)
    given = g.filter(holds(g, on), g.form.isin(forms)).select(
        grant_id=g.id, body_id=g.grantee_id, published_on=g.published_on
    )
    return given.join(found, given.body_id == found.agency_id)


@indicator("grants_in_force", "有效执法授权数", unit="项")
def grants_in_force(t: Tables, on: DateValue) -> Count:
    """当日有效的委托执法、赋权执法、与上级联合执法的授权数。仅监督检查的不计，过期、解除的不计。"""
    everything = _grants(t, on, (*DELEGATED, "supervision"))
    return Count(
        records(_grants(t, on), "grant_id", "orgs.grant"),
        ledger="grants",
        recorded=records(everything, "grant_id", "orgs.grant"),
    )


@indicator("grants_published", "授权公布率", unit="比例")
def grants_published(t: Tables, on: DateValue) -> Ratio:
    """有效执法授权中，当日及以前已向社会公布的比例（行政处罚法 第二十条）。"""
    whole = _grants(t, on)
    part = whole.filter(whole.published_on <= on)
    return Ratio(
        part=records(part, "grant_id", "orgs.grant"),
        whole=records(whole, "grant_id", "orgs.grant"),
    )


def _places(found: Table) -> Table:
    return records(found, "area_id", "orgs.area")


def _with_offices(t: Tables, on: DateValue, kinds: tuple[str, ...], office: str) -> Ratio:
    """Areas of the kinds below a unit, and those that have a body of kind ``office``.

    Known only where at least one of them has such a body on record, today's or another day's, or
    the unit or one of them states that it has none.
    """
    whole = children(t, on, kinds)
    a = t.orgs_agency
    recorded = whole.semi_join(a.filter(a.kind == office).select("area_id"), "area_id")
    said = statements(t, on, "offices")
    zero = said.filter(said.stated == 0).select(area_id=said.unit_id)
    known = heard(t, on, "offices", recorded.union(whole.semi_join(zero, "area_id")))
    there = bodies(t, on, (office,)).select(area_id="unit_id").distinct()
    whole = only(whole, known)
    return Ratio(part=_places(whole.semi_join(there, "area_id")), whole=_places(whole))


@indicator("township_offices_share", "乡镇机构设立率", unit="比例")
def township_offices_share(t: Tables, on: DateValue) -> Ratio:
    """县（市、区）直接所辖镇、乡、街道中，当日有应急（安监）机构的比例。

    园区、农林场不在其中。全县一个机构也未登记、也未申报的为未知。
    """
    return _with_offices(t, on, TOWNSHIPS, "township_office")


@indicator("parks_with_office", "园区（农林场）机构设立率", unit="比例")
def parks_with_office(t: Tables, on: DateValue) -> Ratio:
    """县（市、区）直接所辖园区、开发区、农场、林场中，当日有园区安监机构的比例。

    没有园区、农林场，或一个机构也未登记、也未申报的为未知。
    """
    return _with_offices(t, on, ZONES, "park_office")


@indicator("parks_staffed", "园区人员到位率", unit="比例")
def parks_staffed(t: Tables, on: DateValue) -> Ratio:
    """县（市、区）直接所辖园区、开发区、农场、林场中，园区安监机构当日至少有 1 人在岗的比例。

    分管领导和借调在外的人员不算在岗。园区机构从未登记过任职人员、也未申报为零的为未知。
    """
    whole = children(t, on, ZONES)
    a, p = t.orgs_agency, t.orgs_appointment
    offices = a.filter(a.kind == "park_office")
    ever = offices.semi_join(p, offices.id == p.agency_id).select("area_id").distinct()
    said = statements(t, on, "officers")
    zero = said.filter(said.stated == 0).select(area_id=said.unit_id)
    recorded = whole.semi_join(ever, "area_id").union(whole.semi_join(zero, "area_id"))
    whole = only(whole, heard(t, on, "officers", recorded))
    staffed = in_post(t, on, ("park_office",)).select(area_id="unit_id").distinct()
    return Ratio(part=_places(whole.semi_join(staffed, "area_id")), whole=_places(whole))


def _departments(t: Tables, on: DateValue, duty: str, full_time: bool) -> Ratio:
    found = bodies(t, on, ("department",))
    found = found.filter(found.duty == duty)
    recorded = held_in(t, on, found)
    posts_held = in_post(t, on, ("department",))
    if full_time:
        posts_held = posts_held.filter(posts_held.full_time)
    staffed = posts_held.select("agency_id").distinct()
    whole = only(found, recorded)
    part = whole.semi_join(staffed, "agency_id")
    return Ratio(part=records(part, "agency_id", AGENCY), whole=records(whole, "agency_id", AGENCY))


def held_in(t: Tables, on: DateValue, found: Table) -> Table:
    """Units where at least one of the bodies has a post on record, of whatever day."""
    p = t.orgs_appointment
    return found.semi_join(p, found.agency_id == p.agency_id).select("unit_id").distinct()


@indicator("departments_supervising_staffed", "监管部门专职人员到位率", unit="比例")
def departments_supervising_staffed(t: Tables, on: DateValue) -> Ratio:
    """负有安全生产监督管理职责的部门中，当日至少有 1 名专职人员在岗的比例，按部门所在区划计。

    分管领导、兼职和借调在外的不算。所有部门都未登记过人员的为未知。
    """
    return _departments(t, on, "supervises", full_time=True)


@indicator("departments_managing_staffed", "管理部门人员到位率", unit="比例")
def departments_managing_staffed(t: Tables, on: DateValue) -> Ratio:
    """负有安全生产管理责任的部门中，当日至少有 1 名专职或兼职人员在岗的比例，按部门所在区划计。

    分管领导和借调在外的不算。所有部门都未登记过人员的为未知。
    """
    return _departments(t, on, "manages", full_time=False)
