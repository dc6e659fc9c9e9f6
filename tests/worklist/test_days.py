"""What an installation knows about working days."""

from __future__ import annotations

import datetime as dt

import pytest

from angen.desk.actions import save_record
from angen.desk.ledger import ledger
from angen.kernel.calendar import is_known, is_working_day
from angen.kernel.refusal import NotAllowed
from angen.worklist.models import LocalDay, LocalYear
from angen.worklist.queries import days
from factories import AccountFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 10, 1)


def rest_day(area, day=DAY, working=False):
    return LocalDay.objects.create(area=area, day=day, working=working, document="通知")


def test_a_day_holds_below_and_the_nearer_counts(world):
    rest_day(world.county)
    assert not is_working_day(DAY, days.local_days(world.town))
    assert is_working_day(DAY, days.local_days(world.county.parent))
    rest_day(world.town, working=True)
    assert is_working_day(DAY, days.local_days(world.town))
    assert not is_working_day(DAY, days.local_days(world.other_town.path))


def test_later_years_are_provisional_until_entered(world):
    local = days.local_days(world.town)
    assert is_working_day(DAY, local) and not is_known(DAY, local)
    LocalYear.objects.create(area=world.county, year=2027, document="通知")
    assert is_known(DAY, days.local_days(world.town))
    assert not is_known(DAY, days.local_days(world.town, [2028]))


def test_only_the_years_asked_for(world):
    rest_day(world.county)
    rest_day(world.county, dt.date(2028, 1, 3))
    assert set(days.local_days(world.town, [2027]).days) == {DAY}


@pytest.mark.django_db(transaction=True)
def test_the_calendar_is_read_once_until_it_changes(world, django_assert_num_queries):
    row = rest_day(world.county)
    days.local_days(world.town)
    with django_assert_num_queries(2):
        days.local_days(world.town)
    row.working = True
    row.save()
    assert is_working_day(DAY, days.local_days(world.town))
    row.delete()
    assert not days.local_days(world.town).days


def test_the_system_administrator_keeps_the_calendar(world):
    kept = ledger("local_days")
    values = {"area": world.county, "day": DAY, "working": False, "document": "国办通知"}
    admin = AccountFactory(role="system_admin", area=world.county)
    assert kept.imported_by(admin)
    made = save_record(kept, values, by=admin)
    assert made.changed_at is not None
    other = AccountFactory(role="system_admin", area=world.town)
    with pytest.raises(NotAllowed):
        save_record(kept, {**values, "day": DAY + dt.timedelta(days=1)}, by=other)


def test_the_demo_lives_on_its_own_day(settings):
    settings.DEMO, settings.DEMO_DAY = True, dt.date(2021, 12, 31)
    assert days.now().date() == dt.date(2021, 12, 31)
    settings.DEMO = False
    assert days.now().date() > dt.date(2025, 1, 1)
