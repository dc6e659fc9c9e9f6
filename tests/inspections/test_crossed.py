"""What a round of cross inspection brought is counted from its visits."""

from __future__ import annotations

import datetime as dt

import pytest

from angen.inspections.crossed import outcomes
from angen.plans import registry
from angen.plans.models import CrossPair, CrossRound
from angen.plans.registry import Outcome
from factories.enterprises import EnterpriseFactory
from factories.inspections import HazardFactory
from inspections import figures

MAY = dt.date(2022, 5, 6)


@pytest.fixture
def w(db):
    return figures.made()


@pytest.fixture
def pairs(w):
    held = CrossRound.objects.create(
        agency=w.office, year=2022, number=1, title="第1轮", starts_on=MAY, ends_on=MAY
    )
    return [
        CrossPair.objects.create(round=held, visitor=a, visited=b)
        for a, b in ((w.town, w.next), (w.next, w.town))
    ]


def test_enterprises_and_problems_are_counted_and_what_nobody_recorded_is_unknown(w, pairs):
    there, idle = pairs
    one, two = EnterpriseFactory(), EnterpriseFactory()
    first = w.visit(one, MAY, origin="cross", cross_pair=there, reason="")
    w.visit(one, MAY, origin="cross", cross_pair=there, reason="")
    w.visit(two, MAY, origin="cross", cross_pair=there, reason="")
    w.visit(two, MAY)
    for state in ("found", "dismissed"):
        given = {"dismissed_for": "不属实"} if state == "dismissed" else {}
        HazardFactory(
            enterprise=one, agency=w.office, inspection=first, source="inspection",
            found_on=MAY, state=state, **given,
        )  # fmt: skip
    keys = [there.pk, idle.pk]
    assert outcomes(keys) == {there.pk: Outcome(enterprises=2, problems=1)}
    assert registry.outcomes(keys)[idle.pk] == Outcome()
