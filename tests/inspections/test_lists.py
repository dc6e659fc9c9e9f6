"""The fast ways to visits and hazards lead to exactly what the rule allows."""

from __future__ import annotations

from typing import Any

import pytest

from angen.desk.ledger import ledger
from angen.desk.queries import page
from angen.inspections import access
from factories import AccountFactory, AgencyFactory, AreaFactory
from factories.enterprises import EnterpriseFactory
from factories.inspections import HazardFactory, InspectionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("few", [640, 0], ids=["by key", "by join"])
@pytest.mark.parametrize("key", ["inspections", "hazards"])
def test_records_of_ones_own_body_or_place(
    key: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "FEW", few)
    counties = [AreaFactory(level="county") for _ in range(2)]
    towns = [AreaFactory(level="township", parent=one) for one in counties]
    offices = [AgencyFactory(area=town) for town in towns]
    made = HazardFactory if key == "hazards" else InspectionFactory
    for office in offices:
        for town in towns:  # also of one county's office in the other county
            made(agency=office, enterprise=EnterpriseFactory(area=town, name="甲面粉厂"))
    book = ledger(key)
    for actor in (
        AccountFactory(role="county_brigade", area=counties[0]),
        AccountFactory(role="township_head", area=towns[1]),
        AccountFactory(role="township_head", body=offices[1]),
    ):
        rule: set[Any] = set(book.rows(actor))
        assert len(rule) == 3 and book.parts(actor)
        for asked in ({}, {"q": "面粉"}):
            assert {row.record for row in page(book, actor, asked).rows} == rule
        assert not page(book, actor, {"q": "没有"}).rows
