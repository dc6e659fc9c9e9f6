"""Who sees and keeps which enterprise; the places that triggers keep."""

from __future__ import annotations

import datetime as dt

import pytest

from angen.enterprises.models import Enterprise, Place
from angen.kernel.access import can, rows
from factories import AccountFactory
from factories.enterprises import (
    EnterpriseAccountFactory,
    EnterpriseFactory,
    LetterFactory,
    SiteFactory,
    SupervisionFactory,
)

SEE, KEEP = "enterprises.see", "enterprises.keep"


def names(actor, permission=SEE):
    return set(rows(actor, permission).values_list("name", flat=True))


def test_a_township_sees_its_own_and_its_villages(world):
    EnterpriseFactory(name="甲厂", area=world.town)
    EnterpriseFactory(name="乙厂", area=world.village)
    EnterpriseFactory(name="丙厂", area=world.other)
    assert names(world.head) == {"甲厂", "乙厂"}
    assert names(world.other_head) == {"丙厂"}
    assert names(world.brigade) == {"甲厂", "乙厂", "丙厂"}
    assert names(AccountFactory(role=None)) == set()


def test_a_further_site_shows_the_enterprise_but_does_not_let_it_be_kept(world):
    enterprise = EnterpriseFactory(name="甲厂", area=world.town)
    site = SiteFactory(enterprise=enterprise, area=world.other)
    assert names(world.other_head) == {"甲厂"}
    assert names(world.other_head, KEEP) == set()
    site.delete()
    assert names(world.other_head) == set()


def test_places_follow_a_move_and_a_bulk_write(world):
    made = Enterprise.objects.bulk_create(
        EnterpriseFactory.build(area=world.town, name=f"厂{n}") for n in range(3)
    )
    assert Place.objects.filter(area=world.town).count() == 3
    Enterprise.objects.filter(pk__in=[e.pk for e in made[:2]]).update(area=world.other)
    assert Place.objects.filter(area=world.other).count() == 2
    assert Place.objects.count() == 3


def test_a_moved_main_place_keeps_the_place_of_a_site(world):
    enterprise = EnterpriseFactory(area=world.town)
    SiteFactory(enterprise=enterprise, area=world.town)
    Enterprise.objects.filter(pk=enterprise.pk).update(area=world.other)
    assert set(Place.objects.values_list("area", flat=True)) == {world.town.pk, world.other.pk}


def test_a_body_sees_what_it_supervises_today(world):
    enterprise = EnterpriseFactory(name="甲厂", area=world.town)
    EnterpriseFactory(name="乙厂", area=world.town)
    SupervisionFactory(enterprise=enterprise, agency=world.bureau, valid_to=None)
    bound = AccountFactory(role="township_head", body=world.bureau)
    assert names(bound) == {"甲厂"}
    enterprise.supervisions.update(valid_to=dt.date(2020, 1, 1))
    assert names(bound) == set()


def test_an_enterprise_user_sees_the_own_enterprise_alone(world):
    mine = EnterpriseFactory(name="甲厂", area=world.town)
    EnterpriseFactory(name="乙厂", area=world.town)
    user = AccountFactory(role="enterprise_user", area=world.town)
    assert names(user) == set()
    link = EnterpriseAccountFactory(enterprise=mine, account=user)
    letter, foreign = LetterFactory(enterprise=mine), LetterFactory()
    assert names(user) == {"甲厂"}
    assert can(user, "enterprises.see_letters", letter)
    assert not can(user, "enterprises.see_letters", foreign)
    assert names(user, KEEP) == set()
    link.valid_to = dt.date(2020, 1, 1)
    link.save()
    assert names(user) == set()


def test_a_merged_record_is_seen_nowhere(world):
    survivor = EnterpriseFactory(name="甲厂", area=world.town)
    EnterpriseFactory(name="乙厂", area=world.town, merged_into=survivor)
    assert names(world.head) == {"甲厂"}
    assert set(Enterprise.objects.live()) == {survivor}


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_see_no_enterprise(world, role):
    EnterpriseFactory(area=world.town)
    assert names(AccountFactory(role=role, area=world.county)) == set()
