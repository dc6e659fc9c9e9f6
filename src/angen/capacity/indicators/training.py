"""Indicators of training: how long ago, how long, how many hours, who before taking a post.

A record counts when the session ended on or before the day and the person came: days attended are
above nought, or a mark was given. Somebody merely put on the list has not been trained.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import DateValue, IntegerValue, Table

from angen.capacity.models import Course
from angen.kernel.indicators import Count, Measure, Ratio, Tables, indicator
from angen.orgs.indicators.relations import (
    heard,
    held,
    in_post,
    only,
    people,
    records,
    with_officer,
    year_of,
)

LEDGER = "training"
# 湘政办意见 第10条, 弥安发〔2020〕3号（十五）, 鄂安监发〔2014〕82号 二（二）.
ROUNDS = tuple(str(kind) for kind in Course.ROUNDS)


def _sessions(t: Tables, on: DateValue) -> Table:
    """Sessions that had ended by the day, with what their course is."""
    s, c = t.capacity_session, t.capacity_course
    ended = s.filter(s.ends_on <= on).select(
        session_id=s.id,
        its_course=s.course_id,
        ends_on=s.ends_on,
        length=s.ends_on.delta(s.starts_on, unit="day") + 1,
    )
    courses = c.select(course_id=c.id, kind=c.kind, hours=c.hours, organiser_id=c.organiser_id)
    return ended.join(courses, ended.its_course == courses.course_id)


def _came(t: Tables, on: DateValue) -> Table:
    """Who came to which of these sessions: attendance_id, trainee_id, days, passed, kind, hours."""
    a, sessions = t.capacity_attendance, _sessions(t, on)
    marked = a.passed.notnull() | a.score.notnull()
    came = a.filter((a.days > 0) | (a.days.isnull() & marked)).select(
        attendance_id=a.id,
        trainee_id=a.officer_id,
        attended=a.session_id,
        days=a.days,
        passed=a.passed,
    )
    return came.join(sessions, came.attended == sessions.session_id)


def _passed(t: Tables, on: DateValue, kinds: tuple[str, ...]) -> Table:
    """The last day each person ended a passed session of the kinds: trainee_id, last_on."""
    came = _came(t, on)
    good = came.filter(came.passed, came.kind.isin(kinds))
    return good.group_by("trainee_id").aggregate(last_on=good.ends_on.max())


def _ledger(t: Tables, on: DateValue) -> Table:
    """The training records of a unit's people, leaders and absent included."""
    posts, came = held(t, on), _came(t, on)
    found = posts.join(came, posts.officer_id == came.trainee_id)
    return records(found, "attendance_id", "capacity.attendance")


def _held_sessions(t: Tables, on: DateValue) -> Table:
    """Sessions by the unit whose body held them: session_id, unit_id, ends_on."""
    a, sessions = t.orgs_agency, _sessions(t, on)
    organisers = a.select(body_id=a.id, unit_id=a.area_id)
    return sessions.join(organisers, sessions.organiser_id == organisers.body_id)


def _all_records(t: Tables, on: DateValue) -> Table:
    """What a unit's ledger of training holds: its people's records and the sessions it held."""
    sessions = records(_held_sessions(t, on), "session_id", "capacity.session")
    return _ledger(t, on).union(sessions, distinct=True)


def _months(since: DateValue, until: DateValue) -> IntegerValue:
    """Full months from one day to another; the last counts from the same day of the month on."""
    whole = (until.year() - since.year()) * 12 + (until.month() - since.month())
    return whole - (until.day() < since.day()).cast("int32")


def _first_posts(t: Tables, on: DateValue) -> Table:
    """Each person in post once a unit, with the earliest of the posts held there."""
    posts = in_post(t, on)
    return posts.group_by(["unit_id", "officer_id"]).aggregate(since=posts.since.min())


@indicator("training_gap_months_max", "在岗人员距上次轮训最长月数", unit="月")
def training_gap_months_max(t: Tables, on: DateValue) -> Measure:
    """每名在岗人员距最近一次考核合格的轮训、集中培训或入职培训结业日的整月数，取最大值。

    从未参训合格的，自参加监管工作之日起算；该日期未登记的，自任职之日起算。不足一月的零头不计。
    """
    posts, passed = with_officer(t, _first_posts(t, on)), _passed(t, on, ROUNDS)
    joined = posts.left_join(passed, posts.officer_id == passed.trainee_id)
    since = ibis.coalesce(joined.last_on, joined.entered_on, joined.since)
    rows = joined.select(
        unit_id=joined.unit_id,
        record_id=joined.officer_id.cast("string"),
        record_type=ibis.literal("orgs.officer"),
        value=ibis.greatest(_months(since, on), 0),
    )
    return Measure(rows, how="max", ledger=LEDGER, recorded=_ledger(t, on))


@indicator("officers_untrained", "从未受训的在岗人数", unit="人")
def officers_untrained(t: Tables, on: DateValue) -> Count:
    """在岗人员中，截至当日没有任何到课或考核记录的人数。只报名、没有到课记录的算未受训。"""
    trained = _came(t, on).select(officer_id="trainee_id").distinct()
    rows = in_post(t, on).anti_join(trained, "officer_id")
    return Count(people(rows), ledger=LEDGER, recorded=_ledger(t, on))


@indicator("intensive_training_days_max", "集中培训最长天数", unit="天", over="year")
def intensive_training_days_max(t: Tables, on: DateValue) -> Measure:
    """在岗人员当年（截至当日）结业的集中培训中，一期到课天数的最大值。

    到课天数未登记的，按开班至结业的自然日计。
    """
    posts, came = in_post(t, on), _came(t, on)
    intensive = came.filter(came.kind == "intensive", came.ends_on >= year_of(on))
    joined = posts.join(intensive, posts.officer_id == intensive.trainee_id)
    rows = joined.select(
        unit_id=joined.unit_id,
        record_id=joined.attendance_id.cast("string"),
        record_type=ibis.literal("capacity.attendance"),
        value=ibis.coalesce(joined.days, joined.length.cast("decimal(6, 1)")),
    ).distinct()
    return Measure(rows, how="max", ledger=LEDGER, recorded=_ledger(t, on))


@indicator("training_hours_min", "在岗人员年度学时最低值", unit="学时", over="year")
def training_hours_min(t: Tables, on: DateValue) -> Measure:
    """每名在岗人员当年（截至当日）到课课程的学时合计，取最小值。

    单位有培训记录而本人当年没有的，计0学时；单位没有任何培训记录的为未知。
    """
    posts, came = in_post(t, on).select("unit_id", "officer_id").distinct(), _came(t, on)
    recent = came.filter(came.ends_on >= year_of(on))
    hours = recent.group_by("trainee_id").aggregate(hours=recent.hours.sum())
    joined = posts.left_join(hours, posts.officer_id == hours.trainee_id)
    rows = joined.select(
        unit_id=joined.unit_id,
        record_id=joined.officer_id.cast("string"),
        record_type=ibis.literal("orgs.officer"),
        value=ibis.coalesce(joined.hours, 0),
    )
    return Measure(rows, how="min", ledger=LEDGER, recorded=_ledger(t, on))


def _share(t: Tables, on: DateValue, wanted: Table, kinds: tuple[str, ...]) -> Ratio:
    """Those of ``wanted`` posts whose holder passed a session of the kinds by the day."""
    whole = only(wanted, heard(t, on, LEDGER, _ledger(t, on)))
    passed = _passed(t, on, kinds).select(officer_id="trainee_id")
    return Ratio(part=people(whole.semi_join(passed, "officer_id")), whole=people(whole))


@indicator("directors_pretrained", "负责人任前培训率", unit="比例")
def directors_pretrained(t: Tables, on: DateValue) -> Ratio:
    """在职负责人中，任前培训考核合格的比例；任职后、当日以前补训合格的也算。

    负责人指监管执法机构的主任，以及应急管理（安监）部门的副职和领导。借调在外的不计。
    """
    posts = held(t, on)
    heads = posts.filter(
        posts.works_elsewhere == "",
        (posts.post == "director")
        | ((posts.kind == "emergency_bureau") & posts.post.isin(("deputy", "leader"))),
    )
    return _share(t, on, heads, ("pre_appointment",))


@indicator("recruits_inducted", "新进人员入职培训率", unit="比例", over="year")
def recruits_inducted(t: Tables, on: DateValue) -> Ratio:
    """当年（截至当日）参加监管工作的在岗人员中，入职培训考核合格的比例。"""
    found = with_officer(t, in_post(t, on))
    recruits = found.filter(found.entered_on >= year_of(on), found.entered_on <= on)
    return _share(t, on, recruits, ("induction",))


@indicator("training_sessions_held", "举办培训期数", unit="期", over="year")
def training_sessions_held(t: Tables, on: DateValue) -> Count:
    """本级机构主办、当年（截至当日）已结业的培训班期数。"""
    found = _held_sessions(t, on)
    rows = records(found.filter(found.ends_on >= year_of(on)), "session_id", "capacity.session")
    return Count(rows, ledger=LEDGER, recorded=_all_records(t, on))


@indicator("trained_people", "受训人数", unit="人", over="year")
def trained_people(t: Tables, on: DateValue) -> Count:
    """在岗人员中，当年（截至当日）到课参加过已结业培训的人数，不论何地举办。一人多次计一人。"""
    posts, came = in_post(t, on), _came(t, on)
    recent = came.filter(came.ends_on >= year_of(on)).select(officer_id="trainee_id").distinct()
    rows = posts.semi_join(recent, "officer_id")
    return Count(people(rows), ledger=LEDGER, recorded=_ledger(t, on))
