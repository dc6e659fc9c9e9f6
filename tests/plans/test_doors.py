"""Pages that begin or go on with something are shut at the door, with one sentence."""

from __future__ import annotations

import pytest
from django.urls import reverse

from factories import AccountFactory
from factories.plans import AnnualPlanFactory, CampaignFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["plan_new", "draw_new", "campaign_new", "round_new"])
def test_who_may_begin_nothing_sees_no_form(world, client, name):
    page = reverse(f"plans:{name}")
    for account in (
        AccountFactory(role="township_officer", area=world.town),
        AccountFactory(role="village_officer", area=world.town),
    ):
        client.force_login(account)
        for answer in (client.get(page), client.post(page, {})):
            assert answer.status_code == 403
            assert "您没有“" in answer.content.decode()
    client.force_login(world.first)
    assert client.get(page).status_code == 200


def test_a_step_that_is_closed_says_so_before_its_form(world, client):
    client.force_login(world.first)
    plan = AnnualPlanFactory(agency=world.bureau)
    shut = client.get(reverse("plans:plan_step", args=[plan.pk, "publish"]))
    assert shut.status_code == 409 and "当前状态是“起草”" in shut.content.decode()
    assert client.get(reverse("plans:plan_step", args=[plan.pk, "submit"])).status_code == 200
    campaign = CampaignFactory(agency=world.bureau, area=world.county)
    shut = client.get(reverse("plans:campaign_step", args=[campaign.pk, "finish"]))
    assert shut.status_code == 409 and "当前状态是" in shut.content.decode()
