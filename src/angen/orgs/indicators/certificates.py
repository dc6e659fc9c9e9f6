"""Indicators of enforcement certificates: registered, claimed, and really usable in post."""

from __future__ import annotations

from ibis.expr.types import DateValue, Table

from angen.kernel.indicators import Count, Measure, Ratio, Tables, indicator
from angen.orgs.indicators.relations import (
    amount,
    heard,
    held,
    holds,
    in_post,
    latest,
    only,
    people,
    records,
    statements,
)


def _registered(t: Tables) -> Table:
    """Enforcement certificates of whatever day: certificate_id, holder_id, valid_from, valid_to."""
    c = t.orgs_certificate
    return c.filter(c.kind == "enforcement").select(
        certificate_id=c.id, holder_id=c.officer_id, valid_from=c.valid_from, valid_to=c.valid_to
    )


def _valid(t: Tables, on: DateValue) -> Table:
    found = _registered(t)
    return found.filter(holds(found, on))


def _not_genuine(t: Tables, on: DateValue) -> Table:
    """Certificates whose latest check on or before the day found them not genuine."""
    k = t.orgs_certificatecheck
    last = latest(k.filter(k.checked_on <= on), ("certificate_id",), "checked_on")
    return last.filter(~last.genuine).select("certificate_id")


def _usable(t: Tables, on: DateValue) -> Table:
    """Valid on the day, not suspended, not found false."""
    s = t.orgs_certificatesuspension
    suspended = s.filter(holds(s, on)).select("certificate_id").distinct()
    found = _valid(t, on).anti_join(suspended, "certificate_id")
    return found.anti_join(_not_genuine(t, on), "certificate_id")


def _absent(t: Tables, on: DateValue) -> Table:
    """Posts whose holder was not there at the latest sighting within the post: appointment_id."""
    s, posts = t.orgs_sighting, held(t, on)
    seen = s.filter(s.seen_on <= on).select(
        id=s.id, seen_id=s.officer_id, seen_at=s.agency_id, seen_on=s.seen_on, there=s.in_post
    )
    matched = seen.join(
        posts,
        [
            seen.seen_id == posts.officer_id,
            seen.seen_at == posts.agency_id,
            seen.seen_on >= posts.since,
        ],
    )
    last = latest(matched, ("appointment_id",), "seen_on")
    return last.filter(~last.there).select("appointment_id")


def _present(t: Tables, on: DateValue) -> Table:
    """Posts in which the holder is, as far as anybody looked."""
    return in_post(t, on).anti_join(_absent(t, on), "appointment_id")


def _holding(posts: Table, certificates: Table) -> Table:
    """Posts with the certificates of their holders."""
    return posts.join(certificates, posts.officer_id == certificates.holder_id)


def _ledger(t: Tables, on: DateValue) -> Table:
    """Everybody in a post with a certificate issued by the day, good or not: the ledger."""
    found = _registered(t)
    return people(_holding(held(t, on), found.filter(found.valid_from <= on)))


def _certified(t: Tables, on: DateValue) -> Table:
    return people(_holding(_present(t, on), _usable(t, on)))


@indicator("certificates_recorded", "登记持证人数", unit="人")
def certificates_recorded(t: Tables, on: DateValue) -> Count:
    """在监管执法机构任职、行政执法证在有效期内的人数，不论实际在哪里工作，含分管领导。

    暂扣、核验不属实的也计在内：这是登记数，不是可用数。一人多证计一人。
    """
    rows = people(_holding(held(t, on), _valid(t, on)))
    return Count(rows, ledger="certificates", recorded=_ledger(t, on))


@indicator("officers_certified_on_post", "在岗持证人数", unit="人")
def officers_certified_on_post(t: Tables, on: DateValue) -> Count:
    """在岗人员中行政执法证当日可用的人数（行政处罚法 第四十二条）。

    不计：证件过期、当日暂扣、最近一次核验不属实；借调在外；本任职内最近一次查岗不在岗；分管领导。
    """
    return Count(_certified(t, on), ledger="certificates", recorded=_ledger(t, on))


@indicator("certified_share", "持证上岗率", unit="比例")
def certified_share(t: Tables, on: DateValue) -> Ratio:
    """在岗持证人数占在岗人数的比例。证件台账一条记录也没有、也未申报为零的单位为未知。"""
    whole = only(people(in_post(t, on)), heard(t, on, "certificates", _ledger(t, on)))
    return Ratio(part=only(_certified(t, on), whole.select("unit_id").distinct()), whole=whole)


@indicator("certificates_claimed", "申报持证人数", unit="人")
def certificates_claimed(t: Tables, on: DateValue) -> Measure:
    """单位当日及以前最近一次台账申报的持证人数。未申报过的为未知。"""
    said = statements(t, on, "certificates")
    return Measure(amount(said, said.stated, "id", "orgs.ledgerstatement"))


@indicator("certificates_false", "核验不属实证件数", unit="件")
def certificates_false(t: Tables, on: DateValue) -> Count:
    """在监管执法机构任职人员登记的行政执法证中，当日及以前最近一次核验不属实的件数。"""
    found = _holding(held(t, on), _registered(t))
    rows = found.semi_join(_not_genuine(t, on), "certificate_id")
    return Count(
        records(rows, "certificate_id", "orgs.certificate"),
        ledger="certificates",
        recorded=_ledger(t, on),
    )


@indicator("holders_elsewhere", "持证但不在岗人数", unit="人")
def holders_elsewhere(t: Tables, on: DateValue) -> Count:
    """任职于监管执法机构、证件在有效期内，但实际在外工作或最近一次查岗不在岗的人数。

    在本单位另有岗位且在岗的不计；分管领导不计。
    """
    posts = held(t, on)
    staff = posts.filter(posts.post != "leader")
    here = _present(t, on).select("unit_id", "officer_id").distinct()
    away = staff.anti_join(here, ["unit_id", "officer_id"])
    return Count(
        people(_holding(away, _valid(t, on))), ledger="certificates", recorded=_ledger(t, on)
    )


@indicator("certificates_expired_in_post", "在岗人员证件已过期数", unit="件")
def certificates_expired_in_post(t: Tables, on: DateValue) -> Count:
    """在岗人员已过有效期、且没有其他有效执法证接续的行政执法证件数。已换发新证的旧证不计。"""
    found = _holding(in_post(t, on), _registered(t))
    renewed = _valid(t, on).select(officer_id="holder_id").distinct()
    rows = found.filter(found.valid_to < on).anti_join(renewed, "officer_id")
    return Count(
        records(rows, "certificate_id", "orgs.certificate"),
        ledger="certificates",
        recorded=_ledger(t, on),
    )
