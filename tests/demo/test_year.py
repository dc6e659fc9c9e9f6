"""Rizhao's 2021 in the demo world: the published totals come out of the records."""

from __future__ import annotations

import pytest
from django.db import connection

from angen.demo.year.build import VISITS
from angen.demo.year.diary import STARTS
from angen.demo.year.handouts import TITLES
from angen.demo.year.profile import (
    EVALUATED,
    FAILING,
    GOOD,
    LAST,
    PROFILE,
    UNQUALIFIED,
    WEAK,
    Portions,
    grade,
)
from angen.orgs.models import Area
from angen.plans import drawing
from angen.plans.models import AnnualPlan, Draw
from angen.plans.queries.plans import judgement, missing_key
from angen.plans.queries.transcripts import transcript
from demo.conftest import run

COUNTED = """select i.* from inspections_inspection i join orgs_area a on a.code = i.area_id
  where i.state = 'recorded' and i.origin in ('plan', 'draw', 'campaign', 'cross')
  and i.visited_on between '2021-01-01' and '2021-12-31' and a.path like '/37/3711/%%'"""
QUARTER = "extract(quarter from {})::int"


def one(sql: str) -> int:
    return int(run(sql)[0][0])


def test_the_same_seed_writes_the_same_world(twice) -> None:
    assert twice[0] == twice[1]


def test_3200_enterprises_are_in_the_54_plans_of_the_townships(world) -> None:
    plans = """from plans_planitem i join plans_annualplan p on p.id = i.plan_id
      join orgs_agency g on g.id = p.agency_id join orgs_area a on a.code = g.area_id
      where p.year = 2021 and p.state = 'published' and a.path like '/37/3711/%%'"""
    assert one(f"select count(distinct i.enterprise_id) {plans}") == 3200
    town = "and g.kind = 'township_office'"
    assert one(f"select count(distinct p.id) {plans} {town}") == 54
    assert one(f"select count(*) {plans} {town}") < VISITS  # over-fulfilled


def test_a_plan_has_the_days_and_the_key_share_and_forgets_nobody_of_high_risk(world) -> None:
    plans = AnnualPlan.objects.filter(year=2021, agency__kind="township_office")
    for plan in plans.select_related("agency__area"):
        verdict = judgement(plan)
        assert verdict.fits, f"{plan}: short of {verdict.short}"
        assert verdict.share is not None and verdict.share >= 0.6, plan
        assert not missing_key(plan).exists(), plan


def test_5765_visits_were_made_all_by_townships(world) -> None:
    assert one(f"select count(*) from ({COUNTED}) v") == 5765
    kinds = run(
        f"select distinct g.kind from ({COUNTED}) v join orgs_agency g on g.id = v.agency_id"
    )
    assert kinds == [("township_office",)]


def test_four_rounds_visited_303_enterprises_and_found_2316_problems(world) -> None:
    assert one("select count(distinct number) from plans_crossround") == 4
    cross = f"({COUNTED} and i.origin = 'cross') v"
    assert run(f"select count(*), count(distinct v.enterprise_id) from {cross}") == [(303, 303)]
    assert one(f"select count(*) from {cross} join inspections_hazard h on h.inspection_id = v.id") == 2316  # fmt: skip
    stopped = "select count(*) from inspections_order where 'stop_business' = any(measures)"
    assert one(stopped) == 7


def test_a_township_never_inspects_itself_nor_the_same_one_twice_running(world) -> None:
    assert one("select count(*) from plans_crosspair where visitor_id = visited_id") == 0
    again = """select count(*) from plans_crosspair p join plans_crossround r on r.id = p.round_id
      join plans_crossround s on s.agency_id = r.agency_id and s.number = r.number + 1
      join plans_crosspair q on q.round_id = s.id
      where q.visitor_id = p.visitor_id and q.visited_id = p.visited_id"""
    assert one(again) == 0
    # Whoever inspects across is the visitor, and the enterprise lies in the visited township.
    astray = f"""select count(*) from ({COUNTED} and i.origin = 'cross') v
      join plans_crosspair p on p.id = v.cross_pair_id join orgs_agency g on g.id = v.agency_id
      where g.area_id <> p.visitor_id or left(v.area_id, 9) <> p.visited_id"""
    assert one(astray) == 0


@pytest.mark.parametrize("title", TITLES, ids=lambda one: one.name)
def test_every_printed_copy_was_handed_out(world, title) -> None:
    rows = run(
        """select m.printed, sum(h.copies) from inspections_handout h
        join inspections_material m on m.id = h.material_id where m.title = %s group by 1""",
        title.name,
    )
    assert rows == [(title.copies, title.copies)]


def test_the_titles_add_up_to_what_was_published() -> None:
    assert [one.copies for one in TITLES[:2]] == [2000, 2600]
    assert sum(one.copies for one in TITLES[2:]) == 4000


def test_every_visit_has_two_or_three_certified_officers_of_the_body_on_its_day(world) -> None:
    # Certificate in force and genuine, appointment to the visiting body in force, numbers agree.
    sound = """select i.id, count(distinct o.officer_id) n
      from inspections_inspection i
      left join inspections_inspectionofficer o on o.inspection_id = i.id
        and exists (select 1 from orgs_certificate c where c.id = o.certificate_id
          and c.officer_id = o.officer_id and c.number = o.number
          and c.valid_from <= i.planned_on and (c.valid_to is null or c.valid_to >= i.planned_on)
          and not exists (select 1 from orgs_certificatecheck k
            where k.certificate_id = c.id and not k.genuine))
        and exists (select 1 from orgs_appointment p where p.officer_id = o.officer_id
          and p.agency_id = i.agency_id and p.works_elsewhere = ''
          and p.valid_from <= i.planned_on and (p.valid_to is null or p.valid_to >= i.planned_on))
      group by 1"""
    assert run(f"select min(n), max(n) from ({sound}) s") == [(2, 3)]
    assert one("select count(*) from inspections_inspectionofficer") == one(
        f"select sum(n) from ({sound}) s"
    )


def test_no_officer_is_in_two_places_at_one_time(world) -> None:
    twice = """with at as (select o.officer_id, i.id, i.started_at, i.ended_at
      from inspections_inspection i join inspections_inspectionofficer o on o.inspection_id = i.id
      where i.ended_at is not null)
      select count(*) from at a join at b on b.officer_id = a.officer_id and b.id > a.id
      and b.started_at < a.ended_at and a.started_at < b.ended_at"""
    assert one(twice) == 0


def test_visits_are_made_on_working_days_within_working_hours(world) -> None:
    local = "(started_at at time zone 'Asia/Shanghai')"
    hours = f"select min({local}::time), max((ended_at at time zone 'Asia/Shanghai')::time)"
    first, last = run(f"{hours} from ({COUNTED}) v")[0]
    assert first >= STARTS[0] and (last.hour, last.minute) <= (17, 30)
    sundays = (
        f"select count(*) from ({COUNTED}) v where visited_on between '2021-10-01' and '2021-10-07'"
    )
    assert one(sundays) == 0


def test_hazards_of_2021_are_closed_by_a_recheck_that_passed(world) -> None:
    year = "found_on between '2021-01-01' and '2021-12-31'"
    assert one(f"select count(*) from inspections_hazard where {year} and state <> 'closed'") == 0
    wrong = f"""select count(*) from inspections_hazard h
      join inspections_recheckresult r on r.id = h.closed_by_id
      join inspections_recheck c on c.id = r.recheck_id
      where {year} and (r.hazard_id <> h.id or not r.passed or c.checked_on <> h.closed_on
        or c.checked_on < h.found_on)"""
    assert one(wrong) == 0
    with connection.cursor() as cursor:  # the keys named before they were stored exist
        cursor.execute("set constraints all immediate")


def test_hazards_are_as_many_and_as_grave_as_is_usual(world) -> None:
    found = (
        f"({COUNTED} and i.origin <> 'cross') v join inspections_hazard h on h.inspection_id = v.id"
    )
    count, majors = run(f"select count(*), count(*) filter (where grade = 'major') from {found}")[0]
    assert 2 <= count / (5765 - 303) <= 3.5
    assert 0.02 <= majors / count <= 0.045
    assert one(f"select count(*) from {found} where h.repeats_id is not null") > 100
    assert one("select count(*) from inspections_listing where state = 'delisted'") == 12


def test_a_rated_unit_fails_as_often_as_was_published() -> None:
    letters = {(unit, quarter): grade(unit, quarter) for unit in PROFILE for quarter in EVALUATED}
    failed = {key for key, letter in letters.items() if letter in UNQUALIFIED}
    assert [sum(q == n for _, q in failed) for n in EVALUATED] == [11, 10, 10]
    running = {unit for unit, q in failed if (unit, q + 1) in failed}
    assert len(running) == 3
    last = {unit for (unit, _), letter in letters.items() if letter == LAST}
    assert len(last) == 13
    assert [sum(letters[u, q] == LAST for u in PROFILE) for q in EVALUATED] == [4, 4, 5]


def test_the_profile_names_townships_of_the_city(world) -> None:
    known = set(Area.objects.filter(path__startswith="/37/3711/").values_list("pk", flat=True))
    assert set(PROFILE) <= known


def shares(sql: str) -> dict[str, dict[int, float]]:
    """From rows (unit, quarter, good, all) the share of good cases by letter and quarter."""
    good: dict[tuple[str, int], list[int]] = {}
    for unit, quarter, well, count in run(sql):
        if quarter in EVALUATED:
            both = good.setdefault((grade(unit, quarter), quarter), [0, 0])
            both[0] += well
            both[1] += count
    found: dict[str, dict[int, float]] = {}
    for (letter, quarter), (well, count) in good.items():
        found.setdefault(letter, {})[quarter] = well / count
    return found


# What the profile steers, by unit and quarter: plans, records, hazards.
COMPLETION = """select g.area_id, (i.month + 2) / 3 q,
  count(*) filter (where exists (select 1 from inspections_inspection v
    where v.plan_item_id = i.id and v.visited_on < make_date(2021, ((i.month + 2) / 3) * 3, 1)
      + interval '1 month')), count(*)
  from plans_planitem i join plans_annualplan p on p.id = i.plan_id
  join orgs_agency g on g.id = p.agency_id
  where p.year = 2021 and g.kind = 'township_office' and i.merged_into_id is null group by 1, 2"""
RECORDS = f"""select g.area_id, {QUARTER.format("v.visited_on")} q, count(*) filter (where v.filmed
    and exists (select 1 from inspections_sheet s where s.inspection_id = v.id)), count(*)
  from ({COUNTED}) v join orgs_agency g on g.id = v.agency_id group by 1, 2"""
CLOSED = f"""select g.area_id, {QUARTER.format("h.due_on")} q,
  count(*) filter (where h.closed_on <= h.due_on), count(*)
  from inspections_hazard h join orgs_agency g on g.id = h.agency_id
  join orgs_area a on a.code = g.area_id
  where h.order_id is not null and h.grade = 'general' and a.path like '/37/3711/%%'
  and h.due_on between '2021-01-01' and '2021-12-31' group by 1, 2"""


@pytest.mark.parametrize("sql", [COMPLETION, RECORDS, CLOSED], ids=["plan", "records", "closed"])
def test_the_profile_shows_in_the_records_of_each_quarter(world, sql) -> None:
    found = shares(sql)
    for quarter in EVALUATED:
        assert found[GOOD][quarter] >= 0.97, quarter
        assert found[WEAK][quarter] >= 0.87, quarter
        assert 0.68 <= found[FAILING][quarter] <= 0.86, quarter
        assert found[LAST][quarter] < 0.7, quarter


def test_a_portion_is_exact_for_few_cases_too() -> None:
    portions = Portions()
    unit = next(unit for unit, letters in PROFILE.items() if letters[0] == LAST)
    done = [portions.next(unit, 1, "done") for _ in range(50)]
    assert sum(done) == 33
    assert all(2 <= sum(done[n : n + 4]) <= 3 for n in range(0, 48, 4))
    assert all(portions.next("371102001", 1, "approved") for _ in range(20))


def test_a_draw_can_be_done_again_by_anybody(world) -> None:
    draws = Draw.objects.filter(state="published")
    assert draws.count() == 4
    for draw in draws:
        assert drawing.verify(transcript(draw).as_dict()) == []
    # Those who were drawn went there.
    others = """select count(*) from inspections_inspection i
      join inspections_inspectionofficer o on o.inspection_id = i.id
      left join plans_drawnofficer d on d.drawn_id = i.drawn_id and d.officer_id = o.officer_id
      where i.origin = 'draw' and d.id is null"""
    assert one(others) == 0
