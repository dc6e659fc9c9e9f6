"""Hazards: found, due, rechecked, closed, overdue, reported.

A hazard that became due in a period belongs to that period, whenever it is closed. What enterprises
accepted themselves counts like any other hazard of the body that follows them up.
"""

from __future__ import annotations

from ibis.expr.types import Table

from angen.inspections.indicators.relations import (
    HAZARD,
    TAGS,
    VOLUME,
    after,
    day_only,
    hazards,
    heard,
    of_bodies,
    still_open,
    within,
)
from angen.kernel.indicators import Count, Period, Ratio, Tables, indicator, shared
from angen.orgs.indicators.relations import records


def _rows(found: Table) -> Table:
    return records(found, "hazard_id", HAZARD)


def _counted(t: Tables, period: Period, found: Table) -> Count:
    return Count(_rows(found), recorded=heard(t, period))


@indicator("findings_made", "检查发现隐患数", unit="项", over="period", tags=VOLUME)
def findings_made(t: Tables, period: Period) -> Count:
    """期内执法检查发现的隐患项数，核实不成立的不计；按检查机构所在区划计入单位（互查发现的计入检查方）。"""
    h, v = t.inspections_hazard, t.inspections_inspection
    made = v.select(visit_id=v.id, agency_id=v.agency_id)
    found = h.filter(
        h.source == "inspection", h.state != "dismissed", within(h.found_on, period)
    ).select("inspection_id", hazard_id=h.id)
    joined = found.join(made, found.inspection_id == made.visit_id)
    return _counted(t, period, of_bodies(t, joined))


@indicator("hazards_found", "发现隐患数", unit="项", over="period", tags=VOLUME)
def hazards_found(t: Tables, period: Period) -> Count:
    """期内发现、由本单位机构跟踪的隐患项数，检查、企业自查、村（社区）发现、举报的都计，不成立的不计。"""
    found = hazards(t, period.end)
    return _counted(t, period, found.filter(within(found.found_on, period)))


@indicator("major_hazards_found", "发现重大事故隐患数", unit="项", over="period", tags=VOLUME)
def major_hazards_found(t: Tables, period: Period) -> Count:
    """期内发现、由本单位机构跟踪的重大事故隐患项数；当年没有检查和隐患记录的单位为未知。"""
    found = hazards(t, period.end)
    return _counted(t, period, found.filter(within(found.found_on, period), found.grade == "major"))


def _due(t: Tables, period: Period, *grades: str) -> Table:
    found = hazards(t, period.end)
    return found.filter(within(found.due_on, period), found.grade.isin(grades))


def _closed_in_time(due: Table, period: Period) -> Table:
    """Closed by the period's end, the work reported done (or else closed) by the last day."""
    done = due.done_on.fill_null(due.closed_on)
    return due.filter(due.closed_on <= period.end, done <= due.due_on)


def _in_time(t: Tables, period: Period, *grades: str) -> Ratio:
    due = _due(t, period, *grades)
    return Ratio(part=_rows(_closed_in_time(due, period)), whole=_rows(due))


@indicator("hazards_due", "到期隐患数", unit="项", over="period", tags=TAGS)
def hazards_due(t: Tables, period: Period) -> Count:
    """整改期限（含同意延期后的）落在期内的隐患项数；当场改正、没有期限的不计。按跟踪机构所在区划计入单位。"""
    return _counted(t, period, _due(t, period, "general", "major"))


@indicator("general_hazards_due", "到期一般隐患数", unit="项", over="period", tags=TAGS)
def general_hazards_due(t: Tables, period: Period) -> Count:
    """整改期限（含同意延期后的）落在期内的一般隐患项数。按跟踪机构所在区划计入单位。"""
    return _counted(t, period, _due(t, period, "general"))


@indicator("major_hazards_due", "到期重大事故隐患数", unit="项", over="period", tags=TAGS)
def major_hazards_due(t: Tables, period: Period) -> Count:
    """整改期限（含同意延期后的）落在期内的重大事故隐患项数。按跟踪机构所在区划计入单位。"""
    return _counted(t, period, _due(t, period, "major"))


@indicator("hazards_closed_in_time", "隐患按期闭环率", unit="比例", over="period", tags=TAGS)
def hazards_closed_in_time(t: Tables, period: Period) -> Ratio:
    """期内到期的隐患中，期末已复查销号、且整改完成不晚于期限的比例（没有报告完成日的看销号日）。

    跨月整改归属到期的月份；期内没有到期的为未知。按跟踪机构所在区划计入单位。
    """
    return _in_time(t, period, "general", "major")


@indicator(
    "general_hazards_closed_in_time", "一般隐患按期闭环率", unit="比例", over="period", tags=TAGS
)
def general_hazards_closed_in_time(t: Tables, period: Period) -> Ratio:
    """期内到期的一般隐患中，期末已复查销号、且整改完成不晚于期限的比例。按跟踪机构所在区划计入单位。"""
    return _in_time(t, period, "general")


@indicator(
    "major_hazards_closed_in_time", "重大隐患按期闭环率", unit="比例", over="period", tags=TAGS
)
def major_hazards_closed_in_time(t: Tables, period: Period) -> Ratio:
    """期内到期的重大事故隐患中，期末已复查销号、且整改完成不晚于期限的比例。按跟踪机构所在区划计入单位。"""
    return _in_time(t, period, "major")


def checked(t: Tables) -> Table:
    """Every look at a hazard: looked_id, checked_on."""
    r, c = t.inspections_recheckresult, t.inspections_recheck
    results = r.select(looked_id=r.hazard_id, of=r.recheck_id)
    looks = c.select(look_id=c.id, checked_on=c.checked_on)
    return results.join(looks, results.of == looks.look_id).select("looked_id", "checked_on")


@shared
def _to_recheck(t: Tables, period: Period) -> Table:
    """General hazards whose recheck fell due in the period: hazard_id, unit_id and last_on."""
    found = hazards(t, period.end)
    found = found.filter(found.grade == "general", found.due_on.notnull())
    ready = found.done_on.fill_null(found.due_on)
    first = (ready < found.due_on).ifelse(ready, found.due_on)
    timed = after(first, found, t.value_recheck_days)
    # As one condition: of two PostgreSQL guesses a tenth of the rows, and then looks up each alone.
    due = timed.filter(within(timed.last_on, period).fill_null(False))
    return due.select("hazard_id", "unit_id", "last_on")


@indicator(
    "general_hazards_rechecked_in_time", "一般隐患按期复查率", unit="比例", over="period", tags=TAGS
)
def general_hazards_rechecked_in_time(t: Tables, period: Period) -> Ratio:
    """期内应当复查的一般隐患中，按期复查的比例，合格不合格都算复查过。

    自企业报告整改完成或期限届满（取早的）起，政策规定的复查天数届满之日在期内的为应当复查。
    没有政策规定复查天数的单位为未知。按跟踪机构所在区划计入单位。
    """
    whole = _to_recheck(t, period)
    looks = checked(t)
    seen = whole.semi_join(
        looks, [whole.hazard_id == looks.looked_id, looks.checked_on <= whole.last_on]
    )
    return Ratio(part=_rows(seen), whole=_rows(whole))


@indicator("hazards_overdue_open", "逾期未销号隐患数", unit="项", tags=TAGS)
def hazards_overdue_open(t: Tables, on: object) -> Count:
    """当日整改期限已过、尚未复查销号的隐患项数。按跟踪机构所在区划计入单位。

    当年没有任何检查和隐患记录的单位为未知。
    """
    found = still_open(hazards(t, on), on)
    return _counted(t, day_only(on), found.filter(found.due_on < on))


@indicator("major_hazards_overdue", "逾期未销号重大隐患数", unit="项", tags=TAGS)
def major_hazards_overdue(t: Tables, on: object) -> Count:
    """当日整改期限已过、尚未复查销号的重大事故隐患项数。按跟踪机构所在区划计入单位。"""
    found = still_open(hazards(t, on), on)
    return _counted(t, day_only(on), found.filter(found.grade == "major", found.due_on < on))


@indicator("hazards_open", "未销号隐患数", unit="项", tags=TAGS)
def hazards_open(t: Tables, on: object) -> Count:
    """当日尚未复查销号的隐患项数，无论是否到期。按跟踪机构所在区划计入单位。"""
    return _counted(t, day_only(on), still_open(hazards(t, on), on))


@indicator("major_hazards_open", "未销号重大事故隐患数", unit="项", tags=TAGS)
def major_hazards_open(t: Tables, on: object) -> Count:
    """当日尚未复查销号的重大事故隐患项数。按跟踪机构所在区划计入单位。"""
    found = still_open(hazards(t, on), on)
    return _counted(t, day_only(on), found.filter(found.grade == "major"))


@indicator("major_hazards_unreported", "未双报告的重大隐患数", unit="项", tags=TAGS)
def major_hazards_unreported(t: Tables, on: object) -> Count:
    """当日未销号的重大事故隐患中，没有向监管部门或没有向职工大会报告的项数（安全生产法 第四十一条）。

    按跟踪机构所在区划计入单位；当年没有任何检查和隐患记录的单位为未知。
    """
    found = still_open(hazards(t, on), on)
    told = (found.told_department_on <= on) & (found.told_workers_on <= on)
    silent = found.filter(found.grade == "major", ~told.fill_null(False))
    return _counted(t, day_only(on), silent)


@indicator("repeat_hazards", "重复隐患数", unit="项", over="period", tags=TAGS)
def repeat_hazards(t: Tables, period: Period) -> Count:
    """期内发现的隐患中，同一企业同一检查条目以前发现过的项数。按跟踪机构所在区划计入单位。"""
    found = hazards(t, period.end)
    again = found.filter(within(found.found_on, period), found.repeats_id.notnull())
    return _counted(t, period, again)


@indicator("hazards_with_duty", "隐患整改责任落实率", unit="比例", over="period", tags=TAGS)
def hazards_with_duty(t: Tables, period: Period) -> Ratio:
    """期内责令限期整改的隐患中，责任单位、责任人、目标、期限都写明的比例（湘政办意见 第16条）。

    按跟踪机构所在区划计入单位；期内没有发现限期整改的隐患的为未知。
    """
    h = t.inspections_hazard
    found = h.filter(
        within(h.found_on, period), h.state != "dismissed", h.measure != "spot"
    ).select("agency_id", "unit", "person", "goal", "due_on", hazard_id=h.id)
    whole = of_bodies(t, found)
    named = (whole.unit != "") & (whole.person != "") & (whole.goal != "")
    return Ratio(part=_rows(whole.filter(named, whole.due_on.notnull())), whole=_rows(whole))
