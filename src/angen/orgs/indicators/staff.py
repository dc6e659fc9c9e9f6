"""Indicators of people: who is in post, in which post, and what they bring.

"In post" 在岗: holds a post on the day in an enforcing body, does not work elsewhere, and is no
leader in charge. A person with two posts in a unit counts once.
"""

from __future__ import annotations

from ibis.expr.types import DateValue, Table

from angen.kernel.indicators import Count, Ratio, Tables, indicator
from angen.orgs.indicators.relations import (
    everyone,
    in_charge,
    in_post,
    people,
    with_officer,
    year_of,
)


def _count(t: Tables, on: DateValue, rows: Table) -> Count:
    return Count(people(rows), ledger="officers", recorded=everyone(t, on))


@indicator("officers_in_post", "在岗人数", unit="人")
def officers_in_post(t: Tables, on: DateValue) -> Count:
    """监管执法机构当日任职有效、且在本机构工作的人数。分管领导、借调抽调在外的不计。"""
    return _count(t, on, in_post(t, on))


@indicator("officers_on_establishment", "在编在岗人数", unit="人")
def officers_on_establishment(t: Tables, on: DateValue) -> Count:
    """在岗人员中登记为在编的人数。聘用、劳务派遣等编外人员不计。"""
    found = in_post(t, on)
    return _count(t, on, found.filter(found.on_establishment))


@indicator("officers_full_time", "专职人数", unit="人")
def officers_full_time(t: Tables, on: DateValue) -> Count:
    """在岗人员中有专职岗位的人数。只有兼职岗位的不计。"""
    found = in_post(t, on)
    return _count(t, on, found.filter(found.full_time))


@indicator("officers_part_time", "兼职人数", unit="人")
def officers_part_time(t: Tables, on: DateValue) -> Count:
    """在岗人员中兼职的人数。同时有专职岗位的不计。"""
    found = in_post(t, on)
    full = found.filter(found.full_time).select("unit_id", "officer_id").distinct()
    return _count(t, on, found.anti_join(full, ["unit_id", "officer_id"]))


@indicator("leaders_in_charge", "分管领导数", unit="人")
def leaders_in_charge(t: Tables, on: DateValue) -> Count:
    """当日分管安全生产的领导人数，登记在政府或监管执法机构均可。借调在外的不计。"""
    return _count(t, on, in_charge(t, on))


@indicator("safety_staff", "专兼职安全管理人员数（含分管领导）", unit="人")
def safety_staff(t: Tables, on: DateValue) -> Count:
    """分管领导、专职和兼职在岗人员的总人数，同一人只计一次。"""
    both = people(in_post(t, on)).union(people(in_charge(t, on)), distinct=True)
    return Count(both, ledger="officers", recorded=everyone(t, on))


@indicator("directors_full_time", "专职主任数", unit="人")
def directors_full_time(t: Tables, on: DateValue) -> Count:
    """在岗人员中岗位为主任（负责人）且专职的人数。副职和兼职主任不计。"""
    found = in_post(t, on)
    return _count(t, on, found.filter(found.post == "director", found.full_time))


@indicator("professionals_in_post", "专业人员岗位在岗数", unit="人")
def professionals_in_post(t: Tables, on: DateValue) -> Count:
    """在岗人员中岗位为专业人员的人数。按岗位计，不按所学专业计。"""
    found = in_post(t, on)
    return _count(t, on, found.filter(found.post == "professional"))


@indicator("other_staff_in_post", "其他在编在岗人数（非主任、非专业岗）", unit="人")
def other_staff_in_post(t: Tables, on: DateValue) -> Count:
    """在编在岗人员中，既不任主任、也不任专业人员岗位的人数。"""
    found = in_post(t, on)
    named = found.filter(found.post.isin(("director", "professional")))
    named = named.select("unit_id", "officer_id").distinct()
    others = found.filter(found.on_establishment).anti_join(named, ["unit_id", "officer_id"])
    return _count(t, on, others)


@indicator("chief_engineers", "总工程师数", unit="人")
def chief_engineers(t: Tables, on: DateValue) -> Count:
    """在岗人员中岗位为总工程师的人数。"""
    found = in_post(t, on)
    return _count(t, on, found.filter(found.post == "chief_engineer"))


@indicator("professional_share", "安全生产相关专业人员比例", unit="比例")
def professional_share(t: Tables, on: DateValue) -> Ratio:
    """在岗且登记了所学专业类别的人员中，安全生产相关专业的比例。专业类别未登记的人不进分母。"""
    found = with_officer(t, in_post(t, on))
    whole = found.filter(found.professional.notnull())
    return Ratio(part=people(whole.filter(whole.professional)), whole=people(whole))


@indicator("recruits_by_exam", "新进人员考录比例", unit="比例", over="year")
def recruits_by_exam(t: Tables, on: DateValue) -> Ratio:
    """当年（截至当日）参加监管工作的在岗人员中，入职考试日期不晚于参加工作日期的比例。

    未登记入职考试日期的按未考录计；参加监管工作日期未登记的人不进分母。
    """
    found = with_officer(t, in_post(t, on))
    whole = found.filter(found.entered_on >= year_of(on), found.entered_on <= on)
    part = whole.filter(whole.entry_exam_on <= whole.entered_on)
    return Ratio(part=people(part), whole=people(whole))
