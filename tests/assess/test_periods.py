from __future__ import annotations

import datetime as dt

import ibis
import pytest

from angen.assess import compiled
from angen.assess.evidence import evidence
from angen.assess.facts import facts_on
from angen.kernel import indicators as kernel
from angen.kernel.indicators import Count, Indicator, Period
from assess import world

pytestmark = pytest.mark.django_db


def appointed(t: object, period: Period) -> Count:
    rows, agencies = t.orgs_appointment, t.orgs_agency
    rows = rows.filter(rows.valid_from.between(period.start, period.end))
    return Count(
        rows.join(agencies, rows.agency_id == agencies.id).select(
            unit_id=agencies.area_id,
            record_id=rows.id.cast("string"),
            record_type=ibis.literal("orgs.appointment"),
        )
    )


@pytest.fixture
def town(monkeypatch):
    over = Indicator("appointed", "任职数", "人", "period", appointed, frozenset())
    monkeypatch.setattr(kernel, "_indicators", {**world.INDICATORS, "appointed": over})
    compiled.compiled.cache_clear()
    town = world.township("371102001", "第1镇", world.county())
    office = world.office(town)
    for day in (dt.date(2021, 2, 1), dt.date(2021, 7, 1), dt.date(2021, 9, 30)):
        world.officer(office, valid_from=day)
    yield town
    compiled.compiled.cache_clear()


def counted(on: dt.date, since: dt.date | None = None) -> object:
    return facts_on(["371102001"], on, ["appointed", "officers_in_post"], since)["371102001"]


def test_a_period_has_a_first_and_a_last_day(town) -> None:
    third = counted(dt.date(2021, 9, 30), dt.date(2021, 7, 1))
    assert third["appointed"].value == 2
    assert third["officers_in_post"].value == 3  # a state on the last day
    assert counted(dt.date(2021, 9, 29), dt.date(2021, 7, 2))["appointed"].value is None


def test_without_a_period_it_is_the_year_so_far(town) -> None:
    assert counted(dt.date(2021, 8, 1))["appointed"].value == 2


def test_the_evidence_is_that_of_the_period(town) -> None:
    found = evidence(["371102001"], dt.date(2021, 9, 30), ["appointed"], dt.date(2021, 7, 1))
    assert len(found[("371102001", "appointed")].counted) == 2
