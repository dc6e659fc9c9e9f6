"""The pages: one enterprise on one page, gaps, duplicates, acts with their refusals."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from angen.enterprises.models import Letter, MajorHazard, Merge, Supervision
from angen.enterprises.sections import section
from factories import AccountFactory
from factories.enterprises import (
    ContactFactory,
    EnterpriseAccountFactory,
    EnterpriseFactory,
    HazardSubstanceFactory,
    LetterFactory,
    SupervisionFactory,
)


@pytest.fixture
def enterprise(world):
    return EnterpriseFactory(name="甲化工厂", area=world.town, sector="chemicals")


def page(client, account, name, *args, **query):
    client.force_login(account)
    return client.get(reverse(f"enterprises:{name}", args=args), query)


def test_one_enterprise_on_one_page(client, world, enterprise):
    HazardSubstanceFactory(hazard__enterprise=enterprise)
    SupervisionFactory(enterprise=enterprise, agency=world.office)
    LetterFactory(enterprise=enterprise)
    ContactFactory(enterprise=enterprise)
    EnterpriseFactory(name="甲化工厂有限公司", area=world.town)
    shown = page(client, world.head, "file", enterprise.pk)
    text = shown.content.decode()
    assert shown.status_code == 200
    for said in (
        "甲化工厂",
        world.office.name,
        "= 10.0000",
        "α = 1.0",
        "缺",
        "138****0000",
        "可能重复登记",
    ):
        assert said in text
    assert "13806330000" not in text


def test_sections_of_higher_apps_are_shown(client, world, enterprise):
    section(
        "test-visits",
        "检查记录",
        "enterprises/sections/responsible.html",
        lambda found, actor: {"links": [(found.name, None)]},
        permission="enterprises.see",
    )
    assert "检查记录" in page(client, world.head, "file", enterprise.pk).content.decode()


def test_a_neighbour_finds_nothing(client, world, enterprise):
    assert page(client, world.other_head, "file", enterprise.pk).status_code == 404
    assert page(client, world.other_head, "rate", enterprise.pk).status_code == 404


def test_an_enterprise_user_sees_the_own_file_only(client, world, enterprise):
    user = AccountFactory(role="enterprise_user", area=world.town)
    EnterpriseAccountFactory(enterprise=enterprise, account=user)
    foreign = EnterpriseFactory(area=world.town)
    assert page(client, user, "file", enterprise.pk).status_code == 200
    assert page(client, user, "file", foreign.pk).status_code == 404
    assert page(client, user, "rate", enterprise.pk).status_code == 403
    listed = client.get(reverse("desk:ledger", args=["enterprises"])).content.decode()
    assert enterprise.name in listed
    assert foreign.name not in listed


def test_gaps_name_what_is_missing(client, world, enterprise):
    text = page(client, world.head, "gaps").content.decode()
    assert "监管主体、包保领导、监管责任人、村（社区）安全员" in text
    assert "确定监管主体</a>" not in text
    assert "确定监管主体</a>" in page(client, world.brigade, "gaps").content.decode()
    assert page(client, world.head, "gaps", area=world.other.pk).status_code == 404


def test_supervision_is_decided_on_its_page(client, world, enterprise):
    url = reverse("enterprises:supervise", args=[enterprise.pk])
    client.force_login(world.brigade)
    body = f"{world.town.name}/{world.office.name}"
    answer = client.post(
        url, {"agency": body, "level": "township", "since": "2021-01-01", "reason": "属地"}
    )
    assert answer.status_code == 302
    assert Supervision.objects.get().agency == world.office
    refused = client.post(
        url, {"agency": body, "level": "township", "since": "2022-01-01", "reason": "属地"}
    )
    assert refused.status_code == 422
    assert "没有变化" in refused.content.decode()


def test_letters_are_signed_on_their_page(client, world, enterprise):
    client.force_login(AccountFactory(role="township_officer", area=world.town))
    today = dt.date.today()  # noqa: DTZ011
    answer = client.post(
        reverse("enterprises:letter", args=[enterprise.pk]),
        {
            "kind": "undertaking",
            "year": today.year,
            "signed_on": today.isoformat(),
            "signed_by": "王伟",
            "valid_to": f"{today.year}-12-31",
        },
    )
    assert answer.status_code == 302
    assert Letter.objects.get().signed_by == "王伟"


def test_a_hazard_is_registered_from_its_form(client, world, enterprise, national):
    client.force_login(world.head)
    form = {
        "name": "1 号罐区",
        "kind": "storage",
        "residents": "120",
        "assessed_on": "2026-01-01",
        "unit": "储运部",
        "principal": "王伟",
        "substance_1": "ammonia",
        "quantity_1": "50",
        "substance_2": "chlorine",
    }
    url = reverse("enterprises:hazard", args=[enterprise.pk])
    half = client.post(url, form)
    assert half.status_code == 422
    assert "要一起填" in half.content.decode()
    assert client.post(url, {**form, "quantity_2": "2.5"}).status_code == 302
    assert MajorHazard.objects.get().r_value == 24


def test_a_pair_is_merged_and_split_on_pages(client, world, enterprise):
    other = EnterpriseFactory(name="甲化工厂", area=world.town, code="NB-1", no_code_reason="site")
    assert "名称相同" in page(client, world.head, "duplicates").content.decode()
    shown = page(client, world.head, "merge", other.pk, other=str(enterprise.pk))
    assert f"{enterprise.code}/甲化工厂" in shown.content.decode()
    url = reverse("enterprises:merge", args=[other.pk])
    done = client.post(url, {"enterprise": f"{enterprise.code}/甲化工厂", "reason": "同址"})
    assert done.status_code == 302
    merge = Merge.objects.get()
    assert (
        client.get(reverse("desk:record", args=["enterprise-merges", merge.pk])).status_code == 200
    )
    assert client.get(reverse("enterprises:file", args=[other.pk])).status_code == 404
    url = reverse("enterprises:split", args=[merge.pk])
    assert client.post(url, {"reason": "两家"}).status_code == 302
    assert client.get(reverse("enterprises:file", args=[other.pk])).status_code == 200


@pytest.mark.parametrize("name", ["rename", "supervise", "appoint", "letter", "rate", "account", "hazard", "merge"])  # fmt: skip
def test_every_act_opens_and_refuses_an_empty_form(client, world, enterprise, name):
    assert page(client, world.brigade, name, enterprise.pk).status_code == 200
    answer = client.post(reverse(f"enterprises:{name}", args=[enterprise.pk]), {})
    assert answer.status_code == 422


@pytest.mark.parametrize("key", ["enterprises", "enterprise-sites", "enterprise-contacts", "former-names", "letters", "risk-ratings", "standardisation", "enterprise-accounts", "supervisions", "responsibles", "enterprise-merges", "major-hazards", "hazard-substances", "hazard-filings"])  # fmt: skip
def test_every_ledger_opens_lists_and_exports(client, world, key):
    HazardSubstanceFactory(hazard__enterprise__area=world.town)
    client.force_login(world.brigade)
    assert client.get(reverse("desk:ledger", args=[key])).status_code == 200
    assert client.get(reverse("desk:export", args=[key])).status_code == 200
