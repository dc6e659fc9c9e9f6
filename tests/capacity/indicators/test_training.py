from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from capacity.world import DAY, SINCE, session, staff, states, trained, value
from factories import AgencyFactory, OfficerFactory

pytestmark = pytest.mark.django_db
GAP = "training_gap_months_max"


@pytest.mark.parametrize(
    ("last", "months"),
    [
        (dt.date(2018, 12, 31), 36),
        (dt.date(2019, 1, 1), 35),
        (dt.date(2018, 12, 1), 36),
        (dt.date(2018, 11, 30), 37),
        (DAY, 0),
    ],
)
def test_the_gap_is_in_full_months(office, last, months):
    trained(staff(office), on=last)
    assert value(office, GAP) == months


def test_a_month_is_full_from_the_same_day_on(office):
    trained(staff(office), on=dt.date(2018, 6, 15))
    assert value(office, GAP, dt.date(2021, 6, 14)) == 35
    assert value(office, GAP, dt.date(2021, 6, 15)) == 36


def test_the_longest_gap_of_all_counts_and_leaders_and_absent_do_not(office):
    trained(staff(office), on=dt.date(2021, 1, 31))
    trained(staff(office), on=dt.date(2020, 12, 31))
    staff(office, works_elsewhere="住建局", entered_on=dt.date(2000, 1, 1))
    staff(office, post="leader", entered_on=dt.date(2000, 1, 1))
    staff(office, valid_to=dt.date(2021, 12, 30), entered_on=dt.date(2000, 1, 1))
    assert value(office, GAP) == 12


def test_who_never_passed_counts_from_entering_the_work(office):
    trained(staff(office))
    failed = staff(office, entered_on=dt.date(2019, 12, 31))
    trained(failed, on=dt.date(2021, 6, 30), passed=False)
    assert value(office, GAP) == 24


def test_without_a_day_of_entering_the_post_counts(office):
    trained(staff(office))
    staff(office, entered_on=None, valid_from=dt.date(2021, 9, 30))
    assert value(office, GAP) == 3


def test_topic_courses_are_no_round_and_later_ones_do_not_reach_back(office):
    person = staff(office, entered_on=dt.date(2020, 12, 31))
    trained(person, kind="topic", on=dt.date(2021, 6, 30))
    trained(person, on=dt.date(2022, 1, 1))
    assert value(office, GAP) == 12
    assert value(office, GAP, dt.date(2022, 1, 1)) == 0


def test_no_training_record_at_all_is_unknown_unless_stated_as_zero(office):
    staff(office)
    for name in (GAP, "officers_untrained", "training_hours_min", "trained_people"):
        assert value(office, name) is None
    states(office, "training", 0)
    assert value(office, GAP) == 83
    assert value(office, "officers_untrained") == 1
    assert value(office, "training_hours_min") == 0
    assert value(office, "trained_people") == 0


def test_fewer_records_than_stated_is_unknown(office):
    trained(staff(office))
    states(office, "training", 2)
    assert value(office, GAP) is None


def test_who_is_only_on_the_list_is_not_trained(office):
    trained(staff(office))
    trained(staff(office), passed=None)
    trained(staff(office), days=0, passed=None)
    trained(staff(office), days=2, passed=None)
    staff(office, post="leader")
    assert value(office, "officers_untrained") == 2
    assert value(office, "trained_people") == 2
    assert value(office, "officers_untrained", DAY - dt.timedelta(1)) is None


def test_the_longest_intensive_session_of_the_year(office):
    person = staff(office)
    trained(person, session("intensive", dt.date(2021, 5, 20), days=20))
    trained(person, session("intensive", dt.date(2021, 9, 20), days=30), days=12)
    trained(person, session("rotation", dt.date(2021, 10, 20), days=40))
    trained(person, session("intensive", dt.date(2020, 12, 31), days=25))
    trained(staff(office, post="leader"), session("intensive", days=60))
    assert value(office, "intensive_training_days_max") == 20
    assert value(office, "intensive_training_days_max", dt.date(2021, 5, 19)) is None
    assert value(office, "intensive_training_days_max", dt.date(2020, 12, 31)) == 25


def test_hours_of_the_year_are_summed_and_the_least_counts(office):
    first, second = staff(office), staff(office)
    run = session(ends_on=dt.date(2021, 1, 1), hours=30)
    trained(first, run)
    trained(second, run)
    trained(first, session(ends_on=dt.date(2021, 7, 1), hours=31))
    trained(second, session(ends_on=dt.date(2020, 12, 31), hours=99))
    assert value(office, "training_hours_min") == 30
    staff(office)
    assert value(office, "training_hours_min") == 0
    staff(office, works_elsewhere="别处")
    assert value(office, "training_hours_min") == 0


def test_heads_trained_before_their_post_or_since(office):
    head = staff(office, post="director", valid_from=dt.date(2021, 6, 1))
    trained(staff(office))
    assert value(office, "directors_pretrained") == 0
    trained(head, kind="pre_appointment", on=dt.date(2021, 5, 31), passed=False)
    assert value(office, "directors_pretrained") == 0
    trained(head, kind="pre_appointment", on=dt.date(2021, 10, 1))
    assert value(office, "directors_pretrained") == 1
    assert value(office, "directors_pretrained", dt.date(2021, 9, 30)) == 0
    assert value(office, "directors_pretrained", dt.date(2021, 5, 30)) is None


def test_deputies_and_leaders_are_heads_at_a_bureau_only(office):
    trained(staff(office, post="deputy"))
    assert value(office, "directors_pretrained") is None
    bureau = AgencyFactory(kind="emergency_bureau")
    trained(staff(bureau, post="deputy"), kind="pre_appointment")
    staff(bureau, post="leader")
    staff(bureau, post="director", works_elsewhere="别处")
    staff(bureau)
    assert value(bureau, "directors_pretrained") == Decimal("0.5")


def test_recruits_of_the_year(office):
    old, new = staff(office), staff(office, entered_on=dt.date(2021, 1, 1))
    staff(office, entered_on=DAY)
    staff(office, entered_on=dt.date(2022, 1, 1))
    trained(old, kind="induction")
    assert value(office, "recruits_inducted") == 0
    trained(new, kind="induction", on=dt.date(2021, 2, 1))
    assert value(office, "recruits_inducted") == Decimal("0.5")


def test_recruits_of_a_unit_without_training_records_are_unknown(office):
    staff(office, entered_on=dt.date(2021, 3, 1))
    assert value(office, "recruits_inducted") is None
    states(office, "training", 0)
    assert value(office, "recruits_inducted") == 0


def test_sessions_count_for_who_holds_them(office):
    bureau = AgencyFactory(kind="emergency_bureau")
    run = session(organiser=bureau, ends_on=dt.date(2021, 3, 1))
    session(organiser=bureau, ends_on=dt.date(2020, 12, 31))
    session(organiser=bureau, ends_on=dt.date(2022, 1, 1))
    trained(staff(office), run)
    assert value(bureau, "training_sessions_held") == 1
    assert value(office, "training_sessions_held") == 0
    assert value(bureau, "training_sessions_held", dt.date(2021, 2, 28)) == 0
    assert value(bureau, "training_sessions_held", dt.date(2020, 12, 30)) is None


def test_a_person_with_two_posts_counts_once(office):
    person = staff(office)
    from_other = OfficerFactory(agency=office)
    trained(from_other)
    person.appointments.create(agency=office, post="professional", valid_from=SINCE)
    trained(person)
    assert value(office, "trained_people") == 1
