"""The numbers of a township, known and unknown."""

from __future__ import annotations

import datetime as dt

import pytest

from angen.assess.facts import facts_on
from factories import LedgerStatementFactory, OfficerFactory, VillageOfficerFactory
from factories.enterprises import (
    EnterpriseFactory,
    HazardFilingFactory,
    LetterFactory,
    MajorHazardFactory,
    ResponsibleFactory,
    RiskRatingFactory,
    StandardisationReviewFactory,
    SupervisionFactory,
)

DAY = dt.date(2021, 6, 30)
NAMES = (
    "enterprises_registered",
    "unlicensed_places",
    "enterprises_without_supervisor",
    "enterprises_supervised",
    "responsible_covered",
    "both_letters",
    "letters_signed",
    "notices_served",
    "risks_rated",
    "high_risk_enterprises",
    "standardised_share",
    "major_hazards",
    "major_hazards_filed",
)


def values(unit, day=DAY):
    return {name: fact.value for name, fact in facts_on([unit.pk], day, NAMES)[unit.pk].items()}


def test_nothing_recorded_is_unknown(world):
    assert values(world.town) == dict.fromkeys(NAMES)


def test_a_township_that_states_zero_has_zero(world):
    LedgerStatementFactory(area=world.town, ledger="enterprises", count=0)
    found = values(world.town)
    assert found["enterprises_registered"] == 0
    assert found["letters_signed"] is None


def test_a_statement_above_the_ledger_makes_it_unknown(world):
    EnterpriseFactory(area=world.town)
    LedgerStatementFactory(area=world.town, ledger="enterprises", count=3)
    assert values(world.town)["enterprises_registered"] is None


@pytest.fixture
def four(world):
    """Three in the town and one in its village; a closed and a merged one beside them."""
    found = [EnterpriseFactory(area=world.town) for _ in range(3)]
    found.append(EnterpriseFactory(area=world.village, licence="place"))
    EnterpriseFactory(area=world.town, business="closed", closed_on=dt.date(2021, 6, 1))
    EnterpriseFactory(area=world.town, business="left")
    EnterpriseFactory(area=world.town, merged_into=found[0])
    EnterpriseFactory(area=world.town, registered_on=dt.date(2021, 7, 1))
    EnterpriseFactory(area=world.other)
    return found


def test_what_is_counted(world, four):
    found = values(world.town)
    assert found["enterprises_registered"] == 4
    assert found["unlicensed_places"] == 1
    assert found["enterprises_without_supervisor"] == 4
    assert found["major_hazards"] == 0
    assert found["high_risk_enterprises"] == 0
    assert found["major_hazards_filed"] is None
    assert values(world.town, dt.date(2021, 5, 31))["enterprises_registered"] == 5


def test_supervision_and_responsibility(world, four):
    for one in four[:3]:
        SupervisionFactory(enterprise=one)
    SupervisionFactory(enterprise=four[3], valid_to=dt.date(2021, 6, 29))
    officer = OfficerFactory(agency=world.office)
    village = VillageOfficerFactory(area=world.village)
    for link in ("leader", "office"):
        for one in four[:2]:
            ResponsibleFactory(enterprise=one, link=link, officer=officer)
    ResponsibleFactory(enterprise=four[0], link="village", officer=None, village_officer=village)
    found = values(world.town)
    assert found["enterprises_without_supervisor"] == 1
    assert float(found["enterprises_supervised"]) == 0.75
    assert float(found["responsible_covered"]) == 0.25


def test_letters_of_the_year_of_the_day(world, four):
    LetterFactory(enterprise=four[0])
    LetterFactory(enterprise=four[1], valid_to=dt.date(2021, 6, 29))
    LetterFactory(enterprise=four[2], signed_on=dt.date(2021, 7, 1))
    LetterFactory(enterprise=four[3], year=2020, signed_on=dt.date(2020, 12, 1), valid_to=DAY)
    LetterFactory(enterprise=four[3], kind="notice")
    found = values(world.town)
    assert float(found["letters_signed"]) == 0.25
    assert float(found["notices_served"]) == 0.25
    assert found["both_letters"] == 0
    LetterFactory(enterprise=four[0], kind="notice")
    assert float(values(world.town)["both_letters"]) == 0.25


def test_risk_and_standardisation_of_the_day(world, four):
    RiskRatingFactory(enterprise=four[0], risk="red")
    RiskRatingFactory(enterprise=four[1], risk="red", rated_on=dt.date(2020, 1, 1))
    RiskRatingFactory(enterprise=four[1], risk="blue", rated_on=dt.date(2021, 6, 30))
    RiskRatingFactory(enterprise=four[2], risk="red", rated_on=dt.date(2021, 7, 1))
    StandardisationReviewFactory(enterprise=four[0])
    StandardisationReviewFactory(enterprise=four[1], valid_to=dt.date(2021, 6, 29))
    StandardisationReviewFactory(enterprise=four[2])
    StandardisationReviewFactory(
        enterprise=four[2], result="revoked", reviewed_on=dt.date(2021, 1, 1), valid_to=None
    )
    found = values(world.town)
    assert found["high_risk_enterprises"] == 1
    assert float(found["risks_rated"]) == 0.5
    assert float(found["standardised_share"]) == 0.25


def test_hazards_filed_on_the_day(world, four):
    filed, lapsed = (MajorHazardFactory(enterprise=four[0]) for _ in range(2))
    MajorHazardFactory(enterprise=four[3])
    MajorHazardFactory(enterprise=four[1], state="closed", closed_on=dt.date(2021, 6, 30))
    HazardFilingFactory(hazard=filed)
    HazardFilingFactory(hazard=lapsed, valid_to=dt.date(2021, 6, 29))
    found = values(world.town)
    assert found["major_hazards"] == 3
    assert round(float(found["major_hazards_filed"]), 3) == 0.333
