"""The evaluations of the demo world follow from its records, and so do the published totals."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Count

from angen.assess.actions.runs import same_again
from angen.assess.cli_ratings import cycle_report
from angen.assess.documents import rebuilt
from angen.assess.models import Appeal, Circular, Cycle, Snapshot
from angen.assess.queries import freeze
from angen.assess.queries.cycles import pack_of, people_of, rating_of, standing_snapshot
from angen.demo.year.profile import EVALUATED, LAST, PROFILE, UNQUALIFIED, grade
from angen.inspections.models import Inspection
from demo.conftest import Undo, run

QUARTER = """from assess_result r join assess_cycle c on c.id = r.cycle_id
  where c.area_id = '3711' and c.rating = 'effectiveness' and r.current"""
FOLLOWS = """from assess_consequence k join assess_cycle c on c.id = k.cycle_id
  where c.area_id = '3711' and c.rating = 'effectiveness'"""


def test_31_grades_are_unqualified_in_three_quarters(world) -> None:
    failing = "select c.key, count(*) filter (where r.failing), count(*)"
    rows = run(f"{failing} {QUARTER} group by 1 order by 1")
    assert rows == [("2021Q1", 11, 54), ("2021Q2", 10, 54), ("2021Q3", 10, 54)]
    scored = f"select c.key, count(*) {QUARTER} and r.outcome = 'scored' group by 1 order by 1"
    assert run(scored) == [("2021Q1", 53), ("2021Q2", 53), ("2021Q3", 51)]


def test_grades_are_as_the_units_worked(world) -> None:
    failed = set(run(f"select r.unit_id, right(c.key, 1)::int {QUARTER} and r.failing"))
    assert failed == {
        (unit, q) for unit in PROFILE for q in EVALUATED if grade(unit, q) in UNQUALIFIED
    }
    # No grade hangs by a thread.
    low, high = run(f"""select max(score) filter (where r.failing),
      min(score) filter (where not r.failing) {QUARTER}""")[0]
    assert low < 68 and high > 72


def test_13_townships_spoke_as_the_last(world) -> None:
    rows = run(f"select count(*), count(distinct k.unit_id) {FOLLOWS} and k.deed = 'statement'")
    assert rows == [(13, 13)]
    spoke = {unit for (unit,) in run(f"select k.unit_id {FOLLOWS} and k.deed = 'statement'")}
    assert spoke == {unit for unit in PROFILE for q in EVALUATED if grade(unit, q) == LAST}
    held = f"select count(*) {FOLLOWS} and k.deed = 'statement' and k.state = 'closed'"
    assert run(held) == [(13,)]


def test_three_that_failed_twice_are_held_to_account_one_of_them_waits_for_its_appeal(
    world,
) -> None:
    rows = run(f"""select c.key, k.state, count(*) {FOLLOWS} and k.deed = 'accountability'
      group by 1, 2 order by 1""")
    assert rows == [("2021Q2", "closed", 2), ("2021Q3", "suspended", 1)]
    (appeal,) = Appeal.objects.all()
    assert appeal.state == "asked"
    assert appeal.asked_at.year == 2021


def test_every_unqualified_one_was_named_and_put_it_right(world) -> None:
    rows = run(f"""select k.deed, count(*), count(*) filter (where k.state = 'closed'
      and k.closed_on between k.opened_on and coalesce(k.due_on, k.closed_on)) {FOLLOWS}
      and k.deed in ('circular', 'rectify') group by 1 order by 1""")
    assert rows == [("circular", 31, 31), ("rectify", 31, 31)]


def test_the_command_gives_the_totals(world) -> None:
    found = [
        cycle_report("rizhao-2021", f"2021Q{n}", "", "effectiveness")[0]["totals"]
        for n in EVALUATED
    ]
    wanted = ("unqualified", "statements", "accountability")
    assert [sum(one[key] for one in found) for key in wanted] == [31, 13, 3]


def test_the_circular_rebuilt_from_its_snapshot_is_the_same_to_the_byte(world) -> None:
    circulars = Circular.objects.order_by("pk")
    assert [one.paper.issued_on.isoformat() for one in circulars] == [
        "2021-04-23", "2021-07-23", "2021-10-24"
    ]  # fmt: skip
    last = circulars[2]
    assert hashlib.sha256(rebuilt(last)).hexdigest() == last.paper.file_id
    assert last.recipients.filter(read_at=None).count() == 4


def test_the_same_snapshots_give_the_same_results(world) -> None:
    assert all(same_again(one) for one in Snapshot.objects.select_related("cycle"))


def test_an_inspection_taken_away_takes_points_away(world) -> None:
    cycle = Cycle.objects.get(rating="effectiveness", key="2021Q3")
    gone = (
        Inspection.objects.filter(
            origin="plan", visited_on__range=("2021-07-01", "2021-09-30"),
            area__path__startswith="/37/3711/", hazards=None, orders=None,
        )
        .exclude(agency__area__in=PROFILE)
        .annotate(visits=Count("enterprise__inspections"))
        .filter(visits=1)  # no other visit would do for the plan
        .order_by("pk")
    )  # fmt: skip
    visit = gone.first()
    assert visit is not None
    unit = visit.agency.area_id

    def score() -> object:
        pack = pack_of(cycle)
        rule = rating_of(cycle, pack)
        content = freeze.frozen(pack, rule, "3711", cycle.span, people_of(cycle), [unit])
        (row,) = freeze.rated(content, pack, rule)
        return row.score

    kept = cycle.results.get(current=True, unit=unit).score
    assert abs(score() - kept) < Decimal("0.001")
    with pytest.raises(Undo), transaction.atomic():
        with connection.cursor() as cursor:  # nobody else can: a trigger keeps signed records
            cursor.execute("set local session_replication_role = replica")
        visit.delete()
        assert score() < kept
        raise Undo


def test_xianning_rates_69_townships_twice_in_three_grades(world) -> None:
    rows = run("""select c.key, r.grade, count(*) from assess_result r
      join assess_cycle c on c.id = r.cycle_id where c.rating = 'township-rating' and r.current
      group by 1, 2""")
    for key in ("2018H2", "2019H1"):
        grades = {name: count for cycle, name, count in rows if cycle == key}
        assert set(grades) == {"好", "较好", "一般"} and sum(grades.values()) == 69


def test_a_key_county_that_reported_nothing_is_unknown_and_has_no_rank(world) -> None:
    cycle = Cycle.objects.get(rating="year-end", key="2015")
    assert standing_snapshot(cycle) is not None
    assert not cycle.results.filter(current=True, outcome="unknown").exclude(rank=None).exists()


def test_visits_from_above_ran_to_their_end_and_one_is_planned(world) -> None:
    rows = run("select kind, state, count(*) from assess_tour group by 1, 2 order by 1, 2")
    assert rows == [("monthly", "closed", 6), ("tour", "closed", 2), ("tour", "planned", 1)]
    assert run("select state, count(*) from assess_tourfinding group by 1") == [("accepted", 9)]
    waiting = """select count(*) from worklist_deadline
      where state = 'open' and kind like 'assess.tour%%'"""
    assert run(waiting) == [(0,)]
