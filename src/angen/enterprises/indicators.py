"""Indicators of enterprises; the unit is the township (or the park) of the main place.

The main place and the name of an enterprise are those of today: where it lay earlier is in the
log only. Of whether it works, the day of closing or leaving is asked, not the state of today.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import DateValue, Table

from angen.kernel.indicators import Count, Ratio, Tables, indicator
from angen.orgs.indicators.relations import children, holds, latest, records

TYPE = "enterprises.enterprise"
HAZARD = "enterprises.majorhazard"
LEDGER = "enterprises"
VILLAGES = ("village", "community")
TAGS = ("enterprises",)


def enterprises(t: Tables, on: DateValue) -> Table:
    """Enterprises under supervision on the day: unit_id (township), id, sector, risk."""
    e = t.enterprises_enterprise
    there = e.filter(
        e.merged_into_id.isnull(),
        e.registered_on.isnull() | (e.registered_on <= on),
        e.closed_on.isnull() | (e.closed_on >= on),
        e.closed_on.notnull() | ~e.business.isin(("closed", "left")),
    ).select(id=e.id, at=e.area_id, sector=e.sector)
    villages = children(t, on, VILLAGES)
    found = there.left_join(villages, there["at"] == villages.area_id)
    return found.select(
        unit_id=ibis.coalesce(found.unit_id, found["at"]), id=found.id, sector=found.sector
    )


def _rows(table: Table) -> Table:
    return records(table, "id", TYPE)


def _with(found: Table, keys: Table) -> Table:
    """The enterprises whose key is in column ``enterprise_id`` of ``keys``."""
    return found.semi_join(keys, found.id == keys.enterprise_id)


@indicator("enterprises_registered", "在管企业数", unit="家", tags=TAGS)
def enterprises_registered(t: Tables, on: DateValue) -> Count:
    """当日在管（未关闭注销、未迁出）的企业和场所数，无证场所计入，已合并的重复记录不计。"""
    return Count(_rows(enterprises(t, on)), ledger=LEDGER)


@indicator("unlicensed_places", "无证场所数", unit="家", tags=TAGS)
def unlicensed_places(t: Tables, on: DateValue) -> Count:
    """当日在管的无证场所和证照不全的企业数，按今天登记的证照情况。"""
    found, e = enterprises(t, on), t.enterprises_enterprise
    bare = e.filter(e.licence.isin(("unlicensed", "place"))).select(enterprise_id=e.id)
    return Count(_rows(_with(found, bare)), ledger=LEDGER, recorded=_rows(found))


@indicator("enterprises_without_supervisor", "无监管主体的企业数", unit="家", tags=TAGS)
def enterprises_without_supervisor(t: Tables, on: DateValue) -> Count:
    """当日在管而没有监管主体的企业数（弥安发〔2020〕3号 （五）：每家企业一个监管主体）。"""
    found, s = enterprises(t, on), t.enterprises_supervision
    held = s.filter(holds(s, on)).select("enterprise_id")
    gap = found.anti_join(held, found.id == held.enterprise_id)
    return Count(_rows(gap), ledger=LEDGER, recorded=_rows(found))


@indicator("enterprises_supervised", "监管主体明确率", unit="比例", tags=TAGS)
def enterprises_supervised(t: Tables, on: DateValue) -> Ratio:
    """在管企业中，当日有监管主体的比例；没有登记企业的为未知。"""
    found, s = enterprises(t, on), t.enterprises_supervision
    held = s.filter(holds(s, on)).select("enterprise_id")
    return Ratio(part=_rows(_with(found, held)), whole=_rows(found))


@indicator("responsible_covered", "企业包保责任覆盖率", unit="比例", tags=TAGS)
def responsible_covered(t: Tables, on: DateValue) -> Ratio:
    """在管企业中，当日包保领导、监管责任人、村（社区）安全员三级都有人的比例；缺一级不算。"""
    found, r = enterprises(t, on), t.enterprises_responsible
    now = r.filter(holds(r, on)).select("enterprise_id", "link").distinct()
    counted = now.group_by("enterprise_id").aggregate(links=now.count())
    whole = counted.filter(counted.links == 3)
    return Ratio(part=_rows(_with(found, whole)), whole=_rows(found))


def _letters(t: Tables, on: DateValue, kind: str) -> Ratio:
    found, letter = enterprises(t, on), t.enterprises_letter
    signed = letter.filter(
        letter.kind == kind,
        letter.signed_on <= on,
        letter.valid_to >= on,
        letter.year == ibis.date(on).year(),
    ).select("enterprise_id")
    return Ratio(part=_rows(_with(found, signed)), whole=_rows(found))


@indicator("letters_signed", "安全生产责任承诺书签订率", unit="比例", over="year", tags=TAGS)
def letters_signed(t: Tables, on: DateValue) -> Ratio:
    """在管企业中，当日已签订本年度责任承诺书且未过期的比例。"""
    return _letters(t, on, "undertaking")


@indicator("notices_served", "安全生产责任告知书送达率", unit="比例", over="year", tags=TAGS)
def notices_served(t: Tables, on: DateValue) -> Ratio:
    """在管企业中，当日已送达本年度责任告知书且未过期的比例。"""
    return _letters(t, on, "notice")


@indicator("both_letters", "两书齐全率", unit="比例", over="year", tags=TAGS)
def both_letters(t: Tables, on: DateValue) -> Ratio:
    """在管企业中，本年度责任告知书、承诺书都已签订且当日都在有效期内的比例；缺一种不算。"""
    found, letter = enterprises(t, on), t.enterprises_letter
    valid = letter.filter(
        letter.signed_on <= on, letter.valid_to >= on, letter.year == ibis.date(on).year()
    )
    held = valid.select("enterprise_id", "kind").distinct()
    counted = held.group_by("enterprise_id").aggregate(kinds=held.count())
    return Ratio(part=_rows(_with(found, counted.filter(counted.kinds == 2))), whole=_rows(found))


@indicator("risks_rated", "风险评定率", unit="比例", tags=TAGS)
def risks_rated(t: Tables, on: DateValue) -> Ratio:
    """在管企业中，当日或之前评定过风险等级的比例。"""
    found, r = enterprises(t, on), t.enterprises_riskrating
    rated = r.filter(r.rated_on <= on).select("enterprise_id")
    return Ratio(part=_rows(_with(found, rated)), whole=_rows(found))


@indicator("high_risk_enterprises", "红橙风险企业数", unit="家", tags=TAGS)
def high_risk_enterprises(t: Tables, on: DateValue) -> Count:
    """在管企业中，当日或之前最近一次评定为红色、橙色的家数；没有评定过的不计。"""
    found, r = enterprises(t, on), t.enterprises_riskrating
    last = latest(r.filter(r.rated_on <= on), ("enterprise_id",), "rated_on")
    grave = last.filter(last.risk.isin(("red", "orange"))).select("enterprise_id")
    return Count(_rows(_with(found, grave)), ledger=LEDGER, recorded=_rows(found))


@indicator("standardised_share", "标准化达标率", unit="比例", tags=TAGS)
def standardised_share(t: Tables, on: DateValue) -> Ratio:
    """在管企业中，当日最近一次标准化评审为达标且在有效期内的比例（含小微企业达标）。"""
    found, v = enterprises(t, on), t.enterprises_standardisationreview
    last = latest(v.filter(v.reviewed_on <= on), ("enterprise_id",), "reviewed_on")
    good = last.filter(last.result == "passed", last.valid_to >= on).select("enterprise_id")
    return Ratio(part=_rows(_with(found, good)), whole=_rows(found))


def hazards(t: Tables, on: DateValue) -> Table:
    """Installations not closed on the day: unit_id (township), id, due_on."""
    h = t.enterprises_majorhazard
    there = h.filter(h.closed_on.isnull() | (h.closed_on > on)).select(
        hazard_id=h.id, enterprise_id=h.enterprise_id
    )
    found = enterprises(t, on).select("unit_id", enterprise="id")
    return there.join(found, there.enterprise_id == found.enterprise).select("unit_id", "hazard_id")


@indicator("major_hazards", "重大危险源数", unit="个", tags=TAGS)
def major_hazards(t: Tables, on: DateValue) -> Count:
    """当日已登记、未核销的重大危险源单元数；乡镇登记了企业而没有重大危险源的为零。"""
    found = records(hazards(t, on), "hazard_id", HAZARD)
    return Count(found, ledger=LEDGER, recorded=_rows(enterprises(t, on)))


@indicator("major_hazards_filed", "重大危险源备案率", unit="比例", tags=TAGS)
def major_hazards_filed(t: Tables, on: DateValue) -> Ratio:
    """未核销的重大危险源中，当日备案在有效期内的比例（安全生产法 第四十条）。"""
    found, f = hazards(t, on), t.enterprises_hazardfiling
    filed = f.filter(f.kind != "report", f.filed_on <= on, f.valid_to >= on)
    filed = filed.select(filed_id=filed.hazard_id)
    part = found.semi_join(filed, found.hazard_id == filed.filed_id)
    return Ratio(part=records(part, "hazard_id", HAZARD), whole=records(found, "hazard_id", HAZARD))
