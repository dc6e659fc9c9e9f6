"""What has to be done about enterprises comes onto the worklist, once, and leaves it when done."""

from __future__ import annotations

import datetime as dt

import pytest

from angen.enterprises.jobs import look_after
from angen.enterprises.models import Enterprise, Letter, Supervision
from angen.worklist.models import Deadline
from factories.enterprises import (
    EnterpriseFactory,
    LetterFactory,
    StandardisationReviewFactory,
    SupervisionFactory,
)

TODAY = dt.date(2026, 6, 1)


@pytest.fixture
def works(world, national):
    found = EnterpriseFactory(area=world.town)
    SupervisionFactory(enterprise=found, agency=world.office)
    return found


def waiting(kind: str) -> list[dt.date]:
    return [d.due_on for d in Deadline.objects.waiting().filter(kind=f"enterprises.{kind}")]


def test_a_letter_that_ends_waits_once_and_is_met_by_the_next(works):
    last = dt.date(2026, 6, 20)
    LetterFactory(enterprise=works, year=2026, signed_on=dt.date(2025, 6, 21), valid_to=last)
    assert look_after(TODAY)[0] >= 1
    assert waiting("letter") == [last]
    assert look_after(TODAY) == (0, 0)
    Letter.objects.create(
        enterprise=works,
        kind=Letter.objects.get().kind,
        year=2027,
        signed_on=TODAY,
        signed_by="王伟",
        valid_to=dt.date(2027, 6, 20),
    )
    assert look_after(TODAY) == (0, 1)
    assert waiting("letter") == []
    assert Deadline.objects.get(kind="enterprises.letter").state == "met"


def test_what_lies_far_off_does_not_wait(works):
    LetterFactory(
        enterprise=works, year=2026, signed_on=dt.date(2026, 1, 1), valid_to=dt.date(2026, 12, 31)
    )
    look_after(TODAY)
    assert waiting("letter") == []


def test_standardisation_of_a_closed_enterprise_is_cancelled(works):
    StandardisationReviewFactory(
        enterprise=works, reviewed_on=dt.date(2023, 7, 1), valid_to=dt.date(2026, 6, 30)
    )
    look_after(TODAY)
    assert waiting("standard") == [dt.date(2026, 6, 30)]
    Enterprise.objects.filter(pk=works.pk).update(business="closed", closed_on=TODAY)
    look_after(TODAY)
    assert Deadline.objects.get(kind="enterprises.standard").state == "cancelled"


def test_a_gap_in_the_chain_waits_for_the_body_and_keeps_its_first_end(works, world):
    look_after(TODAY)
    assert waiting("chain") == [TODAY + dt.timedelta(15)]
    look_after(TODAY + dt.timedelta(3))
    assert waiting("chain") == [TODAY + dt.timedelta(15)]
    assert Deadline.objects.get(kind="enterprises.chain").agency == world.office


def test_a_duty_follows_the_body_that_supervises(works, world):
    last = dt.date(2026, 6, 20)
    LetterFactory(enterprise=works, year=2026, signed_on=dt.date(2025, 6, 21), valid_to=last)
    look_after(TODAY)
    Supervision.objects.filter(enterprise=works).update(agency=world.bureau)
    look_after(TODAY)
    (one,) = Deadline.objects.waiting().filter(kind="enterprises.letter")
    assert one.agency == world.bureau


def test_without_numbers_of_policy_nothing_is_expected(world):
    found = EnterpriseFactory(area=world.town)
    SupervisionFactory(enterprise=found, agency=world.office)
    LetterFactory(enterprise=found, year=2026, signed_on=TODAY, valid_to=TODAY)
    assert look_after(TODAY) == (0, 0)
